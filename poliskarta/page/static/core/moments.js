import { formatClock, formatDay, say } from "./i18n.js";
import { dayFarAhead } from "./opening-hours.js";

/**
 * Return a minute from this week's Monday on in words: with its weekday, or, from now on, with its
 * date when that weekday is a week away or more.
 * @param {number} minute
 * @param {string} time
 */
function sayMoment(minute, time) {
  const day = time === "now" ? dayFarAhead(minute) : undefined;
  return day ? say("time.day_and_clock", { day: formatDay(day), time: formatClock(minute) }) : formatClock(minute, true);
}

/**
 * Say that an office is closed, by a message that tells when it opens, as far as that is known.
 * @param {string} key
 * @param {number | undefined} next
 * @param {string} time
 */
export const sayClosed = (key, next, time) => (next === undefined ? say("now.closed_only") : say(key, { time: sayMoment(next, time) }));

/**
 * Return whether a place never closes.
 * @param {Place} place
 */
export const isAlwaysOpen = ({ open }) => open?.length === 1 && open[0][1] - open[0][0] === 7 * 24 * 60;

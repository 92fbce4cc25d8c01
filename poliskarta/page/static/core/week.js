const DAY = 24 * 60;
const WEEK = 7 * DAY;
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * Return how many minutes of the week have passed since Monday 00:00 at `date` in a time zone.
 * @param {Date} date
 * @param {string} timeZone
 */
export function minuteOfWeek(date, timeZone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat("en-US", options).formatToParts(date);
  const { weekday, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return DAYS.indexOf(weekday) * DAY + Number(hour) * 60 + Number(minute);
}

/**
 * Return the minute of the week that `time` names: `now`, or a weekday and an hour as in `2-10`.
 * @param {string} time
 * @param {string} timeZone
 */
export function minuteOf(time, timeZone) {
  if (time === "now") return minuteOfWeek(new Date(), timeZone);
  const [day, hour] = time.split("-").map(Number);
  return (day - 1) * DAY + hour * 60;
}

/**
 * Return the day, as in 2010-06-08, that `date` is in a time zone.
 * @param {Date} date
 * @param {string} timeZone
 */
export const dayOf = (date, timeZone) => new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(date);

/**
 * Return whether `day` is one of those from `since` to `until`, dates of any precision or none.
 * @param {string} day
 * @param {string | undefined} since
 * @param {string | undefined} until
 */
export function isDuring(day, since, until) {
  /** @type {(one: string, other: string) => number} */
  const compare = (one, other) => {
    const length = Math.min(one.length, other.length);
    return one.slice(0, length).localeCompare(other.slice(0, length), "en");
  };
  return !(since && compare(since, day) > 0) && !(until && compare(until, day) < 0);
}

/**
 * Return whether `time` is one that `minuteOf` understands.
 * @param {string} time
 */
export const isTime = (time) => time === "now" || /^[1-7]-([01]?\d|2[0-3])$/.test(time);

/**
 * Return the day that is `days` after another one.
 * @param {string} day
 * @param {number} days
 */
export const dayAfter = (day, days) => new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);

/**
 * Return until when it is open at `minute`; undefined when it is closed then. `intervals` are those
 * of the week, and those of the last week that reach into it.
 * @param {[number, number][]} intervals
 * @param {number} minute
 */
export const openUntil = (intervals, minute) => intervals.find(([start, end]) => start <= minute && minute < end)?.[1];

/**
 * Return the weekday (1 is Monday), hour and minute of a minute of the week.
 * @param {number} minute
 */
export function clockOf(minute) {
  const inWeek = minute % WEEK;
  return { day: Math.floor(inWeek / DAY) + 1, hour: Math.floor((inWeek % DAY) / 60), minute: inWeek % 60 };
}

import { weekOf } from "./calendar.js";
import { data, isPlaced, kindById } from "./data.js";
import { dayAfter, dayOf, isDuring, minuteOf, openUntil } from "./week.js";

const zone = data.region.timezone;
const DAY = 24 * 60;
const WEEK = 7 * DAY;
/** How far ahead the next opening is looked for. */
const WEEKS_AHEAD = 53;

/**
 * Return what is known of an office at a time: `state` is open, closed or unknown; `place` is
 * what is open (the office, or one of its stops), `until` and `next` are minutes from Monday 00:00
 * of the week that it is. Hours that differ from week to week are known now, by the date, and
 * unknown on a weekday of no date.
 * Stops that the office had left by then, or had not come to, don't count: today for `now`, else
 * at the date of the map.
 * @param {Office} office
 * @param {string} time
 * @returns {Opening}
 */
export function openingAt(office, time) {
  const minute = minuteOf(time, zone);
  const day = time === "now" ? dayOf(new Date(), zone) : data.region.date;
  const places = (office.stops ?? [office]).filter(({ since, until }) => isDuring(day, since, until));
  if (office.closed || places.length === 0) return { state: "unknown" };
  for (const place of places) {
    const until = openUntil(intervalsNow(place, time), minute);
    if (until !== undefined) return { state: "open", place, until };
  }
  if (places.some((place) => !weekAt(place, time, 0))) return { state: "unknown" };
  const next = places.flatMap((place) => nextStart(place, time, minute) ?? []);
  return { state: "closed", next: next.sort((a, b) => a - b)[0] };
}

/**
 * Return the intervals that begin in the week of a time, or `later` weeks after it, minutes after
 * its Monday; undefined where nobody knows.
 * @param {Place} place
 * @param {string} time
 * @param {number} later
 */
function weekAt({ open, calendar }, time, later) {
  if (open || !calendar || time !== "now") return open;
  return weekOf(data.calendars[calendar], dayOf(new Date(), zone), later);
}

/**
 * Return the intervals of this week, and those of the last one that reach into it.
 * @param {Place} place
 * @param {string} time
 * @returns {[number, number][]}
 */
function intervalsNow(place, time) {
  const before = weekAt(place, time, -1) ?? [];
  return [...before.map(([start, end]) => /** @type {[number, number]} */ ([start - WEEK, end - WEEK])), ...(weekAt(place, time, 0) ?? [])];
}

/**
 * Return when it opens next after `minute`; undefined when that isn't known, or far away.
 * @param {Place} place
 * @param {string} time
 * @param {number} minute
 */
function nextStart(place, time, minute) {
  for (let later = 0; later <= WEEKS_AHEAD; later += 1) {
    const starts = (weekAt(place, time, later) ?? []).map(([start]) => start + later * WEEK);
    const next = starts.sort((a, b) => a - b).find((start) => start > minute);
    if (next !== undefined) return next;
  }
  return undefined;
}

/**
 * Return the day of a minute from this week's Monday on, when that is too far away to be said by
 * its weekday.
 * @param {number} minute
 */
export function dayFarAhead(minute) {
  const now = minuteOf("now", zone);
  const days = Math.floor(minute / DAY) - Math.floor(now / DAY);
  return days < WEEK / DAY ? undefined : dayAfter(dayOf(new Date(), zone), days);
}

/**
 * Return the point at which an office stands at a chosen time; undefined when nowhere known.
 * @param {Office} office
 * @param {string} time
 * @returns {(Place & Point) | undefined}
 */
function pointAt(office, time) {
  if (!isPlaced(office)) return undefined;
  if (!time || !office.stops) return office;
  const { state, place } = openingAt(office, time);
  if (state === "closed") return undefined;
  return place && isPlaced(place) ? place : office;
}

/**
 * Return all points at which an office may stand: each of its stops, but one at a chosen time.
 * @param {Office} office
 * @param {string} time
 * @returns {(Place & Point)[]}
 */
export function pointsAt(office, time) {
  const stops = time ? [] : (office.stops ?? []).filter(isPlaced);
  const apart = new Map(stops.map((stop) => [`${stop.lat}/${stop.lon}`, stop]));
  return apart.size > 1 ? [...apart.values()] : [pointAt(office, time) ?? []].flat();
}

/**
 * Return whether a mobile office may or may not be out at a chosen time, for all that is known.
 * @param {Office} office
 * @param {string} time
 */
export function isTimeUnknown(office, time) {
  if (!time || kindById.get(office.kind).fixed) return false;
  return openingAt(office, time).state === "unknown";
}

import { decodeNumbers } from "./geometry.js";

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_A_WEEK = 7;
/** @type {WeakMap<Calendar, number[]>} */
const read = new WeakMap();

/**
 * Return the numbers of a calendar's weeks among its different ones, in turn.
 * @param {Calendar} calendar
 */
function weeksOf(calendar) {
  const known = read.get(calendar);
  if (known) return known;
  const runs = decodeNumbers(calendar.runs);
  /** @type {number[]} */
  const weeks = [];
  for (let i = 0; i < runs.length; i += 2) weeks.push(...Array(runs[i]).fill(runs[i + 1]));
  read.set(calendar, weeks);
  return weeks;
}

/**
 * Return the intervals that begin in the week of `day`, or `later` weeks after it; undefined where
 * the calendar knows nothing.
 * @param {Calendar} calendar
 * @param {string} day
 * @param {number} later
 * @returns {[number, number][] | undefined}
 */
export function weekOf(calendar, day, later) {
  const weeks = weeksOf(calendar);
  const days = Math.round((Date.parse(day) - Date.parse(calendar.first)) / DAY_MS);
  const number = Math.floor(days / DAYS_A_WEEK) + later;
  const place = calendar.cycle ? ((number % weeks.length) + weeks.length) % weeks.length : number;
  return calendar.weeks[weeks[place]];
}

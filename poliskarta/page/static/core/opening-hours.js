import { data, isPlaced, kindById } from "./data.js";
import { dayOf, isDuring, minuteOf, nextOpening, openUntil } from "./week.js";

const zone = data.region.timezone;

/**
 * Return what is known of an office at a time: `state` is open, closed or unknown; `place` is
 * what is open (the office, or one of its stops), `until` and `next` are minutes of the week.
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
    const until = openUntil(place.open ?? [], minute);
    if (until !== undefined) return { state: "open", place, until };
  }
  if (places.some((place) => !place.open)) return { state: "unknown" };
  const next = places.map((place) => nextOpening(place.open ?? [], minute));
  /** @param {number} start */
  const wait = (start) => (start - minute + 10080) % 10080;
  return { state: "closed", next: next.sort((a, b) => wait(a) - wait(b))[0] };
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

import { data, isPlaced, kindById } from "./data.js";
import { minuteOf, nextOpening, openUntil } from "./week.js";

/**
 * Return what is known of an office at a minute of the week: `state` is open, closed or unknown;
 * `place` is what is open (the office, or one of its stops), `until` and `next` are minutes.
 */
export function standingAt(office, minute) {
  if (office.closed) return { state: "unknown" };
  const places = office.stops ?? [office];
  const open = places.find((place) => openUntil(place.open ?? [], minute) !== undefined);
  if (open) return { state: "open", place: open, until: openUntil(open.open, minute) };
  if (places.some((place) => !place.open)) return { state: "unknown" };
  const next = places.map((place) => nextOpening(place.open, minute));
  const wait = (start) => (start - minute + 10080) % 10080;
  return { state: "closed", next: next.sort((a, b) => wait(a) - wait(b))[0] };
}

/** Return the point at which an office stands at a chosen time; undefined when nowhere known. */
export function pointAt(office, time) {
  if (!isPlaced(office)) return undefined;
  if (!time || !office.stops) return office;
  const { state, place } = standingAt(office, minuteOf(time, data.region.timezone));
  if (state === "closed") return undefined;
  return place && isPlaced(place) ? place : office;
}

/** Return whether a mobile office may or may not be out at a chosen time, for all that is known. */
export function isTimeUnknown(office, time) {
  if (!time || kindById.get(office.kind).fixed) return false;
  return standingAt(office, minuteOf(time, data.region.timezone)).state === "unknown";
}

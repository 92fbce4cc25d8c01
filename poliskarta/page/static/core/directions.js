import { closestTo, distanceBetween, directionBetween } from "./distance.js";
import { formatWay } from "./i18n.js";
import { pointsAt } from "./opening-hours.js";

/**
 * Return how far and which way an office stands from `origin`, in words; "" when it can't be said.
 * @param {Office} office
 * @param {Point | undefined} origin
 * @param {string} time
 */
export function describeWay(office, origin, time) {
  const point = origin && closestTo(origin, pointsAt(office, time));
  return point ? formatWay(distanceBetween(origin, point), directionBetween(origin, point)) : "";
}

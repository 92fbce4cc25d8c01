import { data, isOnMap, kindById } from "../core/data.js";
import { describeWay } from "../core/directions.js";
import { find, make } from "../core/dom.js";
import { isInside } from "../core/geometry.js";
import { formatDistance, pick, say } from "../core/i18n.js";
import { districtPolygons } from "../map/districts.js";
import { nearestOf } from "./results.js";

const ACCURATE_M = 100;

/**
 * Return the district that a point lies in; undefined when it lies in none.
 * @param {Point} point
 */
function districtAt(point) {
  return data.districts.find(({ id }) => isInside(point, districtPolygons.get(id) ?? []));
}

/**
 * Show from where the offices are measured, which is the nearest, and the district there.
 * @param {Results} found
 * @param {Readonly<State>} state
 */
export function showNearby(found, { time }) {
  const box = find("#nearby");
  const { origin } = found;
  box.hidden = !origin;
  find("#forget").hidden = !origin || found.instead;
  if (!origin) return;
  const [nearest] = nearestOf(found, 1);
  find("#nearby-from").textContent = from(origin, found.instead);
  find("#nearby-office").replaceChildren(...(nearest ? nearestInWords(nearest, origin, time) : [say("nearest.none")]));
  find("#nearby-district").replaceChildren(...districtInWords(origin));
}

/** Return what `showNearby` shows, for a screen reader. */
export const nearbyInWords = () => ["#nearby-from", "#nearby-office", "#nearby-district"].map((id) => find(id).textContent).join(" ");

/**
 * @param {Origin} origin
 * @param {boolean} instead
 */
function from({ from: kind, name = "", accuracy = 0 }, instead) {
  if (instead) return say("nearest.instead", { name });
  if (kind === "place") return say("nearest.from_place", { name });
  if (kind === "point") return say("nearest.from_point");
  return accuracy > ACCURATE_M ? say("nearest.from_me_about", { distance: formatDistance(accuracy) }) : say("nearest.from_me");
}

/**
 * @param {Office} office
 * @param {Origin} origin
 * @param {string} time
 */
function nearestInWords(office, origin, time) {
  const link = make("a", { href: `#office=${encodeURIComponent(office.id)}` }, make("bdi", {}, office.name));
  const { fixed, label } = kindById.get(office.kind);
  return [link, fixed ? "" : ` (${pick(label)})`, `, ${describeWay(office, origin, time)}.`];
}

/** @param {Origin} origin */
function districtInWords(origin) {
  const district = districtAt(origin);
  if (!district) return [say(isOnMap(origin) ? "nearest.no_district" : "nearest.off_map")];
  const link = make("a", { href: `#district=${encodeURIComponent(district.id)}` }, make("bdi", {}, district.name));
  return [`${say("nearest.district")} `, link, "."];
}

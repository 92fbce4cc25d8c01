import { data, isOnMap, kindById } from "../core/data.js";
import { describeWay } from "../core/directions.js";
import { closestTo } from "../core/distance.js";
import { find, make } from "../core/dom.js";
import { isInside } from "../core/geometry.js";
import { formatDistance, pick, say } from "../core/i18n.js";
import { pointsAt } from "../core/opening-hours.js";
import { districtPolygons } from "../map/districts.js";
import { isMunicipality, standInsFor } from "./places.js";
import { nearestOf } from "./results.js";
import { openingInWords, timesInWords } from "./time.js";

const ACCURATE_M = 100;

/**
 * Return the district that a point lies in; undefined when it lies in none.
 * @param {Point} point
 */
function districtAt(point) {
  return data.districts.find(({ id }) => isInside(point, districtPolygons.get(id) ?? []));
}

/**
 * Show from where the offices are measured and how vague that is, which is the nearest that can be
 * visited, which is nearer but not to be counted on, and the district there.
 * @param {Results} found
 * @param {Readonly<State>} state
 */
export function showNearby(found, { time }) {
  const box = find("#nearby");
  const { origin } = found;
  box.hidden = !origin;
  find("#forget").hidden = !origin || found.instead;
  if (!origin) return;
  const [nearest, aside] = nearestOf(found, time, 1);
  find("#nearby-from").textContent = from(origin, found.instead);
  find("#nearby-office").replaceChildren(...(nearest ? nearestInWords(nearest, origin, time) : [say("nearest.none")]));
  find("#nearby-aside").replaceChildren(...(aside ? asideInWords(aside, origin, time) : []));
  find("#nearby-vague").textContent = vagueness(origin);
  find("#nearby-district").replaceChildren(...districtInWords(origin));
}

/** Return what `showNearby` shows, for a screen reader. */
export const nearbyInWords = () => ["#nearby-from", "#nearby-vague", "#nearby-office", "#nearby-aside", "#nearby-district"].map((id) => find(id).textContent).join(" ");

/**
 * Return where the nearest office stands; undefined when nothing is measured.
 * @param {Results} found
 * @param {string} time
 */
export function nearestPoint(found, time) {
  const [office] = found.origin ? nearestOf(found, time, 1) : [];
  return office && found.origin && closestTo(found.origin, pointsAt(office, time));
}

/**
 * Say how well a point stands for the place that was named.
 * @param {Origin} origin
 */
function vagueness(origin) {
  const { name = "", kind = "", radius = 0 } = origin;
  if (kind === "station") return say("nearest.station");
  if (!["place", "area", "unit"].includes(kind)) return "";
  const others = standInsFor(origin, name).join(", ");
  const same = others ? say("nearest.same_as", { name, others }) : "";
  const whole = radius && !isMunicipality(name) ? say("nearest.about", { name, distance: formatDistance(radius) }) : say("nearest.whole", { name });
  return [same, whole].filter(Boolean).join(" ");
}

/**
 * @param {Origin} origin
 * @param {boolean} instead
 */
function from({ from: kind, name = "", accuracy = 0, kind: place }, instead) {
  if (instead && place !== "point") return say("nearest.instead", { name });
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

/**
 * @param {Office} office
 * @param {Origin} origin
 * @param {string} time
 */
function asideInWords(office, origin, time) {
  return [`${say("nearest.aside")} `, ...nearestInWords(office, origin, time), ` ${openingInWords(office, time) || timesInWords(office)}`];
}

/** @param {Origin} origin */
function districtInWords(origin) {
  const district = districtAt(origin);
  if (!district) return [say(isOnMap(origin) ? "nearest.no_district" : "nearest.off_map")];
  const link = make("a", { href: `#district=${encodeURIComponent(district.id)}` }, make("bdi", {}, district.name));
  return [`${say("nearest.district")} `, link, "."];
}

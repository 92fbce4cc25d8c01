import { isPlaced, officeById } from "../core/data.js";
import { formatDistance, say } from "../core/i18n.js";
import { districtOf, metresBetween } from "./engine.js";
import { isNew } from "./scenario.js";

/**
 * Return what an office of a scenario is called.
 * @param {string} key
 */
export const nameOf = (key) => officeById.get(key)?.name ?? say("trial.new_name", { number: key.slice(1) });

/**
 * Return the district of a point in words.
 * @param {Point} point
 */
export function whereInWords(point) {
  const district = districtOf(point);
  return district ? say("trial.in_district", { name: district.name }) : say("trial.in_none");
}

/**
 * Return a change, [key, point], in words.
 * @param {[string, Point | undefined]} change
 */
export function changeInWords([key, point]) {
  const name = nameOf(key);
  if (!point) return say("trial.change_gone", { name });
  const where = whereInWords(point);
  if (isNew(key)) return say("trial.change_new", { name, where });
  const home = officeById.get(key);
  const metres = home && isPlaced(home) ? metresBetween(home, point) : 0;
  return say("trial.change_moved", { name, where, distance: formatDistance(metres) });
}

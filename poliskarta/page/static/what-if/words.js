import { isPlaced, officeById } from "../core/data.js";
import { formatDistance, say } from "../core/i18n.js";
import { districtOf, metresBetween } from "./engine.js";
import { isNew } from "./scenario.js";

/**
 * Return what an office of a scenario is called.
 * @param {string} key
 */
export const nameOf = (key) => officeById.get(key)?.name ?? say("what_if.new_name", { number: key.slice(1) });

/**
 * Return the district of a point in words.
 * @param {Point} point
 */
export function whereInWords(point) {
  const district = districtOf(point);
  return district ? say("what_if.in_district", { name: district.name }) : say("what_if.in_none");
}

/**
 * Return a change, [key, point], in words.
 * @param {[string, Point | undefined]} change
 */
export function changeInWords([key, point]) {
  const name = nameOf(key);
  if (!point) return say("what_if.change_gone", { name });
  const where = whereInWords(point);
  if (isNew(key)) return say("what_if.change_new", { name, where });
  const home = officeById.get(key);
  const metres = home && isPlaced(home) ? metresBetween(home, point) : 0;
  return say("what_if.change_moved", { name, where, distance: formatDistance(metres) });
}

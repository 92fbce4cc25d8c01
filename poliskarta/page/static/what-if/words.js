import { officeById } from "../core/data.js";
import { formatDistance, say } from "../core/i18n.js";
import { districtOf, metresBetween } from "./engine.js";
import { isNew } from "./scenario.js";

/** Return what an office of a scenario is called. */
export const nameOf = (key) => officeById.get(key)?.name ?? say("trial.new_name", { number: key.slice(1) });

/** Return the district of a point in words. */
export function whereInWords(point) {
  const district = districtOf(point);
  return district ? say("trial.in_district", { name: district.name }) : say("trial.in_none");
}

/** Return a change, [key, point], in words. */
export function changeInWords([key, point]) {
  const name = nameOf(key);
  if (!point) return say("trial.change_gone", { name });
  const where = whereInWords(point);
  if (isNew(key)) return say("trial.change_new", { name, where });
  return say("trial.change_moved", { name, where, distance: formatDistance(metresBetween(officeById.get(key), point)) });
}

import { find } from "./dom.js";

/**
 * The facts of the page, as they were written into it; nothing else is ever loaded.
 * @type {PageData}
 */
export const data = JSON.parse(find("#poliskarta-data").textContent ?? "");

/** @type {ById<Office>} */
export const officeById = new Map(data.offices.map((office) => [office.id, office]));
/** @type {ById<District>} */
export const districtById = new Map(data.districts.map((district) => [district.id, district]));
/**
 * Every office's kind is among them.
 * @type {{ get(id: string): DrawnKind }}
 */
export const kindById = /** @type {any} */ (
  new Map(data.kinds.map((kind, number) => [kind.id, { ...kind, css: `kind-${number}`, group: `kind_${number}` }]))
);

/**
 * Return all that a row is called, in whatever language.
 * @param {Named} row
 */
export const namesOf = ({ name, names }) => (names ? Object.values(names) : [name]);

/**
 * Return whether anybody knows where an office, or a stop, stands.
 * @template {Partial<Point>} T
 * @param {T} place
 * @returns {place is T & Point}
 */
export const isPlaced = (place) => place.lat !== undefined;

/**
 * Return whether a point lies on this map at all.
 * @param {Point} point
 */
export function isOnMap({ lat, lon }) {
  const [[south, west], [north, east]] = data.region.bounds;
  return lat > south && lat < north && lon > west && lon < east;
}

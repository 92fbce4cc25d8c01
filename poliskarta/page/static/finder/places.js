import { data } from "../core/data.js";
import { decodePath } from "../core/geometry.js";
import { fold } from "../core/text.js";
import { gradeAll, makeMatcher, rankName } from "./search.js";

/** @type {NamedPlace[] | undefined} */
let places;

/** Return all places that can be searched for, read when first asked for. */
function allPlaces() {
  places ??= [...namedPlaces(), ...unitPlaces()];
  return places;
}

/** Municipalities and city parts, but for those with a namesake that says better where it is. */
function unitPlaces() {
  const known = new Set(data.names.names);
  const units = data.units.map(({ name }, number) => makePlace(name, "", ...data.shapes.unitLabels[number]));
  return units.filter(({ name }) => !known.has(name));
}

function namedPlaces() {
  const { names, within, municipalities, points } = data.names;
  const path = decodePath(points, data.shapes.steps);
  return names.map((name, number) => makePlace(name, municipalities[within[number]] ?? "", ...path[number]));
}

/**
 * @param {string} name
 * @param {string} municipality
 * @param {number} lat
 * @param {number} lon
 * @returns {NamedPlace}
 */
function makePlace(name, municipality, lat, lon) {
  return { name, municipality, lat, lon, folded: fold(name), fit: makeMatcher([name]) };
}

/**
 * Return the places whose name fits `query`: as it is written, else with a slip; best first.
 * @param {string} query
 * @returns {{ grade: number, places: NamedPlace[] }}
 */
export function searchPlaces(query) {
  const asked = fold(query);
  if (asked === "") return { grade: 0, places: [] };
  const { graded, grade } = gradeAll(allPlaces().map((place) => [place, place.fit]), query);
  const hits = graded.filter(([, own]) => own === grade && own > 0).map(([place]) => place);
  const ranked = hits.map((place) => ({ place, rank: rankName(asked, place.folded) })).sort((a, b) => a.rank - b.rank);
  return { grade, places: ranked.map(({ place }) => place) };
}

/**
 * Return the place at a point of a link; undefined when there is none.
 * @param {Point} point
 */
export function placeAt({ lat, lon }) {
  return allPlaces().find((place) => sameStep(place.lat, lat) && sameStep(place.lon, lon));
}

/**
 * @param {number} a
 * @param {number} b
 */
const sameStep = (a, b) => Math.abs(a - b) < 0.00006;

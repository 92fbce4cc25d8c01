import { data, isOnMap } from "../core/data.js";
import { decodeNumbers, decodePath } from "../core/geometry.js";
import { formatNumber } from "../core/i18n.js";
import { fold } from "../core/text.js";
import { parseCoordinates } from "./coordinates.js";
import { gradeAll, makeMatcher, rankName, wordsOf } from "./search.js";

/** As in search_index.py. */
const KINDS = ["place", "square", "station", "area"];
const RADIUS_STEP_M = 50;
const DECIMALS = 4;
const BEST_GRADE = 2;

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
  const units = data.units.map(({ name }, number) => makePlace(name, "", data.shapes.unitLabels[number], "unit"));
  return units.filter(({ name }) => !known.has(name));
}

function namedPlaces() {
  const { names, within, municipalities, points, kinds, radii } = data.names;
  const path = decodePath(points, data.shapes.steps);
  const steps = decodeNumbers(radii);
  return names.map((name, i) => makePlace(name, municipalities[within[i]] ?? "", path[i], KINDS[Number(kinds[i])], steps[i] * RADIUS_STEP_M));
}

/**
 * @param {string} name
 * @param {string} municipality
 * @param {LatLon} point
 * @param {string} kind
 * @param {number} [radius]
 * @returns {NamedPlace}
 */
function makePlace(name, municipality, [lat, lon], kind, radius = 0) {
  const fit = makeMatcher([name], { names: [name], beside: wordsOf([municipality]), alone: false });
  return { name, municipality, lat, lon, kind, radius, folded: fold(name), fit };
}

/**
 * Return the places whose name fits `query`: as it is written, else with slips; best first, and
 * how many of them fit it equally well, so that nobody but the reader knows which is meant.
 * @param {string} query
 * @returns {{ grade: number, places: NamedPlace[], best: number }}
 */
export function searchPlaces(query) {
  const point = pointPlace(query);
  if (point) return { grade: BEST_GRADE + 1, places: [point], best: 1 };
  const asked = fold(query);
  if (asked === "") return { grade: 0, places: [], best: 0 };
  const { graded, grade } = gradeAll(allPlaces().map((place) => [place, place.fit]), query);
  const hits = graded.filter(([, own]) => own === grade && own > 0).map(([place]) => place);
  /** @param {NamedPlace} place */
  const rank = ({ folded }) => (grade === BEST_GRADE ? rankName(asked, folded) : Math.abs(folded.length - asked.length));
  const ranked = hits.map((place) => ({ place, rank: rank(place) })).sort((a, b) => a.rank - b.rank);
  const isNamed = grade < BEST_GRADE || ranked[0]?.rank === 0;
  const best = isNamed ? ranked.filter((hit) => hit.rank === ranked[0]?.rank).length : ranked.length;
  return { grade, places: ranked.map(({ place }) => place), best };
}

/**
 * Return the point whose coordinates a query gives. Whoever writes east before north is
 * understood where only that lies on the map.
 * @param {string} query
 * @returns {NamedPlace | undefined}
 */
function pointPlace(query) {
  const typed = parseCoordinates(query);
  if (!typed) return undefined;
  const turned = { lat: typed.lon, lon: typed.lat };
  const { lat, lon } = !isOnMap(typed) && isOnMap(turned) ? turned : typed;
  const name = [lat, lon].map((degrees) => formatNumber(degrees, DECIMALS)).join("; ");
  return makePlace(name, "", [lat, lon], "point");
}

/**
 * Return what a place is measured from, by name, when that is not quite itself: a municipality's
 * main town, the station in the middle of a city part.
 * @param {Point} place
 * @param {string} name
 */
export function standInsFor(place, name) {
  const others = allPlaces().filter((other) => other.lat === place.lat && other.lon === place.lon && other.name !== name);
  return others.filter(({ kind }) => kind === "station" || isMunicipality(name)).map((other) => other.name);
}

/**
 * Return whether a whole municipality has this name.
 * @param {string} name
 */
export const isMunicipality = (name) => data.names.municipalities.includes(name);

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

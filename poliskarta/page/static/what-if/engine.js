import { data, officeById } from "../core/data.js";
import { districtPolygons } from "../map/districts.js";
import { decodeDemand } from "./demand.js";
import { compareWays, findNearest, measure } from "./figures.js";
import { districtAt, makeProjection } from "./projection.js";
import { officesOf } from "./scenario.js";

// What isn't there isn't asked for: see canEvaluate.
const block = /** @type {WhatIf} */ (data.whatIf);
const ids = data.districts.map(({ id }) => id);
const population = data.districts.map(({ population: people }) => people);
/** @type {ReturnType<typeof prepare> | undefined} */
let kept;

/** Whether the page has what it takes to try other offices. */
export const canEvaluate = block?.demand !== undefined;

/** Return what all scenarios share, made when first asked for: it takes a moment. */
function prepare() {
  const project = makeProjection(block.projection);
  /** @param {Point} point */
  const inPlane = (point) => project(point) ?? [Number.NaN, Number.NaN];
  /** @param {Rings[]} polygons */
  const flat = (polygons) => polygons.flat().map((ring) => ring.map(([lat, lon]) => inPlane({ lat, lon })));
  const districts = ids.map((id) => flat(districtPolygons.get(id) ?? []));
  const offices = block.offices.map(([key, x, y]) => ({ key, x, y, district: ids.indexOf(officeById.get(key)?.district ?? "") }));
  const points = decodeDemand(block.demand, ids);
  /** @param {Point} point */
  const locate = (point) => {
    const [x, y] = inPlane(point);
    return { x, y, district: districtAt([x, y], districts, block.shoreM) };
  };
  return { points, offices, project, inPlane, locate, before: work(points, offices) };
}

const shared = () => (kept ??= prepare());

/**
 * @param {Demand} points
 * @param {Facility[]} offices
 */
function work(points, offices) {
  const nearest = findNearest(points, offices);
  return { offices, nearest, figures: measure(points, offices, nearest, population, block) };
}

/** Return the ids of the offices that can be tried, in the order of their names. */
export const editableIds = () => data.offices.map(({ id }) => id).filter((id) => block.offices.some(([key]) => key === id));

/**
 * Return whether a point lies where positions can be measured.
 * @param {Point} point
 */
export const canMeasure = (point) => shared().project(point) !== undefined;

/**
 * Return the district of a point; undefined outside all of them.
 * @param {Point} point
 */
export const districtOf = (point) => data.districts[shared().locate(point).district];

/**
 * Return how far apart two points are, in metres of the region's CRS.
 * @param {Point} one
 * @param {Point} other
 */
export function metresBetween(one, other) {
  const [[x1, y1], [x2, y2]] = [one, other].map(shared().inPlane);
  return Math.hypot(x2 - x1, y2 - y1);
}

/**
 * Return the figures `before` and `after` a scenario, a row a district and the region's the last,
 * and how many get a shorter (`nearer`) and how many a longer way (`farther`).
 * @param {Scenario} scenario
 * @returns {ScenarioResult}
 */
export function evaluateScenario(scenario) {
  const { points, offices, locate, before } = shared();
  const after = scenario.size === 0 ? before : work(points, officesOf(scenario, offices, locate));
  return { before: before.figures, after: after.figures, ...compareWays(points, before.nearest.metres, after.nearest.metres, block.noticedM) };
}

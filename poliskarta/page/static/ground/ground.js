import { decodePath } from "../core/geometry.js";
import { PlanePath, projectPath } from "./plane-path.js";

/** From which zoom each kind is drawn: nearer than that a region would be covered with them. */
const FROM_ZOOM = { green: 8.5, water: 7, road: 10, motorway: 8, metro: 10, rail: 9 };
const STATIONS_FROM_ZOOM = 11.5;

/**
 * Draw the water of the backdrop over the land.
 * @param {string[][]} polygons
 * @param {number} steps
 * @param {L.Map | L.FeatureGroup} target
 * @param {string} [pane]
 */
export function drawWater(polygons, steps, target, pane = "water") {
  const rings = polygons.flat().map((ring) => projectPath(decodePath(ring, steps)));
  new PlanePath(rings, { pane, className: "water", interactive: false, fill: true, closed: true }).addTo(target);
}

/**
 * Draw areas, lines and the dots of stations, each over those before it.
 * @param {Background} background
 * @param {number} steps
 * @param {L.Map | L.FeatureGroup} target
 * @param {string} [pane]
 */
export function drawLandmarks(background, steps, target, pane = "landmarks") {
  /** @type {(letters: string[], kind: string, closed: boolean) => void} */
  const add = (letters, kind, closed) => {
    const paths = letters.map((path) => projectPath(decodePath(path, steps)));
    const from = /** @type {Record<string, number>} */ (FROM_ZOOM)[kind];
    new PlanePath(paths, { pane, className: `ground-${kind}`, interactive: false, fill: closed, closed, from }).addTo(target);
  };
  for (const [kind, rings] of Object.entries(background.areas)) add(rings, kind, true);
  for (const [kind, paths] of Object.entries(background.lines)) add(paths, kind, false);
  const stations = background.places.filter(({ kind }) => kind === "station");
  const dots = stations.flatMap(({ points }) => decodePath(points, steps).map((point) => projectPath([point])));
  if (!dots.length) return;
  for (const part of ["edge", "middle"]) {
    new PlanePath(dots, { pane, className: `ground-station-${part}`, interactive: false, from: STATIONS_FROM_ZOOM }).addTo(target);
  }
}

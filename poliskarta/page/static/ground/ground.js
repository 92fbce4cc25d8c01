import { decodePath } from "../core/geometry.js";
import { PlanePath, projectPath } from "./plane-path.js";

/** @type {Record<string, number>} From which zoom each kind is drawn: farther away a region would be covered with them. */
const FROM_ZOOM = { green: 8.5, water: 7, road: 10, motorway: 8, metro: 10, rail: 9 };
const STATIONS_FROM_ZOOM = 11.5;
/** What is drawn twice, light within dark. */
const DOUBLE = new Set(["rail", "station"]);

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
export function drawLandmarks({ areas, lines, places }, steps, target, pane = "landmarks") {
  /** @type {(letters: string[]) => LatLon[][]} */
  const decode = (letters) => letters.map((path) => decodePath(path, steps));
  /** @type {(kind: string, paths: LatLon[][], from: number, closed?: boolean) => void} */
  const add = (kind, paths, from, closed = false) => {
    const projected = paths.map(projectPath);
    for (const part of DOUBLE.has(kind) ? ["", "-middle"] : [""]) {
      new PlanePath(projected, { pane, className: `ground-${kind}${part}`, interactive: false, fill: closed, closed, from }).addTo(target);
    }
  };
  for (const [kind, rings] of Object.entries(areas)) add(kind, decode(rings), FROM_ZOOM[kind], true);
  for (const [kind, paths] of Object.entries(lines)) add(kind, decode(paths), FROM_ZOOM[kind]);
  const stations = places.filter(({ kind }) => kind === "station");
  const dots = stations.flatMap(({ points }) => decodePath(points, steps).map((point) => [point]));
  if (dots.length) add("station", dots, STATIONS_FROM_ZOOM);
}

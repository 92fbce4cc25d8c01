import { data } from "../core/data.js";
import { decodePath } from "../core/geometry.js";
import { groups, map } from "./map.js";

const TILE_PX = 256;

/**
 * The water has thousands of shores: they are projected once, then only scaled and moved, and
 * what is too small to see or too far away is left out.
 */
/** @typedef {ReturnType<typeof projectRing>} ProjectedRing */

/** @type {new (rings: ProjectedRing[], options: L.PathOptions) => L.Path} */
const Water = /** @type {any} */ (
  L.Path.extend({
    /** @type {(this: { rings: ProjectedRing[], options: object }, rings: ProjectedRing[], options: object) => void} */
    initialize(rings, options) {
      L.setOptions(this, options);
      this.rings = rings;
    },
    // Leaflet calls these two when the map has been zoomed, and when it has been moved.
    _project() {},
    /** @type {(this: { rings: ProjectedRing[], _renderer: { _bounds: L.Bounds, _setPath: Function } }) => void} */
    _update() {
      const scale = map.getZoomScale(map.getZoom(), 0);
      const { min, max } = this._renderer._bounds;
      const origin = map.getPixelOrigin();
      const near = this.rings.filter(({ box }) => isSeen(box, inPlane(min), inPlane(max)));
      this._renderer._setPath(this, near.map(({ points }) => outline(points, scale, origin)).join("") || "M0 0");

      /** @param {L.Point | undefined} corner */
      function inPlane({ x, y } = L.point(0, 0)) {
        return [(x + origin.x) / scale, (y + origin.y) / scale];
      }
    },
  })
);

/** Draw the water over the land. */
export function drawWater() {
  const rings = data.shapes.water.flat().map((ring) => projectRing(decodePath(ring, data.shapes.coarseSteps)));
  new Water(rings, { pane: "water", className: "water", interactive: false, fill: true }).addTo(groups.background);
}

/**
 * Return a ring in the pixels of zoom 0 (spherical Mercator), and its box.
 * @param {LatLon[]} path
 */
function projectRing(path) {
  const points = path.map(([lat, lon]) => [
    TILE_PX * (lon / 360 + 0.5),
    TILE_PX * (0.5 - Math.atanh(Math.sin((lat * Math.PI) / 180)) / (2 * Math.PI)),
  ]);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return { points, box };
}

/**
 * @param {number[]} box
 * @param {number[]} northwest
 * @param {number[]} southeast
 */
const isSeen = ([left, top, right, bottom], [west, north], [east, south]) => left <= east && right >= west && top <= south && bottom >= north;

/**
 * Return a ring as a path of whole pixels; points on the same pixel are one.
 * @param {number[][]} points
 * @param {number} scale
 * @param {L.Point} origin
 */
function outline(points, scale, origin) {
  let path = "";
  let corners = 0;
  let [lastX, lastY] = [Number.NaN, Number.NaN];
  for (const point of points) {
    const x = Math.round(point[0] * scale - origin.x);
    const y = Math.round(point[1] * scale - origin.y);
    if (x === lastX && y === lastY) continue;
    path += `${corners === 0 ? "M" : "L"}${x} ${y}`;
    corners += 1;
    lastX = x;
    lastY = y;
  }
  return corners > 2 ? `${path}z` : "";
}

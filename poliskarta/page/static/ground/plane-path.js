const TILE_PX = 256;

/** @typedef {ReturnType<typeof projectPath>} ProjectedPath */
/** @typedef {L.PathOptions & { closed?: boolean, from?: number }} PlaneOptions */
/** @typedef {{ paths: ProjectedPath[], options: PlaneOptions, _map: L.Map, _renderer: { _bounds: L.Bounds, _setPath: Function } }} Drawn */

/**
 * Many paths drawn as one. They are projected once, then only scaled and moved, and what is too
 * small to see or too far away is left out. `closed` ones are rings; a path of one point is a dot.
 * Below the zoom `from` nothing is drawn.
 * @type {new (paths: ProjectedPath[], options: PlaneOptions) => L.Path}
 */
export const PlanePath = /** @type {any} */ (
  L.Path.extend({
    /** @type {(this: { paths: ProjectedPath[], options: object }, paths: ProjectedPath[], options: object) => void} */
    initialize(paths, options) {
      L.setOptions(this, options);
      this.paths = paths;
    },
    // Leaflet calls these two when the map has been zoomed, and when it has been moved.
    _project() {},
    /** @type {(this: Drawn) => void} */
    _update() {
      const map = this._map;
      const { closed = false, from = 0 } = this.options;
      const scale = map.getZoomScale(map.getZoom(), 0);
      const { min, max } = this._renderer._bounds;
      const origin = map.getPixelOrigin();
      const near = map.getZoom() < from ? [] : this.paths.filter(({ box }) => isSeen(box, inPlane(min), inPlane(max)));
      this._renderer._setPath(this, near.map(({ points }) => outline(points, scale, origin, closed)).join("") || "M0 0");

      /** @param {L.Point | undefined} corner */
      function inPlane({ x, y } = L.point(0, 0)) {
        return [(x + origin.x) / scale, (y + origin.y) / scale];
      }
    },
  })
);

/**
 * Return a path in the pixels of zoom 0 (spherical Mercator), and its box.
 * @param {LatLon[]} path
 */
export function projectPath(path) {
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
 * Return a path in whole pixels; points on the same pixel are one, and a ring of two is none.
 * @param {number[][]} points
 * @param {number} scale
 * @param {L.Point} origin
 * @param {boolean} closed
 */
function outline(points, scale, origin, closed) {
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
  if (closed) return corners > 2 ? `${path}z` : "";
  if (points.length === 1) return `${path}h0`;
  return corners > 1 ? path : "";
}

import { isWithin } from "../core/geometry.js";

/**
 * Return a function that turns {lat, lon} into [x, y] in metres of the region's CRS, with the
 * polynomial that `polynomial.fit_projection` found; undefined outside the bounds that it holds for.
 * @param {Projection} projection
 * @returns {(point: Point) => number[] | undefined}
 */
export function makeProjection({ bounds: [west, south, east, north], degree, x, y }) {
  return ({ lat, lon }) => {
    if (!(lat >= south && lat <= north && lon >= west && lon <= east)) return undefined;
    const u = chebyshev((2 * lon - west - east) / (east - west), degree);
    const v = chebyshev((2 * lat - south - north) / (north - south), degree);
    return [x, y].map((coefficients) => sum(coefficients, u, v));
  };
}

/**
 * @param {number} value
 * @param {number} degree
 */
function chebyshev(value, degree) {
  const terms = [1, value];
  while (terms.length <= degree) terms.push(2 * value * terms[terms.length - 1] - terms[terms.length - 2]);
  return terms;
}

/**
 * @param {number[]} coefficients
 * @param {number[]} u
 * @param {number[]} v
 */
function sum(coefficients, u, v) {
  const degree = u.length - 1;
  let [total, next] = [0, 0];
  for (let i = 0; i <= degree; i += 1) {
    for (let j = 0; j <= degree - i; j += 1, next += 1) total += coefficients[next] * u[i] * v[j];
  }
  return total;
}

/**
 * Return the place in `districts` of the one a point lies in, the first on a shared border; else
 * of the nearest within `shoreM`; -1 for none. All in metres: each district's rings of [x, y].
 * @param {number[]} point
 * @param {number[][][][]} districts
 * @param {number} shoreM
 */
export function districtAt([x, y], districts, shoreM) {
  const inside = districts.findIndex((rings) => isWithin([x, y], rings));
  if (inside >= 0) return inside;
  const metres = districts.map((rings) => Math.min(...rings.map((ring) => distanceToRing(x, y, ring))));
  const least = Math.min(...metres);
  return least <= shoreM ? metres.indexOf(least) : -1;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number[][]} ring
 */
function distanceToRing(x, y, ring) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < ring.length; i += 1) {
    const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]];
    const [dx, dy] = [x2 - x1, y2 - y1];
    const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x1 + along * dx - x, y1 + along * dy - y));
  }
  return least;
}

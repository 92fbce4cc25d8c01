const EQUATOR_M = 6378137;
const FLATTENING = 1 / 298.257223563;
/** @param {number} degrees */
const radians = (degrees) => (degrees * Math.PI) / 180;

/**
 * Return the metres between two points {lat, lon} on the WGS84 ellipsoid, by Lambert's formula:
 * a sphere's arc between the reduced latitudes, corrected for the flattening.
 * @param {Point} a
 * @param {Point} b
 */
export function distanceBetween(a, b) {
  const [one, other] = [reducedLatitude(a.lat), reducedLatitude(b.lat)];
  const half = radians(b.lon - a.lon) / 2;
  const square = Math.sin((other - one) / 2) ** 2 + Math.cos(one) * Math.cos(other) * Math.sin(half) ** 2;
  if (square === 0) return 0;
  const arc = 2 * Math.asin(Math.min(1, Math.sqrt(square)));
  const [mean, apart] = [(one + other) / 2, (other - one) / 2];
  const x = ((arc - Math.sin(arc)) * (Math.sin(mean) * Math.cos(apart)) ** 2) / Math.cos(arc / 2) ** 2;
  const y = ((arc + Math.sin(arc)) * (Math.cos(mean) * Math.sin(apart)) ** 2) / square;
  return EQUATOR_M * (arc - (FLATTENING / 2) * (x + y));
}

/**
 * Return the nearest to `origin` of `points`; undefined when there are none.
 * @template {Point} P
 * @param {Point} origin
 * @param {P[]} points
 * @returns {P | undefined}
 */
export function closestTo(origin, points) {
  const measured = points.map((point) => ({ point, metres: distanceBetween(origin, point) }));
  return measured.sort((a, b) => a.metres - b.metres)[0]?.point;
}

/** @param {number} lat */
const reducedLatitude = (lat) => Math.atan((1 - FLATTENING) * Math.tan(radians(lat)));

/**
 * Return which of the eight winds leads from `a` to `b`: 0 is north, 2 east.
 * @param {Point} a
 * @param {Point} b
 */
export function directionBetween(a, b) {
  const east = radians(b.lon - a.lon);
  const [from, to] = [radians(a.lat), radians(b.lat)];
  const y = Math.sin(east) * Math.cos(to);
  const x = Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(east);
  return (Math.round(Math.atan2(y, x) / (Math.PI / 4)) + 8) % 8;
}

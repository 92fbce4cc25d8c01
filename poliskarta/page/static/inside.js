/** Return whether a point lies in `polygons`, each a list of rings of [latitude, longitude]. */
export const isInside = ({ lat, lon }, polygons) => isWithin([lat, lon], polygons.flat());

/**
 * Return whether a pair of coordinates lies within rings of such pairs: whether a line
 * from it crosses them an odd number of times.
 */
export function isWithin([y, x], rings) {
  let odd = false;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 1) {
      const [[y1, x1], [y2, x2]] = [ring.at(i - 1), ring[i]];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
    }
  }
  return odd;
}

/**
 * Return whether a point lies in `polygons`, each a list of rings of [latitude, longitude]:
 * whether a line from it crosses their rings an odd number of times.
 */
export function isInside({ lat, lon }, polygons) {
  return polygons.flat().reduce((inside, ring) => inside !== crossesOdd(lat, lon, ring), false);
}

function crossesOdd(lat, lon, ring) {
  let odd = false;
  ring.forEach(([y, x], i) => {
    const [previousY, previousX] = ring[i === 0 ? ring.length - 1 : i - 1];
    const between = y > lat !== previousY > lat;
    if (between && lon < ((previousX - x) * (lat - y)) / (previousY - y) + x) odd = !odd;
  });
  return odd;
}

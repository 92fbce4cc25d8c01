const VALUES = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].map((letter, value) => [letter, value]));

/**
 * Return the whole numbers that `outlines.write_numbers` wrote, each five bits a letter: the sign
 * is the lowest bit, 32 says that more letters follow.
 * @param {string} letters
 */
export function decodeNumbers(letters) {
  const numbers = [];
  let [bits, shift] = [0, 0];
  for (const letter of letters) {
    const value = VALUES.get(letter) ?? 0;
    bits += (value & 31) << shift;
    shift += 5;
    if (value & 32) continue;
    numbers.push(bits & 1 ? -(bits >> 1) : bits >> 1);
    [bits, shift] = [0, 0];
  }
  return numbers;
}

/**
 * Return the [latitude, longitude] pairs of a path that `outlines.write_path` wrote.
 * @param {string} letters
 * @param {number} steps
 * @returns {Ring}
 */
export function decodePath(letters, steps) {
  const numbers = decodeNumbers(letters);
  /** @type {Ring} */
  const path = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < numbers.length; i += 2) {
    x += numbers[i];
    y += numbers[i + 1];
    path.push([y / steps, x / steps]);
  }
  return path;
}

/**
 * Return the ring that the arcs make, put end to end; `~n` is arc n backwards.
 * @template T
 * @param {number[]} references
 * @param {T[][]} arcs
 */
export function joinArcs(references, arcs) {
  return references.flatMap((reference, place) => {
    const arc = reference < 0 ? arcs[~reference].slice().reverse() : arcs[reference];
    return place === 0 ? arc : arc.slice(1);
  });
}

/**
 * Return the numbers of the arcs that nested lists of references refer to.
 * @param {NestedNumbers} references
 * @returns {Set<number>}
 */
export function arcNumbers(references) {
  return new Set(/** @type {number[]} */ (references.flat(9)).map((reference) => (reference < 0 ? ~reference : reference)));
}

/**
 * Return whether a point lies in `polygons`, each a list of rings of [latitude, longitude].
 * @param {Point} point
 * @param {Rings[]} polygons
 */
export const isInside = ({ lat, lon }, polygons) => isWithin([lat, lon], polygons.flat());

/**
 * Return whether a pair of coordinates lies within rings of such pairs: whether a line
 * from it crosses them an odd number of times.
 * @param {number[]} point
 * @param {number[][][]} rings
 */
export function isWithin([y, x], rings) {
  let odd = false;
  for (const ring of rings) {
    for (let i = 0, last = ring.length - 1; i < ring.length; last = i, i += 1) {
      const [[y1, x1], [y2, x2]] = [ring[last], ring[i]];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
    }
  }
  return odd;
}

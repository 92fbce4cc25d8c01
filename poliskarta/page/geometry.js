const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Return the [latitude, longitude] pairs of a path written as whole-number differences, each
 * number five bits a letter: the sign is the lowest bit, 32 says that more letters follow.
 */
export function decodePath(letters, steps) {
  const position = [0, 0];
  const path = [];
  let axis = 0;
  let [bits, shift] = [0, 0];
  for (const letter of letters) {
    const value = LETTERS.indexOf(letter);
    bits += (value & 31) << shift;
    shift += 5;
    if (value & 32) continue;
    position[axis] += bits & 1 ? -(bits >> 1) : bits >> 1;
    if (axis === 1) path.push([position[1] / steps, position[0] / steps]);
    [axis, bits, shift] = [1 - axis, 0, 0];
  }
  return path;
}

/** Return the ring that the arcs make, put end to end; `~n` is arc n backwards. */
export function joinArcs(references, arcs) {
  return references.flatMap((reference, place) => {
    const arc = reference < 0 ? arcs[~reference].slice().reverse() : arcs[reference];
    return place === 0 ? arc : arc.slice(1);
  });
}

/** Return the numbers of the arcs that nested lists of references refer to. */
export function arcNumbers(references) {
  return new Set(references.flat(Infinity).map((reference) => (reference < 0 ? ~reference : reference)));
}

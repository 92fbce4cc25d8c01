const COLOURS = 5;

/**
 * Return the pairs of `limits` that bound each class; a single limit is a class of its own.
 * @param {number[]} limits
 * @returns {[number, number][]}
 */
export function classRanges(limits) {
  if (limits.length === 1) return [[limits[0], limits[0]]];
  return limits.slice(1).map((upper, number) => [limits[number], upper]);
}

/**
 * Return the number of the class of `value`: on a limit the lower one, -1 without a value.
 * @param {number | undefined} value
 * @param {number[]} limits
 */
export const classOf = (value, limits) => classRanges(limits).findIndex(([, upper]) => value !== undefined && value <= upper);

/**
 * Return the style class of class `number` of `count`: few classes take the darkest colours.
 * @param {number} number
 * @param {number} count
 */
export const classStyle = (number, count) => (number < 0 ? "class-none" : `class-${COLOURS - count + number + 1}`);

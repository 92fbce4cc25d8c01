import { fold } from "../core/text.js";

const LONG_ENOUGH_TO_SLIP = 4;

/**
 * Return a function that tells how well a query fits the words of `fields`: 2 as it is written,
 * 1 with a slip of the finger, 0 not at all.
 * @param {(string | undefined)[]} fields
 * @returns {Matcher}
 */
export function makeMatcher(fields) {
  const words = fold(fields.filter(Boolean).join(" ")).split(" ");
  const whole = words.join(" ");
  return (query, withSlips = true) => {
    const asked = foldOnce(query);
    const parts = asked.split(" ");
    /** @param {(part: string, word: string) => boolean} fits */
    const all = (fits) => parts.every((part) => words.some((word) => fits(part, word)));
    if (asked === "" || whole.includes(asked) || all((part, word) => word.startsWith(part))) return 2;
    return withSlips && all(nearlyStarts) ? 1 : 0;
  };
}

/**
 * Return how well a query fits each of `matchers`, pairs of a thing and its function, and the
 * best of these grades. Slips are looked for only when nothing fits as it is written.
 * @template T
 * @param {[T, Matcher][]} matchers
 * @param {string} query
 * @returns {{ graded: [T, number][], grade: number }}
 */
export function gradeAll(matchers, query) {
  /** @type {(withSlips: boolean) => [T, number][]} */
  const grades = (withSlips) => matchers.map(([thing, fit]) => [thing, fit(query, withSlips)]);
  /** @param {[T, number][]} graded */
  const best = (graded) => graded.reduce((most, [, own]) => Math.max(most, own), 0);
  const exact = grades(false);
  const graded = best(exact) > 0 ? exact : grades(true);
  return { graded, grade: best(graded) };
}

let [lastQuery, lastFolded] = ["", ""];

/**
 * One query is compared with thousands of names.
 * @param {string} query
 */
function foldOnce(query) {
  if (query !== lastQuery) [lastQuery, lastFolded] = [query, fold(query)];
  return lastFolded;
}

/**
 * Return whether `word` starts with something one slip from `part`.
 * @param {string} part
 * @param {string} word
 */
function nearlyStarts(part, word) {
  if (word.startsWith(part)) return true;
  if (part.length < LONG_ENOUGH_TO_SLIP) return false;
  const lengths = [part.length - 1, part.length, part.length + 1];
  return lengths.some((length) => isOneSlip(part, word.slice(0, length)));
}

/**
 * Return how early a name comes among the hits of a query, both folded: the lowest first.
 * @param {string} asked
 * @param {string} name
 */
export function rankName(asked, name) {
  if (name === asked) return 0;
  if (name.startsWith(asked)) return 1;
  return name.split(" ").some((word) => word.startsWith(asked)) ? 2 : 3;
}

/**
 * Return whether one letter added, left out, changed or swapped turns `one` into `other`.
 * @param {string} one
 * @param {string} other
 */
export function isOneSlip(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [a, b] = [one.slice(start), other.slice(start)];
  const swapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return swapped || a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
}

import { fold } from "../core/text.js";

const LONG_ENOUGH_TO_SLIP = 4;
const LONG_ENOUGH_FOR_TWO = 8;
const MOST_SURPLUS = 4;
const SHORTEST_NAME = 3;

/**
 * Return a function that tells how well a query fits the words of `fields`: 2 as it is written,
 * 1 with slips of the finger, 0.5 when it says one of `names` and more than that, 0 not at all.
 * Words of `beside`, such as a kind, are found by their beginning only, and never by slips; if
 * not `alone` they only narrow down what the others find. They are what `wordsOf` returns.
 * @param {(string | undefined)[]} fields
 * @param {{ names?: string[], beside?: string[], alone?: boolean }} [more]
 * @returns {Matcher}
 */
export function makeMatcher(fields, { names = [], beside = [], alone = true } = {}) {
  const words = wordsOf(fields);
  const whole = words.join(" ");
  const joined = words.join("");
  const named = names.map((name) => wordsOf([name])).filter((parts) => parts.join("").length >= SHORTEST_NAME);
  return (query, withSlips = true) => {
    const asked = foldOnce(query);
    const parts = asked.split(" ");
    /** @param {string} part */
    const isBeside = (part) => part.length >= SHORTEST_NAME && beside.some((word) => word.startsWith(part));
    /** @param {(part: string, word: string) => boolean} fits */
    const all = (fits) => {
      const own = parts.map((part) => words.some((word) => fits(part, word)));
      return (alone || own.some(Boolean)) && parts.every((part, i) => own[i] || isBeside(part));
    };
    if (asked === "" || whole.includes(asked) || joined.startsWith(parts.join("")) || all((part, word) => word.startsWith(part))) return 2;
    if (!withSlips) return 0;
    if (all(nearlyStarts)) return 1;
    return named.some((name) => name.every((word) => parts.some((part) => startsWithName(part, word)))) ? 0.5 : 0;
  };
}

/**
 * Return the words of `texts`, as they are compared.
 * @param {(string | undefined)[]} texts
 */
export const wordsOf = (texts) => fold(texts.filter(Boolean).join(" ")).split(" ").filter(Boolean);

/**
 * Return whether `part` is `word`, or that and an ending of a few letters.
 * @param {string} part
 * @param {string} word
 */
const startsWithName = (part, word) =>
  part === word || (word.length >= LONG_ENOUGH_TO_SLIP && part.startsWith(word) && part.length - word.length <= MOST_SURPLUS);

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
 * Return whether `word` starts with something a slip from `part`, two from a long one that begins
 * with the same letter; letters that are said too often don't count.
 * @param {string} part
 * @param {string} word
 */
function nearlyStarts(part, word) {
  if (word.startsWith(part)) return true;
  if (part.length < LONG_ENOUGH_TO_SLIP) return false;
  const isLike = word[0] === part[0]; // Most words aren't, and there may be a hundred thousand.
  if (isLike && squeeze(word).startsWith(squeeze(part))) return true;
  const most = isLike && part.length >= LONG_ENOUGH_FOR_TWO ? 2 : 1;
  for (let length = part.length - most; length <= part.length + most; length += 1) {
    if (isFewSlips(part, word.slice(0, length), most)) return true;
  }
  return false;
}

/** @param {string} word */
const squeeze = (word) => word.replace(/(.)\1+/gu, "$1");

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
 * Return whether at most `most` times a letter added, left out, changed or swapped with the next
 * turns `one` into `other`.
 * @param {string} one
 * @param {string} other
 * @param {number} most
 * @returns {boolean}
 */
export function isFewSlips(one, other, most) {
  if (one === other) return true;
  if (most === 0 || Math.abs(one.length - other.length) > most) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [a, b] = [one.slice(start), other.slice(start)];
  const swapped = a.length > 1 && a[0] === b[1] && a[1] === b[0] && isFewSlips(a.slice(2), b.slice(2), most - 1);
  return swapped || [[a.slice(1), b.slice(1)], [a.slice(1), b], [a, b.slice(1)]].some(([x, y]) => isFewSlips(x, y, most - 1));
}

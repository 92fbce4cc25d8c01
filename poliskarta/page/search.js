import { fold } from "./text.js";

const LONG_ENOUGH_TO_SLIP = 4;

/** Return a function that tells whether a query fits the words of `fields`. */
export function makeMatcher(fields) {
  const words = fold(fields.filter(Boolean).join(" ")).split(" ");
  const whole = words.join(" ");
  return (query) => {
    const asked = fold(query);
    return asked === "" || whole.includes(asked) || asked.split(" ").every((part) => words.some((word) => fits(part, word)));
  };
}

/** A word fits when it starts with `part`, or with something one slip of the finger from it. */
function fits(part, word) {
  if (word.startsWith(part)) return true;
  if (part.length < LONG_ENOUGH_TO_SLIP) return false;
  const lengths = [part.length - 1, part.length, part.length + 1];
  return lengths.some((length) => isOneSlip(part, word.slice(0, length)));
}

/** Return whether one letter added, left out, changed or swapped turns `one` into `other`. */
export function isOneSlip(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [a, b] = [one.slice(start), other.slice(start)];
  const swapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return swapped || a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
}

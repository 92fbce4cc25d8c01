import { formatAmount } from "./amounts.js";
import { data } from "./data.js";
import { formatNumber, pick, say } from "./language.js";

const M_PER_KM = 1000;
const COARSE_M = 10;

/**
 * Return the figures that a trial can be compared by: `id`, `form`, `decimals` in a file, `method`,
 * and how to say each.
 */
export function triedFigures() {
  const people = data.whatIf.bandsKm.map((km) => ({ id: `people_within_${km}km`, form: "people", decimals: 0, method: "share_within", say: () => say("trial.people_within", { n: km }) }));
  const others = data.indicators.filter(({ setByOffices }) => setByOffices);
  return [...people, ...others.map(({ id, form, decimals, label, method }) => ({ id, form, decimals, method, say: () => pick(label) }))];
}

/** Return a value in words. */
export const sayValue = (value, form) => (value === undefined ? say("district.unknown") : formatAmount(value, form));

const CHANGES = {
  people: (change) => signed(Math.round(change), (n) => formatNumber(n)),
  share: (change) => signed(Number((100 * change).toFixed(1)), (n) => say("trial.points", { n: formatNumber(n, 1) })),
  distance: (change) => (Math.abs(change) < M_PER_KM ? signed(COARSE_M * Math.round(change / COARSE_M), (n) => say("distance.m", { n })) : signed(change / M_PER_KM, (n) => say("distance.km", { n: formatNumber(n, 1) }))),
  rate: (change) => signed(Number(change.toFixed(2)), (n) => formatNumber(n, 2)),
};

/** Return the difference of two values with its sign; "" when there is none to see. */
export function sayChange(before, after, form) {
  if (before === undefined || after === undefined) return before === after ? "" : say("district.unknown");
  return (CHANGES[form] ?? CHANGES.rate)(after - before);
}

function signed(number, write) {
  if (number === 0) return "";
  return (number > 0 ? "+" : "−") + write(Math.abs(number));
}

/** Return a value as a file has it; "" when it is unknown. */
export const exactly = (value, { decimals }) => (value === undefined ? "" : Number(value.toFixed(decimals)));

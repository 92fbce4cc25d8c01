import { data } from "./data.js";

/** The dates from which on other offices are there, in order; none where there is one only. */
export const steps = data.timeline ?? [];
const absent = new Map(steps.map((step) => [step.date, new Set(step.absent)]));
const never = new Set(data.offices.filter((office) => office.absent).map(({ id }) => id));

/** The date that the page is of; "" where there is nothing to choose from. */
export const usualDate = steps.find(({ usual }) => usual)?.date ?? "";

/**
 * Return the offices that are there on a date, one of `steps`; "" is that of the page.
 * @param {string} date
 */
export function officesOn(date) {
  const gone = absent.get(date || usualDate) ?? never;
  return data.offices.filter(({ id }) => !gone.has(id));
}

/** @type {Map<string, Indicator[]>} */
const indicators = new Map();

/**
 * Return the indicators with their values on a date; the classes are those of all dates.
 * @param {string} date
 */
export function indicatorsOn(date) {
  const known = indicators.get(date) ?? measuredOn(date);
  indicators.set(date, known);
  return known;
}

/**
 * @param {string} date
 * @returns {Indicator[]}
 */
function measuredOn(date) {
  const figures = steps.find((step) => step.date === date)?.figures ?? {};
  return data.indicators.map((indicator) => {
    const { total = indicator.total, values = {} } = figures[indicator.id] ?? {};
    const known = Object.entries({ ...indicator.values, ...values }).filter(([, value]) => value.length > 0);
    return { ...indicator, total, values: Object.fromEntries(known) };
  });
}

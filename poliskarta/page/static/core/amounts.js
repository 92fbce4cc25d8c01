import { make } from "./dom.js";
import { formatAmount, formatRange, say } from "./i18n.js";

/**
 * Return a figure in words, under it how low and high it may be, and under that its interval, as
 * far as they are known.
 * @param {number[]} figure
 * @param {Indicator["form"]} form
 */
export function makeAmount([value, low, high, low95, high95], form) {
  const parts = [make("span", {}, formatAmount(value, form))];
  if (low !== undefined) {
    parts.push(make("span", { class: "range" }, formatRange(low, high, form)));
  }
  if (low95 !== undefined) {
    parts.push(make("span", { class: "range" }, say("figures.interval", { range: formatRange(low95, high95, form) })));
  }
  return parts;
}

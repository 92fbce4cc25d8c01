import { formatNumber, say } from "./language.js";

const FORMS = {
  people: (value) => formatNumber(value, 0),
  share: (value) => say("amount.share", { n: rounded(100 * value) }),
  distance: (value) => say("distance.km", { n: rounded(value / 1000) }),
  area: (value) => say("area.km2", { n: formatNumber(value, 0) }),
  rate: (value) => formatNumber(value, 2),
};

/** Return `value` in words; the forms and their digits are those of amounts.py. */
export const formatAmount = (value, form) => FORMS[form](value);

const UNIT = /\D*$/;

/** Return the range from `low` to `high` in words, a unit that both have said once; one end if alike. */
export function formatRange(low, high, form) {
  const [from, to] = [formatAmount(low, form), formatAmount(high, form)];
  if (from === to) return to;
  const [unit] = UNIT.exec(from);
  return say("legend.range", { low: to.endsWith(unit) ? from.slice(0, from.length - unit.length) : from, high: to });
}

function rounded(value) {
  if (value >= 10) return formatNumber(value, 0);
  return formatNumber(value, value >= 1 || value === 0 ? 1 : 2);
}

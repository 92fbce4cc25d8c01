import { data } from "./data.js";
import { findAll } from "./dom.js";
import { chooseMessage, fill, isolate } from "./text.js";
import { clockOf } from "./week.js";

const first = data.region.languages[0];
const originals = new Map();
const formats = new Map(); // to make one takes longer than all it will say
const UNIT = /\D*$/;
/** What is called otherwise in another language. */
const named = [...data.offices, ...data.districts, ...data.units].filter(({ names }) => names);
const NOON = 12;
const LEFT_TO_RIGHT = "\u200e";
/** What lengths are said in: metres a unit, and for what is shorter a small unit in steps. */
const LENGTHS = {
  km: { metres: 1000, small: "m", smallMetres: 1, step: 50, from: 975 },
  mi: { metres: 1609.344, small: "ft", smallMetres: 0.3048, step: 100, from: 290 },
};
const unit = data.habits.distance;
const length = LENGTHS[unit];
const squareKilometres = (length.metres / LENGTHS.km.metres) ** 2;
let current = first;

/** Compares names as the first language sorts them, numbers in them by value. */
export const compareNames = new Intl.Collator(first, { numeric: true }).compare;

/**
 * Return the message of `key` in the reader's language, with `values` put in.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  // A letter is sent as plain text, to programs that don't know the marks.
  const apart = data.directions[current] === "rtl" && !key.startsWith("report.");
  const shown = Object.entries(values).map(([name, value]) => {
    if (typeof value === "number") return [name, formatNumber(value)];
    return [name, apart ? isolate(value) : value];
  });
  return fill(chooseMessage(data.messages[current], key, values.n, current), Object.fromEntries(shown));
}

/**
 * Return `texts` in the reader's language, or in the first one when it has none.
 * @param {Texts} texts
 */
export const pick = (texts) => texts[current] ?? texts[first] ?? "";

/**
 * Return a number as the language writes it, with `decimals` if told how many.
 * @param {number} value
 * @param {number} [decimals]
 */
export function formatNumber(value, decimals) {
  if (!decimals && Number.isInteger(value) && Math.abs(value) < 1000) return String(value);
  const key = `${current} ${decimals}`;
  if (!formats.has(key)) {
    const digits = decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    formats.set(key, new Intl.NumberFormat(current, digits));
  }
  return formats.get(key).format(value);
}

/**
 * Return a distance in words: metres in steps of 50 up to a kilometre, then kilometres; or feet
 * in steps of 100 up to a fifth of a mile, then miles.
 * @param {number} metres
 */
export function formatDistance(metres) {
  const { small, smallMetres, step, from } = length;
  if (metres < from) return say(`distance.${small}`, { n: Math.max(step, Math.round(metres / smallMetres / step) * step) });
  const long = metres / length.metres;
  return say(`distance.${unit}`, { n: long < 10 ? Math.round(long * 10) / 10 : Math.round(long) });
}

/**
 * Return a limit that is set in whole metres or kilometres, and where people say miles, in those too.
 * @param {number} metres
 */
export function formatLimit(metres) {
  const { metres: kilometre } = LENGTHS.km;
  const inMetres = metres % kilometre !== 0;
  const said = inMetres ? say("distance.m", { n: metres }) : say("distance.km", { n: metres / kilometre });
  if (unit === "km") return said;
  const { small, smallMetres } = length;
  const other = inMetres ? say(`distance.${small}`, { n: Math.round(metres / smallMetres) }) : FORMS.distance(metres);
  return `${said} (${other})`;
}

/**
 * Return how much longer a distance has become, without its sign: metres in steps of 10 up to a
 * kilometre, then kilometres; or hundredths of a mile. "" when that is nothing.
 * @param {number} metres
 */
export function formatLengthening(metres) {
  const change = Math.abs(metres);
  if (unit === "mi") return change < length.metres / 200 ? "" : say("distance.mi", { n: formatNumber(change / length.metres, 2) });
  if (change >= length.metres) return say("distance.km", { n: formatNumber(change / length.metres, 1) });
  const coarse = 10 * Math.round(change / 10);
  return coarse === 0 ? "" : say("distance.m", { n: coarse });
}

/**
 * Return a distance and one of the eight winds, 0 being north, in words.
 * @param {number} metres
 * @param {number} direction
 */
export const formatWay = (metres, direction) => say(`way.${direction}`, { distance: formatDistance(metres) });

/**
 * Return a minute of the week as a time of day, with its weekday when asked for.
 * @param {number} minuteOfWeek
 * @param {boolean} [withDay]
 */
export function formatClock(minuteOfWeek, withDay = false) {
  const { day, hour, minute } = clockOf(minuteOfWeek);
  const [hh, mm] = [hour, minute].map((number) => String(number).padStart(2, "0"));
  const half = say(hour < NOON ? "hours.am" : "hours.pm");
  const time = data.habits.clock === NOON ? say("hours.clock_12", { hour: String(hour % NOON || NOON), minute: mm, half }) : say("hours.clock", { hour: hh, minute: mm });
  return withDay ? say("time.day_and_clock", { day: say(`weekday.${day}`), time }) : time;
}

/**
 * Return a day, as in 2010-06-08, in words.
 * @param {string} day
 */
export const formatDay = (day) => new Intl.DateTimeFormat(current, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));

/** Return what begins a signed number, so that its sign stays before it in any direction. */
export const signMark = () => (data.directions[current] === "rtl" ? LEFT_TO_RIGHT : "");

/**
 * Put every text of the page into `language`.
 * @param {string} language
 */
export function showLanguage(language) {
  current = language;
  document.documentElement.lang = language;
  for (const row of named) row.name = pick(row.names ?? {});
  document.documentElement.dir = data.directions[language];
  for (const element of findAll("[data-t]")) {
    const before = original(element, "", () => element.textContent);
    element.textContent = translation(element.dataset.t ?? "") ?? before;
  }
  for (const element of findAll("[data-t-attributes]")) translateAttributes(element);
  for (const button of findAll("button[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === language));
  }
}

/** @param {HTMLElement} element */
function translateAttributes(element) {
  for (const mark of (element.dataset.tAttributes ?? "").split(" ").filter(Boolean)) {
    const [name, number] = mark.split(":");
    const before = original(element, name, () => element.getAttribute(name));
    element.setAttribute(name, translation(number) ?? before);
  }
}

/** @param {string} number */
const translation = (number) => data.translations[current]?.[number];

/**
 * Return what stood in the page when it was opened, which is in the first language.
 * @param {HTMLElement} element
 * @param {string} name
 * @param {() => string | null} read
 */
function original(element, name, read) {
  const kept = originals.get(element) ?? {};
  if (!(name in kept)) originals.set(element, Object.assign(kept, { [name]: read() }));
  return kept[name];
}

/** @type {Record<string, (value: number) => string>} */
const FORMS = {
  people: (value) => formatNumber(value, 0),
  share: (value) => say("amount.share", { n: tenths(100 * value) }),
  distance: (value) => say(`distance.${unit}`, { n: rounded(value / length.metres) }),
  area: (value) => say(`area.${unit}2`, { n: formatNumber(value / squareKilometres, 0) }),
  rate: (value) => formatNumber(value, 2),
};

/**
 * Return `value` in words; the forms and their digits are those of i18n.say_amount.
 * @param {number} value
 * @param {string} form
 */
export const formatAmount = (value, form) => FORMS[form](value);

/**
 * Return the range from `low` to `high` in words, a unit that both have said once; one end if alike.
 * @param {number} low
 * @param {number} high
 * @param {string} form
 */
export function formatRange(low, high, form) {
  const [from, to] = [formatAmount(low, form), formatAmount(high, form)];
  if (from === to) return to;
  const unit = UNIT.exec(from)?.[0] ?? "";
  return say("legend.range", { low: to.endsWith(unit) ? from.slice(0, from.length - unit.length) : from, high: to });
}

/** @param {number} value */
const tenths = (value) => formatNumber(value, value >= 10 ? 0 : 1);

/** @param {number} value */
function rounded(value) {
  if (value >= 10) return formatNumber(value, 0);
  return formatNumber(value, value >= 1 || value === 0 ? 1 : 2);
}

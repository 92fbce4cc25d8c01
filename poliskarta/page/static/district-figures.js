import { formatAmount, formatRange } from "./amounts.js";
import { data } from "./data.js";
import { make } from "./dom.js";
import { pick, say } from "./language.js";

/** Return a table of a district's figures beside those of the whole region. */
export function makeFigures(district) {
  const known = data.indicators.filter(({ values }) => Object.hasOwn(values, district.id));
  if (known.length === 0) return "";
  const head = ["figures.figure", "figures.here", "figures.everywhere"].map((key) => make("th", { scope: "col" }, say(key)));
  const rows = known.map((indicator) => makeRow(indicator, indicator.values[district.id]));
  const table = make("table", { class: "figures", "aria-label": say("figures.heading") }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
  const summary = make("summary", {}, say("figures.heading"));
  return make("details", { class: "card-figures", open: true }, summary, table, make("p", { class: "secondary" }, say("figures.note")));
}

function makeRow({ form, label, method, total }, [value, low, high]) {
  const shown = [make("span", {}, formatAmount(value, form))];
  if (low !== undefined) {
    shown.push(make("span", { class: "range" }, formatRange(low, high, form)));
  }
  const name = make("a", { href: `#method-${method}` }, pick(label));
  const everywhere = total.length > 0 ? formatAmount(total[0], form) : say("district.unknown");
  return make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, ...shown), make("td", {}, everywhere));
}

/** Return links to the initiatives that name a district. */
export function makeInitiatives(district) {
  const items = data.ties
    .filter((tie) => tie.district === district.id)
    .map(({ id, name }) => make("li", {}, make("a", { href: `#initiative-${encodeURIComponent(id)}` }, pick(name))));
  return items.length > 0 ? make("ul", { class: "plain-list" }, ...items) : "";
}

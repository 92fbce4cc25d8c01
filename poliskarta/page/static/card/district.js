import { makeAmount } from "../core/amounts.js";
import { data, isPlaced, kindById } from "../core/data.js";
import { make } from "../core/dom.js";
import { formatAmount, formatNumber, pick, say } from "../core/i18n.js";
import { permalinkTo } from "../core/permalink.js";
import { indicatorsOn, officesOn } from "../core/timeline.js";
import { officeSymbol } from "../map/icons.js";
import { makeCopyButton, makeFact, makeFacts, makeHeading, makeSources, certaintyInWords } from "./parts.js";

/**
 * Return the card of a district: its numbers, its parts and its offices.
 * @param {District} district
 * @param {Readonly<State>} state
 */
export function makeDistrictCard(district, { lang: language, date }) {
  const card = make("section", { class: "district-card card", "aria-labelledby": "card-title" });
  card.dataset.districtId = district.id;
  const population = district.population_year
    ? say("district.population_in", { year: String(district.population_year) })
    : say("district.population");
  card.append(
    makeHeading(undefined, say("district.heading", { name: district.name }), say("district.kind")),
    makeFacts(
      isKnown("population") ? makeFact(population, number(district.population)) : undefined,
      district.later_population ? makeFact(say("district.population_in", { year: String(district.later_population_year) }), number(district.later_population)) : undefined,
      isKnown("land_km2") ? makeFact(say("district.land"), district.land_km2 ? formatAmount(district.land_km2, "area") : number()) : undefined,
      makeFact(say("district.units"), district.units && make("bdi", {}, district.units.join(", "))),
      makeFact(say("district.offices"), makeOffices(district, date)),
      makeFact(say("district.initiatives"), makeInitiatives(district)),
      makeFact(say("card.certainty"), certaintyInWords(district), district.note && pick(district.note)),
    ),
    makeFigures(district, date),
    makeSources(district.sources ?? []) ?? "",
    make("div", { class: "actions" }, ...makeCopyButton(permalinkTo({ district: district.id, lang: language }))),
  );
  return card;
}

/**
 * Return whether this is known of any district, so that it is spoken of.
 * @param {"population" | "land_km2"} figure
 */
const isKnown = (figure) => data.districts.some((district) => district[figure] !== undefined);

/** @param {number | undefined} [value] */
const number = (value) => (value === undefined ? say("district.unknown") : formatNumber(Math.round(value)));

/**
 * @param {District} district
 * @param {string} date
 */
function makeOffices(district, date) {
  const offices = officesOn(date).filter((office) => office.district === district.id);
  if (offices.length === 0) return "";
  const items = offices.map((office) => {
    const link = make("a", { href: `#office=${encodeURIComponent(office.id)}` }, officeSymbol(office), make("bdi", {}, office.name));
    link.title = pick(kindById.get(office.kind).label);
    return make("li", {}, link, isPlaced(office) ? "" : make("span", { class: "line secondary" }, say("card.unplaced")));
  });
  return make("ul", { class: "card-offices" }, ...items);
}

/**
 * Return a table of a district's figures beside those of the whole region.
 * @param {District} district
 * @param {string} date
 */
function makeFigures(district, date) {
  const known = indicatorsOn(date).filter(({ values }) => Object.hasOwn(values, district.id));
  if (known.length === 0) return "";
  const head = ["figures.figure", "figures.here", "figures.everywhere"].map((key) => make("th", { scope: "col" }, say(key)));
  const rows = known.map((indicator) => makeRow(indicator, indicator.values[district.id]));
  const table = make("table", { class: "figures", "aria-label": say("figures.heading") }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
  const summary = make("summary", {}, say("figures.heading"));
  const simulated = known.some(({ values }) => values[district.id].length > 3);
  const notes = ["figures.note", ...(simulated ? ["figures.interval_note"] : [])].map((key) => say(key));
  return make("details", { class: "card-figures", open: true }, summary, table, make("p", { class: "secondary" }, notes.join(" ")));
}

/**
 * @param {Indicator} indicator
 * @param {number[]} figures
 */
function makeRow({ form, label, method, total }, figures) {
  const name = make("a", { href: `#method-${method}` }, pick(label));
  const everywhere = total.length > 0 ? formatAmount(total[0], form) : say("district.unknown");
  return make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, ...makeAmount(figures, form)), make("td", {}, everywhere));
}

/**
 * Return links to the initiatives that name a district.
 * @param {District} district
 */
function makeInitiatives(district) {
  const items = data.ties
    .filter((tie) => tie.district === district.id)
    .map(({ id, name }) => make("li", {}, make("a", { href: `#initiative-${encodeURIComponent(id)}` }, pick(name))));
  return items.length > 0 ? make("ul", { class: "plain-list" }, ...items) : "";
}

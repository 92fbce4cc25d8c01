import { writeCsv } from "../core/csv.js";
import { data } from "../core/data.js";
import { find, make, saveFile } from "../core/dom.js";
import { compareNames, formatAmount, formatLengthening, formatLimit, formatNumber, pick, say, signMark } from "../core/i18n.js";
import { limitName } from "./figures.js";
import { formatScenario } from "./scenario.js";

const UNCHANGED = "–";
const M_PER_KM = 1000;

/**
 * Show what a scenario changes: in words, and one figure of each district before and after.
 * @param {ScenarioResult} result
 * @param {string[]} changes
 */
export function showResults(result, changes) {
  /** @type {HTMLSelectElement} */
  const select = find("#scenario-figure");
  const all = comparedFigures();
  const figure = all.find(({ id }) => id === select.value) ?? all[1];
  select.replaceChildren(...all.map(({ id, say: write }) => make("option", { value: id, selected: id === figure.id }, write())));
  select.value = figure.id;
  find("#scenario-changes").replaceChildren(...changes.map((words) => make("li", {}, make("bdi", {}, words))));
  find("#scenario-method").setAttribute("href", `#method-${figure.method}`);
  const numbered = data.districts.map(({ name }, i) => ({ name, i })).sort((a, b) => compareNames(a.name, b.name));
  const rows = numbered.map(({ name, i }) => makeRow(name, figure, result.before[i], result.after[i]));
  const last = rows.length;
  const whole = makeRow(pick(data.region.place), figure, result.before[last], result.after[last]);
  whole.classList.add("all");
  find("#scenario-results tbody").replaceChildren(whole, ...rows);
}

/**
 * @param {string} name
 * @param {ComparedFigure} figure
 * @param {Figures} before
 * @param {Figures} after
 */
function makeRow(name, { id, form }, before, after) {
  const change = sayChange(before[id], after[id], form);
  const cells = [sayValue(before[id], form), sayValue(after[id], form), change || UNCHANGED];
  const attributes = change ? { class: "changed" } : {};
  return make("tr", attributes, make("th", { scope: "row" }, make("bdi", {}, name)), ...cells.map((words) => make("td", {}, words)));
}

/**
 * Say what was done, who gains and who loses by it, and the mean distance.
 * @param {string} said
 * @param {Scenario} scenario
 * @param {ScenarioResult} result
 */
export function showSummary(said, scenario, result) {
  const words = scenario.size > 0 ? waysInWords(result) : say("what_if.none");
  find("#scenario-summary").textContent = [said, words].filter(Boolean).join(" ");
}

/** @param {ScenarioResult} result */
function waysInWords({ before, after, nearer, farther }) {
  const [was, is] = [before, after].map((rows) => rows[data.districts.length].mean_distance_m);
  const mean = say("what_if.mean", { after: sayValue(is, "distance"), change: sayChange(was, is, "distance") || say("what_if.unchanged") });
  const ways = [nearer, farther].map((people) => (Number.isFinite(people) ? formatNumber(people) : say("district.unknown")));
  return `${say("what_if.ways", { nearer: ways[0], farther: ways[1], limit: formatLimit(data.whatIf.noticedM ?? 0) })} ${mean}`;
}

/**
 * Save every figure before and after as CSV; each row says that it is a scenario and which.
 * @param {ScenarioResult} result
 * @param {Scenario} scenario
 */
export function saveResults({ before, after }, scenario) {
  const head = ["scenario", "changes", "district_id", "name", "figure", "before", "after"];
  const names = [...data.districts, { id: "", name: pick(data.region.place) }];
  const rows = names.flatMap(({ id, name }, i) =>
    comparedFigures().map((figure) => ["hypothetical", formatScenario(scenario), id, name, figure.id, exactly(before[i][figure.id], figure), exactly(after[i][figure.id], figure)]),
  );
  saveFile(`${data.region.id}-hypothetical.csv`, writeCsv([head, ...rows]), "text/csv");
}

/**
 * Return the figures that a scenario can be compared by: `id`, `form`, `decimals` in a file,
 * `method`, and how to say each.
 * @returns {ComparedFigure[]}
 */
function comparedFigures() {
  const people = (data.whatIf.bandsKm ?? []).map((km) => ({ id: `people_within_${limitName(km)}`, form: "people", decimals: 0, method: "share_within", say: () => say("what_if.people_within", { distance: formatLimit(km * M_PER_KM) }) }));
  const others = data.indicators.filter(({ setByOffices }) => setByOffices);
  return [...people, ...others.map(({ id, form, decimals, label, method }) => ({ id, form, decimals, method, say: () => pick(label) }))];
}

/**
 * Return a value in words.
 * @param {number | undefined} value
 * @param {string} form
 */
const sayValue = (value, form) => (value === undefined ? say("district.unknown") : formatAmount(value, form));

/** @type {Record<string, (change: number) => string>} */
const CHANGES = {
  people: (change) => signed(Math.round(change), (n) => formatNumber(n)),
  share: (change) => signed(Number((100 * change).toFixed(1)), (n) => say("what_if.points", { n: formatNumber(n, 1) })),
  distance: (change) => (formatLengthening(change) ? signed(change, formatLengthening) : ""),
  rate: (change) => signed(Number(change.toFixed(2)), (n) => formatNumber(n, 2)),
};

/**
 * Return the difference of two values with its sign; "" when there is none to see.
 * @param {number | undefined} before
 * @param {number | undefined} after
 * @param {string} form
 */
function sayChange(before, after, form) {
  if (before === undefined || after === undefined) return before === after ? "" : say("district.unknown");
  return (CHANGES[form] ?? CHANGES.rate)(after - before);
}

/**
 * @param {number} number
 * @param {(number: number) => string} write
 */
function signed(number, write) {
  if (number === 0) return "";
  return signMark() + (number > 0 ? "+" : "−") + write(Math.abs(number));
}

/**
 * Return a value as a file has it; "" when it is unknown.
 * @param {number | undefined} value
 * @param {{ decimals: number }} figure
 */
const exactly = (value, { decimals }) => (value === undefined ? "" : Number(value.toFixed(decimals)));

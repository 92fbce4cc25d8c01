import { writeCsv } from "./csv.js";
import { data } from "./data.js";
import { find, make } from "./dom.js";
import { save } from "./downloads.js";
import { formatNumber, pick, say } from "./language.js";
import { exactly, sayChange, sayValue, triedFigures } from "./what-if-amounts.js";
import { formatTrial } from "./what-if-trial.js";

const UNCHANGED = "–";

/** Show what a trial changes: in words, and one figure of each district before and after. */
export function showResults(result, changes) {
  const select = find("#trial-figure");
  const chosen = select.value || triedFigures()[1].id;
  select.replaceChildren(...triedFigures().map((figure) => make("option", { value: figure.id, selected: figure.id === chosen }, figure.say())));
  select.value = chosen;
  find("#trial-changes").replaceChildren(...changes.map((words) => make("li", {}, make("bdi", {}, words))));
  const figure = triedFigures().find(({ id }) => id === chosen);
  find("#trial-method").href = `#method-${figure.method}`;
  const rows = data.districts.map(({ name }, i) => makeRow(name, figure, result.before[i], result.after[i]));
  const all = makeRow(pick(data.region.place), figure, result.before.at(-1), result.after.at(-1));
  all.classList.add("all");
  find("#trial-results tbody").replaceChildren(all, ...rows);
}

function makeRow(name, { id, form }, before, after) {
  const change = sayChange(before[id], after[id], form);
  const cells = [sayValue(before[id], form), sayValue(after[id], form), change || UNCHANGED];
  const attributes = change ? { class: "changed" } : {};
  return make("tr", attributes, make("th", { scope: "row" }, make("bdi", {}, name)), ...cells.map((words) => make("td", {}, words)));
}

/** Say what was done, who gains and who loses by it, and the mean distance. */
export function showSummary(said, trial, result) {
  const words = trial.size > 0 ? waysInWords(result) : say("trial.none");
  find("#trial-summary").textContent = [said, words].filter(Boolean).join(" ");
}

function waysInWords({ before, after, nearer, farther }) {
  const [was, is] = [before, after].map((rows) => rows.at(-1).mean_distance_m);
  const mean = say("trial.mean", { after: sayValue(is, "distance"), change: sayChange(was, is, "distance") || say("trial.unchanged") });
  const ways = [nearer, farther].map((people) => (Number.isFinite(people) ? formatNumber(people) : say("district.unknown")));
  return `${say("trial.ways", { nearer: ways[0], farther: ways[1], limit: data.whatIf.noticedM })} ${mean}`;
}

/** Save every figure before and after as CSV; each row says that it is a trial and which. */
export function saveResults({ before, after }, trial) {
  const head = ["scenario", "changes", "district_id", "name", "figure", "before", "after"];
  const names = [...data.districts, { id: "", name: pick(data.region.place) }];
  const rows = names.flatMap(({ id, name }, i) =>
    triedFigures().map((figure) => ["hypothetical", formatTrial(trial), id, name, figure.id, exactly(before[i][figure.id], figure), exactly(after[i][figure.id], figure)]),
  );
  save(`${data.region.id}-hypothetical.csv`, writeCsv([head, ...rows]), "text/csv");
}

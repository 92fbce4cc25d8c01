import { data, kindById } from "../core/data.js";
import { describeWay } from "../core/directions.js";
import { find, findAll, make } from "../core/dom.js";
import { say } from "../core/i18n.js";
import { officesOn } from "../core/timeline.js";
import { openingInWords, timesInWords } from "./time.js";

// A row for every office.
const rows = new Map(findAll("li[data-office-id]").map((row) => [row.dataset.officeId ?? "", row]));
const told = new WeakSet();
/** @type {(id: string) => HTMLElement} */
const rowOf = (id) => /** @type {HTMLElement} */ (rows.get(id));

/** @type {HTMLElement | undefined} */
let current;
let order = data.offices.map(({ id }) => id);

/**
 * Show the rows of what was found only, in its order, and say how many they are.
 * @param {Results} found
 * @param {Readonly<State>} state
 */
export function showRows({ offices, origin, sort }, { date, time }) {
  const ids = new Set(offices.map(({ id }) => id));
  for (const [id, row] of rows) if (row.hidden === ids.has(id)) row.hidden = !ids.has(id);
  putInOrder(offices.map(({ id }) => id));
  for (const office of offices) {
    const way = describeWay(office, origin, time);
    tell(rowOf(office.id), "office-way", way);
    const isAside = way !== "" && time === "" && !kindById.get(office.kind).fixed;
    tell(rowOf(office.id), "office-opening", isAside ? timesInWords(office) : openingInWords(office, time));
  }
  find("#count").textContent = `${countInWords(offices.length, date)} · ${say(`list.by_${sort}`)}`;
  find("#clear").hidden = offices.length === officesOn(date).length;
  find("#empty").hidden = offices.length > 0;
  find("#empty").textContent = offices.length > 0 ? "" : say("list.empty");
}

/**
 * Let a line of a row say `text`; the line is made when there is first something to say.
 * @param {HTMLElement} row
 * @param {string} className
 * @param {string} text
 */
function tell(row, className, text) {
  if (!text && !told.has(row)) return;
  told.add(row);
  const line = find(`.${className}`, row);
  if (line) line.textContent = text;
  else if (text) find(".office-text", row).append(make("span", { class: className }, text));
}

/**
 * Move the rows only when their order is another one: with many of them it takes time.
 * @param {string[]} ids
 */
function putInOrder(ids) {
  const places = new Map(order.map((id, i) => [id, i]));
  /** @param {string} id */
  const placeOf = (id) => places.get(id) ?? -1;
  if (ids.every((id, i) => i === 0 || placeOf(id) > placeOf(ids[i - 1]))) return;
  const listed = new Set(ids);
  order = [...ids, ...order.filter((id) => !listed.has(id))];
  find(".offices").prepend(...ids.map(rowOf));
  find(".list").scrollTop = 0;
}

/**
 * Return "31 offices", or "4 of 31 offices" when not all are shown.
 * @param {number} shown
 * @param {string} date
 */
export function countInWords(shown, date) {
  const total = officesOn(date).length;
  return shown === total ? say("list.count", { n: total }) : say("list.shown", { n: shown, total });
}

/**
 * Mark the chosen office's row and bring it into view.
 * @param {string | undefined} id
 */
export function selectRow(id) {
  if (current) find("a", current).removeAttribute("aria-current");
  current = id === undefined ? undefined : rows.get(id);
  if (!current) return;
  find("a", current).setAttribute("aria-current", "true");
  current.scrollIntoView({ block: "nearest" });
}


import { makeAmount } from "../core/amounts.js";
import { isPlaced } from "../core/data.js";
import { find, findAll } from "../core/dom.js";
import { formatNumber, pick, say } from "../core/i18n.js";
import { indicatorsOn, officesOn, steps, usualDate } from "../core/timeline.js";

// Words that the page was written with change their language by themselves, ours don't.
let isOurs = false;

/**
 * Make the slider change the date, and keep it, the counts and the table of districts in step.
 * @param {Store} store
 */
export function listenToTimeline(store) {
  /** @type {HTMLInputElement | null} */
  const slider = find("#date");
  if (!slider) return;
  slider.addEventListener("input", () => {
    const { date } = steps[Number(slider.value)];
    store.update({ date: date === usualDate ? "" : date });
  });
  store.listen(({ date, lang }, before) => {
    if (date === before.date && lang === before.lang) return;
    showDate(slider, date);
    isOurs ||= date !== before.date;
    if (isOurs) showFigures(date);
  });
  showDate(slider, store.get().date);
}

/**
 * @param {HTMLInputElement} slider
 * @param {string} date
 */
function showDate(slider, date) {
  const number = steps.findIndex((step) => step.date === (date || usualDate));
  const { ceased } = steps[number];
  const said = pick(steps[number].said);
  slider.value = String(number);
  slider.setAttribute("aria-valuetext", said);
  find("#date-said").textContent = said;
  find("#date-ceased").textContent = ceased > 0 ? say("timeline.ceased", { n: ceased }) : "";
}

/** @param {string} date */
function showFigures(date) {
  const offices = officesOn(date);
  const placed = offices.filter((office) => isPlaced(office) && office.district);
  for (const cell of findAll("[data-count-kind]")) {
    const { countKind, of } = cell.dataset;
    const counted = placed.filter(({ kind, district }) => kind === countKind && (of === undefined || district === of));
    cell.textContent = formatNumber(counted.length);
  }
  for (const label of findAll(".chip")) {
    const kind = find("[data-filter-kind]", label).dataset.filterKind;
    find(".chip-count", label).textContent = String(offices.filter((office) => office.kind === kind).length);
  }
  const indicators = new Map(indicatorsOn(date).map((indicator) => [indicator.id, indicator]));
  for (const cell of findAll("[data-figure]")) {
    const indicator = indicators.get(cell.dataset.figure ?? "");
    if (indicator) fillCell(cell, indicator);
  }
}

/**
 * @param {HTMLElement} cell
 * @param {Indicator} indicator
 */
function fillCell(cell, { form, total, values }) {
  const figure = (cell.dataset.of === undefined ? total : values[cell.dataset.of]) ?? [];
  cell.replaceChildren(...(figure.length > 0 ? makeAmount(figure, form) : [say("district.unknown")]));
}

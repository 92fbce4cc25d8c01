import { find } from "../core/dom.js";

/** @type {(name: string) => HTMLSelectElement} */
const selectOf = (name) => find(`#filter-${name}`);

/** Those that the page has: what nobody says of any office can't be filtered by. */
const NAMES = /** @type {("sort" | "area" | "certainty")[]} */ (["sort", "area", "certainty"].filter(selectOf));

/**
 * Make the secondary filters change the state, and their button show and hide them.
 * @param {Store} store
 */
export function listenToFilters(store) {
  find("#filters-button").addEventListener("click", () => showFilters(Boolean(find("#filters").hidden)));
  for (const name of NAMES) {
    const select = selectOf(name);
    select.addEventListener("change", () => store.update({ [name]: select.value }));
  }
}

/** @param {boolean} open */
function showFilters(open) {
  find("#filters").hidden = !open;
  find("#filters-button").setAttribute("aria-expanded", String(open));
}

/**
 * Make the secondary filters show the state; distance can be sorted by only from a point.
 * @param {Readonly<State>} state
 * @param {Results} found
 */
export function showFilterState(state, { origin, instead }) {
  for (const name of NAMES) selectOf(name).value = state[name];
  /** @type {HTMLOptionElement} */
  const byDistance = find("#filter-sort option[value=distance]");
  byDistance.disabled = !origin;
  if (instead) byDistance.selected = true;
  const active = [state.area, state.certainty, state.time].filter(Boolean).length;
  find("#filters-count").textContent = active ? `(${active})` : "";
}

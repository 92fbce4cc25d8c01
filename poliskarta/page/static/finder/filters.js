import { find } from "../core/dom.js";

const NAMES = ["sort", "area", "certainty"];

/** Make the secondary filters change the state, and their button show and hide them. */
export function listenToFilters(store) {
  find("#filters-button").addEventListener("click", () => showFilters(find("#filters").hidden));
  for (const name of NAMES) {
    const select = find(`#filter-${name}`);
    select.addEventListener("change", () => store.update({ [name]: select.value }));
  }
}

function showFilters(open) {
  find("#filters").hidden = !open;
  find("#filters-button").setAttribute("aria-expanded", String(open));
}

/** Make the secondary filters show the state; distance can be sorted by only from a point. */
export function showFilterState(state, { origin, instead }) {
  for (const name of NAMES) find(`#filter-${name}`).value = state[name];
  const byDistance = find("#filter-sort option[value=distance]");
  byDistance.disabled = !origin;
  if (instead) byDistance.selected = true;
  const active = [state.area, state.certainty, state.time].filter(Boolean).length;
  find("#filters-count").textContent = active ? `(${active})` : "";
}

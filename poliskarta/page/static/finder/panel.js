import { find, findAll } from "../core/dom.js";
import { repeatNotice } from "../core/notices.js";

/** @type {() => HTMLInputElement[]} */
const kindBoxes = () => findAll("[data-filter-kind]");

/**
 * Make the search field, the kinds and the two views of a phone change the state.
 * @param {Store} store
 */
export function listenToPanel(store) {
  /** @type {HTMLInputElement} */
  const search = find("#search");
  search.form?.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && search.value) store.update({ query: "" });
    if (event.key === "ArrowDown") findAll(".offices li:not([hidden]) a")[0]?.focus();
    if (event.key === "Enter") findAll(".offices li:not([hidden]) a")[0]?.click();
  });
  find(".offices").addEventListener("keydown", moveByArrows);
  for (const box of kindBoxes()) box.addEventListener("change", () => toggleKind(store, box));
  for (const button of findAll("[data-panel-button]")) {
    button.addEventListener("click", () => store.update({ panel: button.dataset.panelButton }));
  }
  for (const button of findAll("button[data-lang]")) button.addEventListener("click", () => store.update({ lang: button.dataset.lang }));
  store.listen(({ lang }, before) => {
    if (lang !== before.lang) repeatNotice();
  });
  find("#clear").addEventListener("click", () => {
    store.update({ query: "", hiddenKinds: [], area: "", certainty: "" });
    search.focus();
  });
}

/**
 * @param {Store} store
 * @param {HTMLInputElement} box
 */
function toggleKind(store, { checked, dataset: { filterKind = "" } }) {
  const others = store.get().hiddenKinds.filter((kind) => kind !== filterKind);
  store.update({ hiddenKinds: checked ? others : [...others, filterKind] });
}

/** @param {KeyboardEvent} event */
function moveByArrows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = findAll(".offices li:not([hidden]) a");
  const next = links[links.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step];
  event.preventDefault();
  (next ?? (step < 0 ? find("#search") : undefined))?.focus();
}

/**
 * Make the panel show the state.
 * @param {Readonly<State>} state
 */
export function showPanel({ query, hiddenKinds: hidden, panel }) {
  /** @type {HTMLInputElement} */
  const search = find("#search");
  if (search.value !== query) search.value = query;
  for (const box of kindBoxes()) box.checked = !hidden.includes(box.dataset.filterKind ?? "");
  for (const button of findAll("[data-panel-button]")) {
    button.setAttribute("aria-pressed", String(button.dataset.panelButton === panel));
  }
  find(".app").dataset.panel = panel;
}


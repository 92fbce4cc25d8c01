import { isOnMap } from "../core/data.js";
import { find, findAll } from "../core/dom.js";
import { say } from "../core/i18n.js";
import { announce, showNotice } from "../core/notices.js";
import { filterMarkers, nameMarkers } from "../map/markers.js";
import { drawOrigin } from "../map/origin.js";
import { isNarrow, showAll, showPoints } from "../map/view.js";
import { choicesInWords, showChoices } from "./choices.js";
import { isOpen, listenToCombobox, showSuggestions } from "./combobox.js";
import { listenToFilters, showFilterState } from "./filters.js";
import { askPosition } from "./geolocation.js";
import { countInWords, showRows } from "./list.js";
import { nearbyInWords, nearestPoint, showNearby } from "./nearest.js";
import { isPicking, listenToPicking, startPicking, stopPicking } from "./point-picker.js";
import { findOffices, isAskedAnew, nearestOf } from "./results.js";
import { suggest } from "./suggestions.js";
import { listenToTime, showTime } from "./time.js";
import { listenToTimeline } from "./timeline.js";

const NEAREST_TO_SHOW = 3;

/**
 * Make search, filters, nearest and time work together: list and map show what is found.
 * @param {Store} store
 * @param {Markers} markers
 * @param {() => void} placeNames
 */
export function startFinder(store, markers, placeNames) {
  /** @param {Readonly<State>} state */
  const show = (state) => {
    const found = findOffices(state);
    showRows(found, state);
    showNearby(found, state);
    showFilterState(state, found);
    showTime(state, found.offices);
    filterMarkers(markers, found.offices, state.time);
    nameMarkers(markers, state.time);
    drawOrigin(found.origin, nearestPoint(found, state.time));
    showChoices(found.choices, (suggestion) => choosePlace(store, suggestion));
    placeNames();
    return found;
  };
  store.listen((state, before) => {
    const anew = isAskedAnew(state, before);
    if (!anew && state.lang === before.lang) return;
    const found = show(state);
    if (anew) tell(state, before, found);
    if (state.near !== before.near && state.near) showNearest(found, state.time);
  });
  listenToSearch(store);
  listenToFilters(store);
  listenToTime(store);
  listenToTimeline(store);
  listenToNearest(store);
  show(store.get());
}

/**
 * Say how many offices there are now, and from where they are measured when that is new.
 * @param {Readonly<State>} state
 * @param {Readonly<State>} before
 * @param {Results} found
 */
function tell(state, before, found) {
  const words = [countInWords(found.offices.length, state.date)];
  if (state.query !== before.query && isOpen()) words.push(say("suggest.count", { n: find("#suggestions").children.length }));
  if (state.near !== before.near || found.instead) words.push(found.origin ? nearbyInWords() : "");
  words.push(choicesInWords());
  if (state.time !== before.time) words.push(findAll("#time-result")[0]?.textContent ?? "");
  announce(words.filter(Boolean).join(". "));
}

/**
 * Show the point and the offices nearest to it; from far away only the offices.
 * @param {Results} found
 * @param {string} time
 */
function showNearest(found, time) {
  const offices = nearestOf(found, time, NEAREST_TO_SHOW);
  if (found.origin && isOnMap(found.origin)) showPoints([found.origin, ...offices], true);
  else showAll(found.offices);
}

/**
 * @param {Store} store
 * @param {Suggestion} suggestion
 */
function choosePlace(store, { changes }) {
  if (isNarrow()) find("#search").blur();
  store.update({ ...changes, from: "list" });
}

/** @param {Store} store */
function listenToSearch(store) {
  const again = () => showSuggestions(suggest(store.get()));
  /** @type {HTMLInputElement} */
  const search = find("#search");
  search.addEventListener("input", () => {
    const query = search.value;
    showSuggestions(suggest({ ...store.get(), query }));
    store.update({ query });
  });
  listenToCombobox((suggestion) => choosePlace(store, suggestion), again);
}

/** @param {Store} store */
function listenToNearest(store) {
  /** @param {Origin} near */
  const choose = (near) => {
    showNotice();
    store.update({ near, sort: "distance", query: "" });
  };
  find("#near-me").addEventListener("click", () => {
    showNotice("nearest.asking");
    askPosition((point) => choose({ ...point, from: "me" }), (reason) => showNotice(`nearest.${reason}`));
  });
  find("#near-point").addEventListener("click", () => {
    if (isPicking()) return stopPicking();
    store.update({ panel: "map" });
    return startPicking((point) => choose({ ...point, from: "point" }));
  });
  find("#forget").addEventListener("click", () => {
    store.update({ near: undefined, sort: "name" });
    find("#search").focus();
  });
  listenToPicking();
}

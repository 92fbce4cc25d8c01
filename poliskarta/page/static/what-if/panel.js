import { find, findAll, make } from "../core/dom.js";
import { say } from "../core/i18n.js";
import { searchPlaces } from "../finder/places.js";
import { isPicking, startPicking, stopPicking } from "../finder/point-picker.js";
import { isNew } from "./scenario.js";
import { nameOf } from "./words.js";

const SUGGESTIONS = 8;

/** @type {() => HTMLSelectElement} */
const officeField = () => find("#scenario-office");

/** Return the key of the office that is chosen. */
export const chosenKey = () => officeField().value;

/**
 * Make the buttons, each named after one of `actions`, and the fields work.
 * @param {Record<string, (argument: any) => unknown>} actions
 */
export function listenToControls(actions) {
  for (const button of findAll("[data-scenario]")) button.addEventListener("click", () => actions[button.dataset.scenario ?? ""](button));
  listenToPlace();
  find("#scenario-office").addEventListener("change", () => actions.choose(chosenKey()));
  find("#scenario-figure").addEventListener("change", actions.figure);
}

/**
 * Show which offices there are in a scenario, what each is, and what can be done with the chosen one.
 * @param {Scenario} scenario
 * @param {string[]} ids
 * @param {boolean} canUndo
 * @param {string} [chosen]
 */
export function showControls(scenario, ids, canUndo, chosen) {
  const focused = document.activeElement;
  const keys = [...ids, ...[...scenario.keys()].filter(isNew)];
  const key = chosen !== undefined && keys.includes(chosen) ? chosen : keys[0];
  const select = officeField();
  select.replaceChildren(...keys.map((one) => make("option", { value: one }, describe(one, scenario))));
  select.value = key;
  disable("#scenario-move", keys.length === 0);
  disable("#scenario-remove", keys.length === 0 || (scenario.has(key) && !scenario.get(key)));
  disable("#scenario-restore", !scenario.has(key) || isNew(key));
  disable("#scenario-undo", !canUndo);
  disable("#scenario-reset", scenario.size === 0);
  if (focused instanceof HTMLButtonElement && focused.disabled) select.focus({ preventScroll: true });
}

/**
 * @param {string} selector
 * @param {boolean} isDisabled
 */
function disable(selector, isDisabled) {
  /** @type {HTMLButtonElement} */
  const button = find(selector);
  button.disabled = isDisabled;
}

/**
 * @param {string} key
 * @param {Scenario} scenario
 */
function describe(key, scenario) {
  const name = nameOf(key);
  if (!scenario.has(key) || isNew(key)) return name;
  return say(scenario.get(key) ? "what_if.option_moved" : "what_if.option_gone", { name });
}

/** @type {{ from: HTMLElement, choose: (point: Point) => void } | undefined} */
let answer;

/** @type {() => HTMLInputElement} */
const placeField = () => find("#scenario-search");

/** @param {NamedPlace} place */
const labelOf = ({ name, municipality }) => (municipality && municipality !== name ? `${name}, ${municipality}` : name);

/**
 * Ask where an office is to stand: a point of the map, or a place by its name. `from` is the button.
 * @param {string} name
 * @param {HTMLElement} from
 * @param {(point: Point) => void} choose
 */
export function askPlace(name, from, choose) {
  if (isPicking()) {
    stopPicking();
    if (answer?.from === from) return from.focus();
  }
  answer = { from, choose };
  find("#scenario-where").textContent = say("what_if.where", { name });
  placeField().value = "";
  complain("");
  startPicking((point) => choose(point), from);
  return find(".map-area").scrollIntoView({ block: "nearest" });
}

/**
 * Say what can't be done; "" takes it away.
 * @param {string} words
 */
export function complain(words) {
  find("#scenario-missed").textContent = words;
}

/** Make the search field suggest places, and put an office at the one that is named. */
function listenToPlace() {
  const field = placeField();
  field.addEventListener("input", () => {
    complain("");
    const places = searchPlaces(field.value.split(",")[0]).places.slice(0, SUGGESTIONS);
    find("#scenario-places").replaceChildren(...places.map((place) => make("option", { value: labelOf(place) })));
  });
  field.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") putAtPlace(field.value);
    if (key === "Escape") leave();
  });
  find("#scenario-put").addEventListener("click", () => putAtPlace(field.value));
}

function leave() {
  stopPicking();
  answer?.from.focus();
}

/** @param {string} text */
function putAtPlace(text) {
  const { places } = searchPlaces(text.split(",")[0]);
  const place = places.find((one) => labelOf(one) === text.trim()) ?? places[0];
  if (!place) return complain(say("what_if.no_place"));
  stopPicking();
  return answer?.choose(place);
}

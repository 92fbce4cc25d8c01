import { officeById } from "../core/data.js";
import { find } from "../core/dom.js";
import { say } from "../core/i18n.js";
import { announce } from "../core/notices.js";
import { officesOn } from "../core/timeline.js";
import { stopPicking } from "../finder/point-picker.js";
import { isNarrow, remeasure, showAll, showPoints, uncover } from "../map/view.js";
import { canEvaluate, canMeasure, editableIds, evaluateScenario } from "./engine.js";
import { drawScenario, listenToScenarioMap, markChosen } from "./map.js";
import { askPlace, chosenKey, complain, listenToControls, showControls } from "./panel.js";
import { saveResults, showResults, showSummary } from "./results.js";
import { makeHistory, nextKey, place, restore, takeAway } from "./scenario.js";
import { changeInWords, nameOf, whereInWords } from "./words.js";

const ids = canEvaluate ? editableIds() : [];
/** @type {ReturnType<typeof makeHistory>} */
let steps;
/** @type {Markers} */
let markers;
let said = "";

/**
 * Let the reader put down, move and take away offices, and see every district's figures change.
 * @param {Store} store
 * @param {Markers} drawn
 */
export function startWhatIf(store, drawn) {
  if (!canEvaluate || document.documentElement.classList.contains("embedded")) return;
  markers = drawn;
  steps = makeHistory(store, (key) => ids.includes(key), canMeasure);
  listenToControls({ add, move, remove, putBack, begin, finish, undo, reset, saveAll, choose: chooseAndShow, figure: showFigures });
  listenToScenarioMap(steps.isOpen, chooseOnMap);
  store.listen((state, before) => {
    if (state.scenario === before.scenario && (state.lang === before.lang || !steps.isOpen())) return;
    show();
    if (state.scenario && state.from === "link") openOn(steps.now());
    if ((state.scenario === undefined) !== (before.scenario === undefined)) remeasure();
  });
}

function begin() {
  steps.open();
  if (isNarrow()) showAll(officesOn(""));
  find(".app").scrollIntoView();
  find("#scenario-title").focus({ preventScroll: true });
}

function finish() {
  steps.close();
  find("#scenario-begin").focus();
}

/**
 * Take a step to `scenario`, and tell of it in `words`.
 * @param {Scenario} scenario
 * @param {string} words
 */
function change(scenario, words) {
  said = words;
  steps.take(scenario);
}

/**
 * Bring a scenario that somebody was sent into view.
 * @param {Scenario} scenario
 */
function openOn(scenario) {
  const [first] = scenario.keys();
  if (first) choose(first);
  find(".app").scrollIntoView();
  showPoints(pointsIn(scenario, [...scenario.keys()]), true);
}

/**
 * Return where offices stood and where a scenario puts them.
 * @param {Scenario} scenario
 * @param {string[]} keys
 */
const pointsIn = (scenario, keys) => keys.flatMap((key) => [scenario.get(key) ?? [], officeById.get(key) ?? []].flat());

/**
 * @param {string} key
 * @param {Point} point
 */
function put(key, point) {
  complain(canMeasure(point) ? "" : say("what_if.off_map"));
  if (!canMeasure(point)) return show();
  change(place(steps.now(), key, point), say("what_if.said_put", { name: nameOf(key), where: whereInWords(point) }));
  showPoints(pointsIn(steps.now(), [key]), false);
  return choose(key);
}

const remove = () => change(takeAway(steps.now(), chosenKey()), say("what_if.said_gone", { name: nameOf(chosenKey()) }));
const putBack = () => change(restore(steps.now(), chosenKey()), say("what_if.said_back", { name: nameOf(chosenKey()) }));
const reset = () => change(new Map(), say("what_if.said_reset"));

function undo() {
  said = say("what_if.said_undone");
  steps.undo();
}

/** @param {HTMLElement} button */
const move = (button) => ask(chosenKey(), button);
const saveAll = () => saveResults(evaluateScenario(steps.now()), steps.now());

/**
 * @param {string} key
 * @param {HTMLElement} button
 */
function ask(key, button) {
  askPlace(nameOf(key), button, (point) => {
    put(key, point);
    button.focus({ preventScroll: true });
  });
}

/** @param {HTMLElement} button */
function add(button) {
  const key = nextKey(steps.now());
  if (key) ask(key, button);
  else complain(say("what_if.enough"));
}

/** @param {string} key */
function choose(key) {
  showControls(steps.now(), ids, steps.canUndo(), key);
  markChosen(chosenKey());
}

/** @param {string} key */
function chooseAndShow(key) {
  choose(key);
  const point = steps.now().get(key) ?? officeById.get(key);
  if (point && !isNarrow()) uncover([point.lat, point.lon]);
}

/** @param {string} key */
function chooseOnMap(key) {
  const isTried = ids.includes(key) || steps.now().has(key);
  if (isTried) choose(key);
  announce(isTried ? say("what_if.chosen", { name: nameOf(key) }) : say("what_if.not_tried"));
}

function show() {
  for (const part of ["#scenario", "#scenario-results"]) find(part).hidden = !steps.isOpen();
  find(".app").classList.toggle("trying", steps.isOpen());
  stopPicking();
  const scenario = steps.isOpen() ? steps.now() : undefined;
  drawScenario(scenario, markers, ids, put);
  return scenario ? showScenario(scenario) : markChosen();
}

/** @param {Scenario} scenario */
function showScenario(scenario) {
  choose(chosenKey());
  showSummary(said, scenario, showFigures());
  said = "";
}

function showFigures() {
  const scenario = steps.now();
  const result = evaluateScenario(scenario);
  showResults(result, [...scenario].map(changeInWords));
  return result;
}

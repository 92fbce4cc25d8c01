import { data, officeById } from "./data.js";
import { find } from "./dom.js";
import { say } from "./language.js";
import { announce } from "./panel.js";
import { stopPicking } from "./picking.js";
import { isNarrow, remeasure, showAll, uncover } from "./view.js";
import { canTry, isOn, triedIds, tryOut } from "./what-if-engine.js";
import { drawTrial, listenToMap, markChosen } from "./what-if-map.js";
import { chosenKey, listenToControls, showControls } from "./what-if-panel.js";
import { askPlace, complain } from "./what-if-place.js";
import { saveResults, showResults, showSummary } from "./what-if-results.js";
import { makeSteps } from "./what-if-steps.js";
import { nextKey, place, restore, takeAway } from "./what-if-trial.js";
import { changeInWords, nameOf, whereInWords } from "./what-if-words.js";

const ids = canTry ? triedIds() : [];
let [steps, markers, said] = [undefined, undefined, ""];

/** Let the reader put down, move and take away offices, and see every district's figures change. */
export function startWhatIf(store, drawn) {
  if (!canTry || document.documentElement.classList.contains("embedded")) return;
  markers = drawn;
  steps = makeSteps(store, (key) => ids.includes(key), isOn);
  listenToControls({ add, move, remove, putBack, begin, finish, undo, reset, saveAll, choose: chooseAndShow, figure: showFigures });
  listenToMap(steps.isOpen, chooseOnMap);
  store.listen((state, before) => {
    if (state.trial === before.trial && (state.lang === before.lang || !steps.isOpen())) return;
    show();
    if ((state.trial === undefined) !== (before.trial === undefined)) remeasure();
  });
}

function begin() {
  steps.open();
  if (isNarrow()) showAll(data.offices);
  find(".app").scrollIntoView();
  find("#trial-title").focus({ preventScroll: true });
}

function finish() {
  steps.close();
  find("#trial-begin").focus();
}

/** Take a step to `trial`, and tell of it in `words`. */
function change(trial, words) {
  said = words;
  steps.take(trial);
}

function put(key, point) {
  complain(isOn(point) ? "" : say("trial.off_map"));
  if (!isOn(point)) return show();
  change(place(steps.now(), key, point), say("trial.said_put", { name: nameOf(key), where: whereInWords(point) }));
  return choose(key);
}

const remove = () => change(takeAway(steps.now(), chosenKey()), say("trial.said_gone", { name: nameOf(chosenKey()) }));
const putBack = () => change(restore(steps.now(), chosenKey()), say("trial.said_back", { name: nameOf(chosenKey()) }));
const reset = () => change(new Map(), say("trial.said_reset"));

function undo() {
  said = say("trial.said_undone");
  steps.undo();
}

const move = (button) => ask(chosenKey(), button);
const saveAll = () => saveResults(tryOut(steps.now()), steps.now());

function ask(key, button) {
  askPlace(nameOf(key), button, (point) => {
    put(key, point);
    button.focus({ preventScroll: true });
  });
}

function add(button) {
  const key = nextKey(steps.now());
  if (key) ask(key, button);
  else complain(say("trial.enough"));
}

function choose(key) {
  showControls(steps.now(), ids, steps.canUndo(), key);
  markChosen(chosenKey());
}

function chooseAndShow(key) {
  choose(key);
  const point = steps.now().get(key) ?? officeById.get(key);
  if (point && !isNarrow()) uncover([point.lat, point.lon]);
}

function chooseOnMap(key) {
  const isTried = ids.includes(key) || steps.now().has(key);
  if (isTried) choose(key);
  announce(isTried ? say("trial.chosen", { name: nameOf(key) }) : say("trial.not_tried"));
}

function show() {
  for (const part of ["#trial", "#trial-results"]) find(part).hidden = !steps.isOpen();
  find(".app").classList.toggle("trying", steps.isOpen());
  stopPicking();
  const trial = steps.isOpen() ? steps.now() : undefined;
  drawTrial(trial, markers, ids, put);
  return trial ? showTrial(trial) : markChosen();
}

function showTrial(trial) {
  choose(chosenKey());
  showSummary(said, trial, showFigures());
  said = "";
}

function showFigures() {
  const trial = steps.now();
  const result = tryOut(trial);
  showResults(result, [...trial].map(changeInWords));
  return result;
}

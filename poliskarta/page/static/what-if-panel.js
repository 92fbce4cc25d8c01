import { find, findAll, make } from "./dom.js";
import { say } from "./language.js";
import { listenToPlace } from "./what-if-place.js";
import { isNew } from "./what-if-trial.js";
import { nameOf } from "./what-if-words.js";

/** Return the key of the office that is chosen. */
export const chosenKey = () => find("#trial-office").value;

/** Make the buttons, each named after one of `actions`, and the fields work. */
export function listenToControls(actions) {
  for (const button of findAll("[data-trial]")) button.addEventListener("click", () => actions[button.dataset.trial](button));
  listenToPlace();
  find("#trial-office").addEventListener("change", () => actions.choose(chosenKey()));
  find("#trial-figure").addEventListener("change", actions.figure);
}

/** Show which offices there are in a trial, what each is, and what can be done with the chosen one. */
export function showControls(trial, ids, canUndo, chosen) {
  const focused = document.activeElement;
  const keys = [...ids, ...[...trial.keys()].filter(isNew)];
  const key = keys.includes(chosen) ? chosen : keys[0];
  const select = find("#trial-office");
  select.replaceChildren(...keys.map((one) => make("option", { value: one }, describe(one, trial))));
  select.value = key;
  disable("#trial-move", keys.length === 0);
  disable("#trial-remove", keys.length === 0 || (trial.has(key) && !trial.get(key)));
  disable("#trial-restore", !trial.has(key) || isNew(key));
  disable("#trial-undo", !canUndo);
  disable("#trial-reset", trial.size === 0);
  if (focused?.disabled) select.focus({ preventScroll: true });
}

function disable(selector, isDisabled) {
  find(selector).disabled = isDisabled;
}

function describe(key, trial) {
  const name = nameOf(key);
  if (!trial.has(key) || isNew(key)) return name;
  return say(trial.get(key) ? "trial.option_moved" : "trial.option_gone", { name });
}

import { elementOf, find } from "../core/dom.js";
import { makeOption } from "./suggestions.js";

/** @type {HTMLInputElement} */
const input = find("#search");
const box = find("#suggestions");
/** @type {Suggestion[]} */
let shown = [];
let active = -1;

/** Return whether suggestions are on view. */
export const isOpen = () => !box.hidden;

/**
 * Show `suggestions` below the search field, none chosen yet.
 * @param {Suggestion[]} suggestions
 */
export function showSuggestions(suggestions) {
  shown = suggestions;
  box.replaceChildren(...suggestions.map(makeOption));
  box.hidden = suggestions.length === 0;
  input.setAttribute("aria-expanded", String(isOpen()));
  activate(-1);
}

/** @param {number} number */
function activate(number) {
  active = number;
  for (const [i, option] of [...box.children].entries()) option.setAttribute("aria-selected", String(i === number));
  box.children[number]?.scrollIntoView({ block: "nearest" });
  if (number >= 0) input.setAttribute("aria-activedescendant", `suggestion-${number}`);
  else input.removeAttribute("aria-activedescendant");
}

/**
 * Make the field a combobox; `choose` is told the suggestion taken, `again` asks for them anew.
 * @param {(suggestion: Suggestion) => void} choose
 * @param {() => void} again
 */
export function listenToCombobox(choose, again) {
  /** @param {Suggestion} suggestion */
  const take = (suggestion) => {
    showSuggestions([]);
    choose(suggestion);
  };
  input.setAttribute("role", "combobox");
  input.addEventListener("keydown", (event) => onKey(event, take, again));
  input.addEventListener("blur", () => showSuggestions([]));
  input.addEventListener("click", again);
  box.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = elementOf(event).closest("[role=option]");
    if (option) take(shown[[...box.children].indexOf(option)]);
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {(suggestion: Suggestion) => void} take
 * @param {() => void} again
 */
function onKey(event, take, again) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && !isOpen()) again();
  if (!isOpen()) return;
  const turns = shown.length + 1; // one more: the field itself
  if (step) activate(((active + 1 + step + turns) % turns) - 1);
  else if (event.key === "Enter") take(shown[Math.max(0, active)]);
  else if (event.key === "Escape") showSuggestions([]);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

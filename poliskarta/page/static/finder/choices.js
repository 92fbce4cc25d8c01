import { find, make } from "../core/dom.js";
import { ofPlace } from "./suggestions.js";

/**
 * Offer `places` when several may be meant; `take` is told the one that the reader chooses.
 * @param {NamedPlace[]} places
 * @param {(suggestion: Suggestion) => void} take
 */
export function showChoices(places, take) {
  const box = find("#choices");
  box.hidden = places.length === 0;
  find("#choices-list").replaceChildren(...places.map((place) => make("li", {}, makeChoice(ofPlace(place), take))));
}

/**
 * @param {Suggestion} suggestion
 * @param {(suggestion: Suggestion) => void} take
 */
function makeChoice(suggestion, take) {
  const button = make("button", { type: "button", class: "plain" }, make("bdi", {}, suggestion.name));
  button.addEventListener("click", () => take(suggestion));
  return make("span", {}, button, " ", make("span", { class: "choice-note" }, suggestion.note));
}

/** Return what `showChoices` asks, for a screen reader. */
export const choicesInWords = () => (find("#choices").hidden ? "" : (find("#choices-heading").textContent ?? ""));

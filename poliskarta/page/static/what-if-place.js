import { find, make } from "./dom.js";
import { say } from "./language.js";
import { searchPlaces } from "./names.js";
import { isPicking, startPicking, stopPicking } from "./picking.js";

const SUGGESTIONS = 8;
let answer;

const labelOf = ({ name, municipality }) => (municipality && municipality !== name ? `${name}, ${municipality}` : name);

/** Ask where an office is to stand: a point of the map, or a place by its name. `from` is the button. */
export function askPlace(name, from, choose) {
  if (isPicking()) {
    stopPicking();
    if (answer?.from === from) return from.focus();
  }
  answer = { from, choose };
  find("#trial-where").textContent = say("trial.where", { name });
  find("#trial-search").value = "";
  complain("");
  startPicking((point) => choose(point), from);
  return find(".map-area").scrollIntoView({ block: "nearest" });
}

/** Say what can't be done; "" takes it away. */
export function complain(words) {
  find("#trial-missed").textContent = words;
}

/** Make the search field suggest places, and put an office at the one that is named. */
export function listenToPlace() {
  const field = find("#trial-search");
  field.addEventListener("input", () => {
    complain("");
    const places = searchPlaces(field.value.split(",")[0]).places.slice(0, SUGGESTIONS);
    find("#trial-places").replaceChildren(...places.map((place) => make("option", { value: labelOf(place) })));
  });
  field.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") putAtPlace(field.value);
    if (key === "Escape") leave();
  });
  find("#trial-put").addEventListener("click", () => putAtPlace(field.value));
}

function leave() {
  stopPicking();
  answer.from.focus();
}

function putAtPlace(text) {
  const { places } = searchPlaces(text.split(",")[0]);
  const place = places.find((one) => labelOf(one) === text.trim()) ?? places[0];
  if (!place) return complain(say("trial.no_place"));
  const { choose } = answer;
  stopPicking();
  return choose(place);
}

import { data, kindById, namesOf } from "../core/data.js";
import { make, makeSymbol } from "../core/dom.js";
import { pick, say } from "../core/i18n.js";
import { fold } from "../core/text.js";
import { officeSymbol } from "../map/icons.js";
import { searchPlaces } from "./places.js";
import { findOffices } from "./results.js";
import { makeMatcher } from "./search.js";

const MOST_OFFICES = 4;
const MOST_PLACES = 4;

/**
 * Return what a search may mean, best first: offices, districts, places. Each has a `name`, a
 * `note` that says what it is, a `symbol`, and `changes`, the state that choosing it leads to.
 * @param {Readonly<State>} state
 * @returns {Suggestion[]}
 */
export function suggest(state) {
  if (fold(state.query) === "") return [];
  const { offices, instead, choices } = findOffices(state);
  return [...(instead || choices.length > 0 ? [] : offices.slice(0, MOST_OFFICES).map(ofOffice)), ...districts(state.query), ...places(state.query)];
}

/**
 * @param {Office} office
 * @returns {Suggestion}
 */
function ofOffice(office) {
  const note = [pick(kindById.get(office.kind).label), office.municipality].filter(Boolean).join(" · ");
  return { name: office.name, note, symbol: officeSymbol(office), changes: { office: office.id, district: undefined } };
}

/**
 * @param {string} query
 * @returns {Suggestion[]}
 */
function districts(query) {
  return data.districts.filter((district) => makeMatcher(namesOf(district))(query) === 2).map(({ id, name }) => ({
    name,
    note: say("district.kind"),
    symbol: makeSymbol("icon", "icon-area"),
    changes: { district: id, office: undefined },
  }));
}

/** @param {string} query */
const places = (query) => searchPlaces(query).places.slice(0, MOST_PLACES).map(ofPlace);

/**
 * Return the suggestion to measure from a place.
 * @param {NamedPlace} place
 * @returns {Suggestion}
 */
export function ofPlace(place) {
  const { name, lat, lon, kind, radius } = place;
  return {
    name,
    note: noteOf(place),
    symbol: makeSymbol("icon", "icon-pin"),
    changes: { near: { name, lat, lon, kind, radius, from: "place" }, sort: "distance", query: "", office: undefined, district: undefined },
  };
}

/** @param {NamedPlace} place */
function noteOf({ kind, municipality }) {
  if (kind === "point") return say("suggest.point");
  const what = kind === "station" ? "station" : "place";
  return municipality ? say(`suggest.${what}_in`, { name: municipality }) : say(`suggest.${what}`);
}

/**
 * Return a suggestion as an option of a list box.
 * @param {Suggestion} suggestion
 * @param {number} number
 */
export function makeOption({ name, note, symbol }, number) {
  const words = make("span", {}, make("bdi", {}, name), make("span", { class: "option-note" }, note));
  return make("li", { role: "option", id: `suggestion-${number}`, "aria-selected": "false" }, symbol, words);
}

import { data, districtById, kindById, namesOf } from "../core/data.js";
import { closestTo, distanceBetween } from "../core/distance.js";
import { compareNames } from "../core/i18n.js";
import { openingAt, pointsAt } from "../core/opening-hours.js";
import { officesOn } from "../core/timeline.js";
import { searchPlaces } from "./places.js";
import { gradeAll, makeMatcher, wordsOf } from "./search.js";

const NEAREST = 5;
const MOST_CHOICES = 6;
/** @type {(keyof State)[]} */
const ASKED = ["query", "hiddenKinds", "area", "certainty", "sort", "near", "date", "time", "tick"];
/** @type {[Office, Matcher][] | undefined} */
let matchers;

/** @param {Office} office */
function searchable(office) {
  const stops = (office.stops ?? []).flatMap(({ place, municipality }) => [place, municipality]);
  const names = [office, districtById.get(office.district)].flatMap((row) => (row ? namesOf(row) : []));
  return [...names, office.place, office.address, office.municipality, ...stops];
}

/** What each kind is called, in any language. */
const kindWords = new Map(data.kinds.map(({ id, label, plural }) => [id, wordsOf([label, plural].flatMap((texts) => Object.values(texts)))]));
/** @param {Office} office */
const matcherOf = (office) => makeMatcher(searchable(office), { names: namesOf(office), beside: kindWords.get(office.kind) });

/**
 * Return the offices that the filters of `state` let through, whatever is searched for.
 * @param {Readonly<State>} state
 */
function filteredOffices({ hiddenKinds, area, certainty, date }) {
  /** @param {Office} office */
  const inArea = ({ district }) => area === "" || district === area || (area === "-" && !district);
  /** @param {Office} office */
  const sure = (office) => certainty === "" || office.certainty === certainty;
  return new Set(officesOn(date).filter((office) => !hiddenKinds.includes(office.kind) && inArea(office) && sure(office)));
}

/**
 * Return what the reader is to see: `offices` in their order, `metres` by their id, `origin` the
 * point they are measured from, `sort` what they are sorted by. `instead` is true when no office has the name searched for, but
 * a place: then the offices are those nearest to it. `choices` are the places when several may be
 * meant: then the offices are those that they were before anything was searched for.
 * @param {Readonly<State>} state
 * @returns {Results}
 */
export function findOffices(state) {
  if (!last || isAskedAnew(state, last.state)) last = { state, found: find(state) };
  return last.found;
}

/** @type {{ state: Readonly<State>, found: Results } | undefined} */
let last;

/**
 * @param {Readonly<State>} state
 * @returns {Results}
 */
function find(state) {
  const allowed = filteredOffices(state);
  matchers ??= data.offices.map((office) => [office, matcherOf(office)]);
  const { graded, grade } = gradeAll(matchers, state.query);
  const near = searchPlaces(grade < 2 ? state.query : "");
  const isPlace = near.grade > grade;
  const choices = isPlace && near.best > 1 ? near.places.slice(0, Math.min(near.best, MOST_CHOICES)) : [];
  const instead = isPlace && choices.length === 0;
  const origin = instead ? { ...near.places[0], from: "place" } : state.near;
  const sort = instead || (state.sort === "distance" && origin) ? "distance" : state.sort.replace("distance", "name");
  const fitting = graded.filter(([office, own]) => allowed.has(office) && (isPlace || (own > 0 && own === grade)));
  const offices = fitting.map(([office]) => office);
  const metres = measure(offices, origin, state.time);
  const sorted = instead ? nearestOf({ offices, metres }, state.time, NEAREST) : sortOffices(offices, sort, metres, state.time);
  return { offices: sorted, metres, origin, instead, choices, sort };
}

/**
 * @param {Office[]} offices
 * @param {Point | undefined} origin
 * @param {string} time
 * @returns {Map<string, number>}
 */
function measure(offices, origin, time) {
  if (!origin) return new Map();
  return new Map(
    offices.flatMap((office) => {
      const point = closestTo(origin, pointsAt(office, time));
      return point ? [[office.id, distanceBetween(origin, point)]] : [];
    }),
  );
}

/**
 * Sort by distance, those that nobody can count on visiting after the others and those without a
 * distance last; or by district, those outside all last.
 * @param {Office[]} offices
 * @param {string} sort
 * @param {Map<string, number>} metres
 * @param {string} time
 */
function sortOffices(offices, sort, metres, time) {
  if (sort === "distance") {
    /** @param {Office} office */
    const far = (office) => (metres.has(office.id) ? Number(!isVisitable(office, time)) : 2);
    return offices.map((office) => ({ office, group: far(office) })).sort((a, b) => a.group - b.group || by(metres, a.office, b.office)).map(({ office }) => office);
  }
  if (sort !== "district") return offices;
  const names = data.districts.map(({ name }) => name).sort(compareNames);
  /** @param {Office} office */
  const rank = ({ district }) => (district ? names.indexOf(districtById.get(district)?.name ?? "") : names.length);
  return offices.sort((a, b) => rank(a) - rank(b));
}

/**
 * @param {Map<string, number>} metres
 * @param {Office} a
 * @param {Office} b
 */
const by = (metres, a, b) => (metres.get(a.id) ?? 0) - (metres.get(b.id) ?? 0);

/**
 * Return whether an office can be counted on: one that stays where it is unless it is known to be
 * closed at the time chosen, a mobile one only when it is known to be out then.
 * @param {Office} office
 * @param {string} time
 */
function isVisitable(office, time) {
  const state = time && openingAt(office, time).state;
  return kindById.get(office.kind).fixed ? state !== "closed" : state === "open";
}

/**
 * Return the nearest of what was found: at most `count` that can be visited, then those that are
 * nearer still, but not to be counted on.
 * @param {Pick<Results, "offices" | "metres">} results
 * @param {string} time
 * @param {number} count
 */
export function nearestOf({ offices, metres }, time, count) {
  const measured = offices.filter(({ id }) => metres.has(id)).sort((a, b) => by(metres, a, b));
  const first = measured.filter((office) => isVisitable(office, time)).slice(0, count);
  const last = first.at(-1);
  const nearer = measured.filter((office) => !isVisitable(office, time) && (!last || by(metres, office, last) < 0));
  return [...first, ...nearer.slice(0, count)];
}

/**
 * Return whether what is found may differ between two states.
 * @param {Readonly<State>} state
 * @param {Readonly<State>} before
 */
export const isAskedAnew = (state, before) =>
  ASKED.some((name) => state[name] !== before[name]);

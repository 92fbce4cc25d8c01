import { data, districtById, namesOf } from "../core/data.js";
import { closestTo, distanceBetween } from "../core/distance.js";
import { compareNames } from "../core/i18n.js";
import { pointsAt } from "../core/opening-hours.js";
import { officesOn } from "../core/timeline.js";
import { searchPlaces } from "./places.js";
import { gradeAll, makeMatcher } from "./search.js";

const NEAREST = 5;
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
 * a place: then the offices are those nearest to it.
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
  matchers ??= data.offices.map((office) => [office, makeMatcher(searchable(office))]);
  const { graded, grade } = gradeAll(matchers, state.query);
  const near = searchPlaces(grade < 2 ? state.query : "");
  const instead = near.grade > grade;
  const origin = instead ? { ...near.places[0], from: "place" } : state.near;
  const sort = instead || (state.sort === "distance" && origin) ? "distance" : state.sort.replace("distance", "name");
  const fitting = graded.filter(([office, own]) => allowed.has(office) && (instead || (own > 0 && own === grade)));
  const offices = fitting.map(([office]) => office);
  const metres = measure(offices, origin, state.time);
  const sorted = sortOffices(offices, sort, metres);
  return { offices: instead ? nearestOf({ offices, metres }, NEAREST) : sorted, metres, origin, instead, sort };
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
 * Sort by distance, those without one last, or by district, those outside all last.
 * @param {Office[]} offices
 * @param {string} sort
 * @param {Map<string, number>} metres
 */
function sortOffices(offices, sort, metres) {
  if (sort === "distance") {
    /** @param {Office} office */
    const rank = ({ id }) => metres.get(id) ?? Number.MAX_VALUE;
    return offices.sort((a, b) => rank(a) - rank(b));
  }
  if (sort !== "district") return offices;
  const names = data.districts.map(({ name }) => name).sort(compareNames);
  /** @param {Office} office */
  const rank = ({ district }) => (district ? names.indexOf(districtById.get(district)?.name ?? "") : names.length);
  return offices.sort((a, b) => rank(a) - rank(b));
}

/**
 * Return the nearest of what was found, at most `count`.
 * @param {Pick<Results, "offices" | "metres">} results
 * @param {number} count
 */
export const nearestOf = ({ offices, metres }, count) =>
  offices.filter(({ id }) => metres.has(id)).sort((a, b) => (metres.get(a.id) ?? 0) - (metres.get(b.id) ?? 0)).slice(0, count);

/**
 * Return whether what is found may differ between two states.
 * @param {Readonly<State>} state
 * @param {Readonly<State>} before
 */
export const isAskedAnew = (state, before) =>
  ASKED.some((name) => state[name] !== before[name]);

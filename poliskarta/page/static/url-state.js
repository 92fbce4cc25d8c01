import { data, districtById, officeById } from "./core/data.js";
import { formatPermalink, parsePermalink } from "./core/permalink.js";
import { steps } from "./core/timeline.js";
import { isTime } from "./core/week.js";
import { placeAt } from "./finder/places.js";

const first = data.region.languages[0];

/**
 * Return the fragment of a link to what the reader sees. Where the reader stands is left out.
 * @param {Readonly<State>} state
 */
export function fragmentOf({ office, district, lang, view, query, hiddenKinds, panel, sort, area, certainty, date, time, near, colour, layers, scenario }) {
  return formatPermalink({
    office,
    district,
    lang: lang === first ? "" : lang,
    find: query,
    hide: hiddenKinds.join(","),
    in: area,
    sure: certainty,
    sort: sort === "name" ? "" : sort,
    date,
    time,
    colour,
    layers,
    try: scenario,
    show: panel === "list" ? "list" : "",
    near: near?.from === "me" ? undefined : near,
    view,
  });
}

/**
 * Return what a fragment asks of the state, what is unknown left out.
 * @param {string} fragment
 * @returns {Omit<State, "lang" | "view"> & { lang?: string }}
 */
export function stateOf(fragment) {
  const { office, district, lang = "", find = "", hide = "", show, sort = "", in: area = "", sure = "", date = "", time = "", near, colour, layers = "", try: scenario } = parsePermalink(fragment);
  return {
    office: officeById.has(office) ? office : undefined,
    district: !officeById.has(office) && districtById.has(district) ? district : undefined,
    ...(data.region.languages.includes(lang) ? { lang } : {}),
    query: find,
    hiddenKinds: hide.split(",").filter(Boolean),
    panel: show === "list" ? "list" : "map",
    sort: ["district", "distance"].includes(sort) ? sort : "name",
    area: districtById.has(area) || area === "-" ? area : "",
    certainty: data.certainties.includes(sure) ? sure : "",
    date: steps.some((step) => step.date === date && !step.usual) ? date : "",
    time: isTime(time) ? time : "",
    colour: data.indicators.some(({ id }) => id === colour) ? colour : undefined,
    layers,
    scenario,
    near: near && { from: placeAt(near) ? "place" : "point", ...(placeAt(near) ?? near) },
  };
}

import { data, districtById, isPlaced } from "./data.js";
import { find, findAll } from "./dom.js";
import { say } from "./language.js";
import { makeMatcher } from "./search.js";

const rows = new Map(findAll("li[data-office-id]").map((row) => [row.dataset.officeId, row]));
const matchers = data.offices.map((office) => [office, makeMatcher(searchable(office))]);

function searchable(office) {
  const stops = (office.stops ?? []).flatMap(({ place, municipality }) => [place, municipality]);
  return [office.name, office.place, office.address, office.municipality, districtById.get(office.district)?.name, ...stops];
}

/** Return the offices that fit what the reader searches and the kinds not hidden. */
export function fittingOffices({ query, hiddenKinds }) {
  return matchers.filter(([office, fits]) => !hiddenKinds.includes(office.kind) && fits(query)).map(([office]) => office);
}

/** Show the rows of `offices` only, and say how many they are. */
export function showRows(offices) {
  const ids = new Set(offices.map(({ id }) => id));
  for (const [id, row] of rows) row.hidden = !ids.has(id);
  find("#count").textContent = countInWords(offices.length);
  find("#clear").hidden = offices.length === data.offices.length;
  find("#empty").hidden = offices.length > 0;
  find("#empty").textContent = offices.length > 0 ? "" : say("list.empty");
}

/** Return "31 offices", or "4 of 31 offices" when not all are shown. */
export function countInWords(shown) {
  const total = data.offices.length;
  return shown === total ? say("list.count", { n: total }) : say("list.shown", { n: shown, total });
}

/** Mark the chosen office's row and bring it into view. */
export function selectRow(id) {
  for (const [rowId, row] of rows) {
    if (rowId === id) find("a", row).setAttribute("aria-current", "true");
    else find("a", row).removeAttribute("aria-current");
  }
  rows.get(id)?.scrollIntoView({ block: "nearest" });
}

/** Return the bounds of the placed among `offices`, for the map to show. */
export const boundsOf = (offices) => L.latLngBounds(offices.filter(isPlaced).map(({ lat, lon }) => [lat, lon]));

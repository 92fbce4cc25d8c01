import { find, findAll, make } from "../core/dom.js";
import { arcNumbers, decodePath, joinArcs } from "../core/geometry.js";
import { drawLandmarks, drawWater } from "../ground/ground.js";
import { readPlaces, showPlaces } from "../ground/place-names.js";

/** @typedef {Record<string, string>} Cells */

/**
 * A query and what can be chosen as its answer.
 * @typedef {object} Entry
 * @property {string} query
 * @property {string} title
 * @property {string} municipality
 * @property {Record<string, string>} facts
 * @property {{ cells: Cells, text: string }[]} candidates
 * @property {Cells} [point]
 * @property {Cells} nowhere
 */

/**
 * What the map is drawn on, as the map's own page has it.
 * @typedef {object} Ground
 * @property {string[]} arcs
 * @property {number[][][][]} districts
 * @property {string[][]} water
 * @property {number} steps
 * @property {number} coarseSteps
 * @property {Background} background
 */

/** @type {{ words: Record<string, string>, columns: string[], areas: Record<string, Ring[]>, entries: Entry[], ground: Ground }} */
const data = JSON.parse(find("#review-data").textContent ?? "");
/** @param {string} key */
const say = (key) => data.words[key] ?? key;
/** @type {Map<string, string>} */
const rows = new Map();

/**
 * Return a cell as CSV has it.
 * @param {string} text
 */
const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Return today's date where the reviewer is. */
function today() {
  const now = new Date();
  /** @param {number} number */
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * Return the row that makes a choice lasting: the cells as they are kept, decided by a person.
 * @param {Cells} cells
 * @param {string} note
 */
function rowOf(cells, note) {
  /** @type {Cells} */
  const full = { ...cells, status: "manual", retrieved_on: today(), note };
  return data.columns.map((name) => cell(full[name] ?? "")).join(",");
}

const map = L.map("map", { attributionControl: false, zoomSnap: 0.25 });
drawGround(data.ground);
const shown = L.featureGroup().addTo(map);
/**
 * Draw land, water, borders, lines and names under what there is to choose from.
 * @param {Ground} ground
 */
function drawGround({ arcs, districts, water, steps, coarseSteps, background }) {
  for (const [i, name] of ["ground", "names"].entries()) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(200 + i);
    pane.setAttribute("aria-hidden", "true");
    pane.classList.add("unpressable");
  }
  const options = { pane: "ground", interactive: false };
  const paths = arcs.map((arc) => decodePath(arc, steps));
  const polygons = districts.map((polygon) => polygon.map((rings) => rings.map((ring) => joinArcs(ring, paths))));
  L.polygon(polygons.flat(), { ...options, className: "land" }).addTo(map);
  drawWater(water, coarseSteps, map, "ground");
  drawLandmarks(background, coarseSteps, map, "ground");
  const borders = [...arcNumbers(districts)].map((number) => paths[number]);
  L.polyline(borders, { ...options, className: "district-line" }).addTo(map);
  const container = make("div", { class: "names" });
  map.getPane("names")?.append(container);
  const places = readPlaces(background.places, coarseSteps);
  map.on("zoomend moveend resize", () => {
    const [{ x, y }, size] = [map.containerPointToLayerPoint([0, 0]), map.getSize()];
    const view = { x, y, w: size.x, h: size.y };
    showPlaces(places, { map, container, view, taken: [], said: new Set(), say: String });
  });
}

/** @type {(point: Cells) => LatLon} */
const kept = (point) => [Number(point.latitude), Number(point.longitude)];

/** @param {Entry} entry */
function draw(entry) {
  shown.clearLayers();
  const marks = L.featureGroup();
  for (const ring of data.areas[entry.municipality] ?? []) {
    L.polygon(ring, { className: "area", weight: 1 }).addTo(shown);
  }
  entry.candidates.forEach((candidate, number) => {
    const mark = L.circleMarker(kept(candidate.cells), { className: "candidate", radius: 7 });
    mark.bindTooltip(make("bdi", {}, `${number + 1}. ${candidate.cells.matched_name}`));
    mark.on("click", () => findAll(`#choice-${number}`)[0]?.click());
    mark.addTo(shown).addTo(marks);
  });
  if (entry.point) {
    const radius = Number(entry.point.radius_m);
    if (radius) L.circle(kept(entry.point), { className: "uncertainty", radius }).addTo(shown);
    L.circleMarker(kept(entry.point), { className: "chosen", radius: 4 }).addTo(shown).addTo(marks);
  }
  map.invalidateSize();
  const fitted = marks.getLayers().length ? marks : shown;
  if (fitted.getLayers().length) map.fitBounds(fitted.getBounds().pad(0.2), { maxZoom: 13, animate: false });
}

/** @param {Entry} entry */
function facts(entry) {
  const list = make("dl");
  for (const [key, value] of Object.entries(entry.facts)) {
    list.append(make("dt", {}, say(key)), make("dd", {}, make("bdi", {}, value)));
  }
  return list;
}

/**
 * Return the choices of an entry; each writes or removes its row below.
 * @param {Entry} entry
 */
function choices(entry) {
  const box = make("fieldset", {}, make("legend", {}, say("decide")));
  const note = make("input", { type: "text", id: "note" });
  /** @type {Cells | undefined} */
  let chosen;
  const write = () => {
    if (chosen) rows.set(entry.query, rowOf(chosen, note.value.trim()));
    else rows.delete(entry.query);
    /** @type {HTMLTextAreaElement} */
    const field = find("#rows");
    field.value = [...rows.values()].join("\n");
  };
  /** @type {(id: string, cells: Cells | undefined, text: string) => void} */
  const add = (id, cells, text) => {
    const radio = make("input", { type: "radio", name: "choice", id });
    radio.addEventListener("change", () => {
      chosen = cells;
      write();
    });
    box.append(make("label", { for: id }, radio, " ", make("bdi", {}, text)));
  };
  add("choice-as-is", undefined, say("as_is"));
  for (const [number, one] of entry.candidates.entries()) add(`choice-${number}`, one.cells, `${number + 1}. ${one.text}`);
  add("choice-none", entry.nowhere, say("nowhere"));
  add("choice-own", entry.nowhere, say("own"));
  find("#choice-own", box).addEventListener("change", () => map.getContainer().focus());
  own = (latitude, longitude) => {
    /** @type {HTMLInputElement[]} */
    const [choice] = findAll("#choice-own");
    if (!choice?.checked) return;
    const place = { latitude: latitude.toFixed(6), longitude: longitude.toFixed(6) };
    chosen = { ...entry.nowhere, ...place, precision: "place", licence: say("own_licence") };
    L.circleMarker([latitude, longitude], { className: "chosen", radius: 6 }).addTo(shown);
    write();
  };
  note.addEventListener("input", write);
  box.append(make("label", { for: "note" }, say("note")), note);
  return box;
}

/**
 * Answers the open entry with a point of the map.
 * @type {((latitude: number, longitude: number) => void) | undefined}
 */
let own;
map.on("click", (event) => own?.(event.latlng.lat, event.latlng.lng));

/** @param {number} number */
function show(number) {
  const entry = data.entries[number];
  const heading = make("h2", { tabindex: "-1" }, make("bdi", {}, entry.title));
  find("#entry").replaceChildren(heading, facts(entry));
  if (entry.query) find("#entry").append(choices(entry));
  for (const button of findAll("[data-entry]")) {
    button.setAttribute("aria-current", String(button.dataset.entry === String(number)));
  }
  draw(entry);
}

for (const button of findAll("[data-entry]")) {
  button.addEventListener("click", () => show(Number(button.dataset.entry)));
}
map.setView([0, 0], 5);
if (data.entries.length) show(0);

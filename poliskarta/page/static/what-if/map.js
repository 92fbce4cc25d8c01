import { isPlaced, officeById } from "../core/data.js";
import { elementOf, find, findAll, make, makeSymbol } from "../core/dom.js";
import { say } from "../core/i18n.js";
import { isPicking } from "../finder/point-picker.js";
import { map } from "../map/map.js";
import { nameOf } from "./words.js";

const HALF_PX = 16;
const draggable = new WeakSet();
/** @type {L.LayerGroup | undefined} */
let drawn;

/** @param {HTMLElement} marker */
const keyOf = ({ dataset }) => dataset.scenarioKey ?? dataset.officeId ?? "";

/** @param {L.LatLng} point */
const pointOf = ({ lat, lng }) => ({ lat, lon: lng });

/**
 * Let offices be chosen on the map while `isOpen()`, instead of opening their cards.
 * @param {() => boolean} isOpen
 * @param {(key: string) => void} choose
 */
export function listenToScenarioMap(isOpen, choose) {
  find(".map-area").addEventListener("click", (event) => {
    if (!isOpen() || isPicking()) return;
    const pressed = elementOf(event);
    /** @type {HTMLElement | null} */
    const marker = pressed.closest(".marker");
    if (!marker && !pressed.closest("path.district")) return;
    event.stopPropagation();
    if (marker) choose(keyOf(marker));
  }, true);
}

/**
 * Return how far a marker stands from its point, to be clear of its neighbours.
 * @param {HTMLElement} button
 * @returns {[number, number]}
 */
function offsetOf({ style }) {
  /** @param {string} margin */
  const offset = (margin) => (margin ? Number.parseFloat(margin) + HALF_PX : 0);
  return [offset(style.marginLeft), offset(style.marginTop)];
}

/**
 * Draw a scenario: who stands elsewhere, who is gone; nothing without one. `drop(key, point)` moves an office.
 * @param {Scenario | undefined} scenario
 * @param {Markers} markers
 * @param {string[]} ids
 * @param {Drop} drop
 */
export function drawScenario(scenario, markers, ids, drop) {
  const layer = drawn ?? L.layerGroup().addTo(map);
  drawn = layer;
  layer.clearLayers();
  find("#scenario-key").hidden = scenario === undefined;
  for (const id of ids) {
    const entry = markers.get(id);
    if (entry) dress(entry, scenario?.has(id) ?? false, scenario !== undefined, drop);
  }
  for (const [key, point] of scenario ?? []) {
    if (!point) continue;
    const home = officeById.get(key);
    if (home && isPlaced(home)) L.polyline([[home.lat, home.lon], [point.lat, point.lon]], { pane: "lines", className: "scenario-line", interactive: false }).addTo(layer);
    makeMarker(key, point, drop).addTo(layer);
  }
}

/**
 * Make a marker of the map one that can be dragged, or the one that it was.
 * @param {OfficeMarker} entry
 * @param {boolean} gone
 * @param {boolean} trying
 * @param {Drop} drop
 */
function dress(entry, gone, trying, drop) {
  if (!trying && !entry.isMade) return;
  const { marker, button } = entry;
  if (!draggable.has(entry)) makeDraggable(entry, drop);
  button.classList.toggle("gone", gone);
  if (gone) button.setAttribute("aria-describedby", "scenario-gone");
  else button.removeAttribute("aria-describedby");
  // In a cluster it stands nowhere, and can't be dragged.
  if (trying && !gone) marker.dragging?.enable();
  else marker.dragging?.disable();
}

/**
 * @param {OfficeMarker} entry
 * @param {Drop} drop
 */
function makeDraggable(entry, drop) {
  const { marker, button, office } = entry;
  draggable.add(entry);
  marker.on("dragend", () => {
    const dropped = map.latLngToLayerPoint(marker.getLatLng()).add(offsetOf(button));
    if (isPlaced(office)) marker.setLatLng([office.lat, office.lon]);
    drop(office.id, pointOf(map.layerPointToLatLng(dropped)));
  });
}

/**
 * @param {string} key
 * @param {Point} point
 * @param {Drop} drop
 */
function makeMarker(key, { lat, lon }, drop) {
  const name = nameOf(key);
  const label = make("span", { class: "marker-label" }, make("bdi", {}, name));
  const button = make("button", { type: "button", class: "marker scenario-marker labelled", "aria-label": say("what_if.marker", { name }) }, makeSymbol("symbol", "symbol-scenario"), label);
  button.dataset.scenarioKey = key;
  const icon = L.divIcon({ html: button, className: "", iconSize: [2 * HALF_PX, 2 * HALF_PX] });
  const marker = L.marker([lat, lon], { icon, keyboard: false, draggable: true, autoPan: true, zIndexOffset: 5000 });
  return marker.on("dragend", () => drop(key, pointOf(marker.getLatLng())));
}

/**
 * Mark the office that is chosen in the panel.
 * @param {string} [key]
 */
export function markChosen(key) {
  for (const button of findAll(".map-area .marker")) {
    button.classList.toggle("chosen-in-scenario", key !== undefined && keyOf(button) === key);
  }
}

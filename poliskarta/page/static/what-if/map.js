import { officeById } from "../core/data.js";
import { find, make, makeSymbol } from "../core/dom.js";
import { say } from "../core/i18n.js";
import { isPicking } from "../finder/point-picker.js";
import { map } from "../map/map.js";
import { nameOf } from "./words.js";

const HALF_PX = 16;
const draggable = new WeakSet();
let drawn;

const pointOf = ({ lat, lng }) => ({ lat, lon: lng });

/** Let offices be chosen on the map while `isOpen()`, instead of opening their cards. */
export function listenToScenarioMap(isOpen, choose) {
  find(".map-area").addEventListener("click", (event) => {
    if (!isOpen() || isPicking()) return;
    const marker = event.target.closest(".marker");
    if (!marker && !event.target.closest("path.district")) return;
    event.stopPropagation();
    if (marker) choose(marker.dataset.scenarioKey ?? marker.dataset.officeId);
  }, true);
}

/** Return how far a marker stands from its point, to be clear of its neighbours. */
function offsetOf({ style }) {
  const margins = [style.marginLeft, style.marginTop].map((margin) => Number.parseFloat(margin || -HALF_PX));
  return margins.map((margin) => margin + HALF_PX);
}

/** Draw a scenario: who stands elsewhere, who is gone; nothing without one. `drop(key, point)` moves an office. */
export function drawScenario(scenario, markers, ids, drop) {
  drawn ??= L.layerGroup().addTo(map);
  drawn.clearLayers();
  find("#scenario-key").hidden = scenario === undefined;
  for (const id of ids) dress(markers.get(id), scenario?.has(id), scenario !== undefined, drop);
  for (const [key, point] of scenario ?? []) {
    if (!point) continue;
    const home = officeById.get(key);
    if (home) L.polyline([[home.lat, home.lon], [point.lat, point.lon]], { pane: "lines", className: "scenario-line", interactive: false }).addTo(drawn);
    addMarker(key, point, drop);
  }
}

/** Make a marker of the map one that can be dragged, or the one that it was. */
function dress(entry, gone = false, trying = false, drop) {
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

function makeDraggable(entry, drop) {
  const { marker, button, office } = entry;
  draggable.add(entry);
  marker.on("dragend", () => {
    const dropped = map.latLngToLayerPoint(marker.getLatLng()).add(offsetOf(button));
    marker.setLatLng([office.lat, office.lon]);
    drop(office.id, pointOf(map.layerPointToLatLng(dropped)));
  });
}

function addMarker(key, { lat, lon }, drop) {
  const name = nameOf(key);
  const label = make("span", { class: "marker-label" }, make("bdi", {}, name));
  const button = make("button", { type: "button", class: "marker scenario-marker labelled", "aria-label": say("trial.marker", { name }) }, makeSymbol("symbol", "symbol-scenario"), label);
  button.dataset.scenarioKey = key;
  const icon = L.divIcon({ html: button, className: "", iconSize: [2 * HALF_PX, 2 * HALF_PX] });
  const marker = L.marker([lat, lon], { icon, keyboard: false, draggable: true, autoPan: true, zIndexOffset: 5000 });
  marker.on("dragend", () => drop(key, pointOf(marker.getLatLng())));
  marker.addTo(drawn);
}

/** Mark the office that is chosen in the panel. */
export function markChosen(key) {
  for (const button of document.querySelectorAll(".map-area .marker")) {
    button.classList.toggle("chosen-in-scenario", key !== undefined && (button.dataset.scenarioKey ?? button.dataset.officeId) === key);
  }
}

import { placeBoxes } from "./boxes.js";
import { data } from "./data.js";
import { make } from "./dom.js";
import { map, groups } from "./folium.js";
import { NOWHERE, controls, markerSpot, nameCandidate, officeCandidate, sizeOf, viewOfMap, within } from "./label-spots.js";

const OFFICE_NAMES_FROM_ZOOM = 10.75;
const UNIT_NAMES_FROM_ZOOM = 8.5;
const DISTRICT_NAMES_TO_ZOOM = 11;

const NamesLayer = L.Layer.extend({
  onAdd() {
    this.container = make("div", { class: "names", "aria-hidden": "true" });
    map.getPane("names").append(this.container);
    this.names = [...districtNames(), ...unitNames()];
    this.container.append(...this.names.map(({ element }) => element));
    this.fire("names");
  },
  onRemove() {
    this.container.remove();
    this.names = [];
  },
});

/** Keep names of districts, municipalities and offices in places where none covers another. */
export function showNames(markers) {
  const layer = new NamesLayer();
  layer.names = [];
  let waiting = false;
  const placeNow = () => {
    waiting = false;
    placeNames(layer.names, [...markers.values()]);
  };
  // Once a frame, however much has changed; but paper waits for no frame.
  const place = () => {
    if (document.documentElement.classList.contains("printing")) return placeNow();
    if (!waiting) requestAnimationFrame(placeNow);
    waiting = true;
    return undefined;
  };
  layer.on("names", place);
  layer.addTo(groups.names);
  map.on("zoomend moveend", place);
  return place;
}

/** A district's name may also stand where the part of it with the same name would have its own. */
function districtNames() {
  return data.districts.map(({ name }, i) => {
    const alike = data.units.flatMap((unit, j) => (unit.name === name ? [data.shapes.unitLabels[j]] : []));
    return makeName("district-name", name, [data.shapes.districtLabels[i], ...alike].filter(Boolean), -Infinity, DISTRICT_NAMES_TO_ZOOM);
  });
}

function unitNames() {
  return data.units.map(({ name }, i) => makeName("unit-name", name, [data.shapes.unitLabels[i]], UNIT_NAMES_FROM_ZOOM, Infinity));
}

function makeName(className, text, points, from, to) {
  return { element: make("span", { class: className }, text), text, points, from, to };
}

function placeNames(names, markers) {
  for (const { element } of names) sizeOf(element); // all at once, and before any is hidden
  const view = viewOfMap();
  const shown = markers.filter(({ isShown }) => isShown);
  const spots = shown.map((entry) => markerSpot(entry));
  const offices = map.getZoom() >= OFFICE_NAMES_FROM_ZOOM ? shown.map((entry, i) => officeCandidate(entry, spots[i])) : [];
  const inZoom = names.filter(({ from, to }) => map.getZoom() >= from && map.getZoom() < to);
  const candidates = [...offices, ...inZoom.map((name) => nameCandidate(name, view))];
  const chosen = placeBoxes(candidates.map((candidate) => within(candidate, view)), [...spots, ...controls(view), NOWHERE]);
  for (const { button } of shown) button.classList.remove("labelled", "label-left");
  for (const { element } of names) element.hidden = true;
  const said = new Set();
  candidates.forEach((candidate, i) => {
    if (chosen[i] >= 0) candidate.show(chosen[i], candidate.boxes[chosen[i]], said);
  });
}

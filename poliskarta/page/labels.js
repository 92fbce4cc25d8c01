import { placeBoxes } from "./boxes.js";
import { data } from "./data.js";
import { make } from "./dom.js";
import { map, groups } from "./folium.js";

const OFFICE_NAMES_FROM_ZOOM = 10.75;
const UNIT_NAMES_FROM_ZOOM = 8.5;
const DISTRICT_NAMES_TO_ZOOM = 11;
const MARKER_PX = 26;

const NamesLayer = L.Layer.extend({
  onAdd() {
    this.container = make("div", { class: "names", "aria-hidden": "true" });
    map.getPane("names").append(this.container);
    this.names = [...districtNames(), ...unitNames()];
    this.container.append(...this.names.map(({ element }) => element));
    for (const name of this.names) name.size = [name.element.offsetWidth, name.element.offsetHeight];
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
  const place = () => placeNames(layer.names, [...markers.values()]);
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
  const shown = markers.filter(({ marker }) => map.hasLayer(marker));
  const spots = shown.map((entry) => markerSpot(entry));
  const offices = map.getZoom() >= OFFICE_NAMES_FROM_ZOOM ? shown.map((entry, i) => officeCandidate(entry, spots[i])) : [];
  const inZoom = names.filter(({ from, to }) => map.getZoom() >= from && map.getZoom() < to);
  const candidates = [...offices, ...inZoom.map(nameCandidate)];
  const chosen = placeBoxes(candidates, spots);
  for (const { button } of shown) button.classList.remove("labelled", "label-left");
  for (const { element } of names) element.hidden = true;
  const said = new Set();
  candidates.forEach((candidate, i) => {
    if (chosen[i] >= 0) candidate.show(chosen[i], candidate.boxes[chosen[i]], said);
  });
}

function markerSpot({ marker, button }) {
  const { x, y } = map.latLngToLayerPoint(marker.getLatLng());
  const dx = Number.parseFloat(button.style.marginLeft || "-16") + 16;
  const dy = Number.parseFloat(button.style.marginTop || "-16") + 16;
  return { x: x + dx - MARKER_PX / 2, y: y + dy - MARKER_PX / 2, w: MARKER_PX, h: MARKER_PX };
}

function officeCandidate({ button }, spot) {
  const label = button.lastElementChild;
  const [w, h] = [label.offsetWidth, label.offsetHeight];
  const y = spot.y + (spot.h - h) / 2;
  const boxes = [{ x: spot.x + spot.w + 2, y, w, h }, { x: spot.x - w - 2, y, w, h }];
  return {
    boxes,
    show: (side) => {
      button.classList.add("labelled");
      button.classList.toggle("label-left", side === 1);
    },
  };
}

function nameCandidate({ element, text, points, size: [w, h] }) {
  const rows = [0, -1, 1, -2, 2];
  const places = points.map((point) => map.latLngToLayerPoint(point));
  const boxes = places.flatMap(({ x, y }) => rows.map((row) => ({ x: x - w / 2, y: y - h / 2 + row * h, w, h })));
  return {
    boxes,
    show: (_, box, said) => {
      if (said.has(text)) return; // a district named after its municipality
      said.add(text);
      element.hidden = false;
      L.DomUtil.setPosition(element, L.point(box.x, box.y).round());
    },
  };
}

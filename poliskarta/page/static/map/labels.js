import { fitsIn, placeBoxes } from "../core/collision.js";
import { data } from "../core/data.js";
import { findAll, make } from "../core/dom.js";
import { pick } from "../core/i18n.js";
import { readPlaces, showPlaces, sizeOf } from "../ground/place-names.js";
import { groups, map } from "./map.js";

const OFFICE_NAMES_FROM_ZOOM = 10.75;
const UNIT_NAMES_FROM_ZOOM = 8.5;
const DISTRICT_NAMES_TO_ZOOM = 11;
/** What a marker leaves free around its sign. */
const FRAME_PX = 6;
const OVER_THE_MAP = ".map-area > :is(.legend, .attribution, .map-note, .sheet), .map-tools > *, .leaflet-control, .cluster, .origin-label";

const places = readPlaces(data.background.places, data.shapes.coarseSteps);

/** @typedef {L.Layer & { container: HTMLElement, names: MapName[] }} Names */

/** @type {new () => Names} */
const NamesLayer = /** @type {any} */ (
  L.Layer.extend({
    /** @this {Names} */
    onAdd() {
      this.container = make("div", { class: "names", "aria-hidden": "true" });
      map.getPane("names")?.append(this.container);
      this.names = [...districtNames(), ...unitNames()];
      this.container.append(...this.names.map(({ element }) => element));
      this.fire("names");
    },
    /** @this {Names} */
    onRemove() {
      this.container.remove();
      this.names = [];
    },
  })
);

/**
 * Keep names of districts, municipalities and offices in places where none covers another.
 * @param {Markers} markers
 */
export function showNames(markers) {
  const layer = new NamesLayer();
  layer.names = [];
  let waiting = false;
  const placeNow = () => {
    waiting = false;
    placeNames(layer, [...markers.values()]);
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
  return data.districts.map((district, i) => {
    const alike = data.units.flatMap((unit, j) => (unit.name === district.name ? [data.shapes.unitLabels[j]] : []));
    return makeName("district-name", district, [data.shapes.districtLabels[i], ...alike].filter(Boolean), -Infinity, DISTRICT_NAMES_TO_ZOOM);
  });
}

/** A part's name stands where people expect it: at the town that it is named after, if that is seen. */
function unitNames() {
  return data.units.map((unit, i) => {
    const town = data.background.towns[i];
    const spots = town ? [town, data.shapes.unitLabels[i]] : [data.shapes.unitLabels[i]];
    return makeName("unit-name", unit, spots, UNIT_NAMES_FROM_ZOOM, Infinity);
  });
}

/**
 * @param {string} className
 * @param {Named} row
 * @param {LatLon[]} points
 * @param {number} from
 * @param {number} to
 * @returns {MapName}
 */
function makeName(className, row, points, from, to) {
  return { element: make("span", { class: className, dir: "auto" }, row.name), row, points, from, to };
}

/**
 * Say a name as the reader's language does now.
 * @param {MapName} name
 */
function rename({ element, row }) {
  if (element.textContent === row.name) return;
  element.textContent = row.name;
  element.hidden = false; // until it is measured
}

/**
 * @param {Names} layer
 * @param {OfficeMarker[]} markers
 */
function placeNames({ names, container }, markers) {
  for (const name of names) rename(name);
  for (const { element } of names) sizeOf(element); // all at once, and before any is hidden
  const view = viewOfMap();
  const shown = markers.filter(({ isShown }) => isShown);
  const spots = shown.map((entry) => markerSpot(entry));
  const offices = map.getZoom() >= OFFICE_NAMES_FROM_ZOOM ? shown.map((entry, i) => officeCandidate(entry, spots[i])) : [];
  const inZoom = names.filter(({ from, to }) => map.getZoom() >= from && map.getZoom() < to);
  const candidates = [...offices, ...inZoom.map((name) => nameCandidate(name, view))];
  const obstacles = [...spots, ...controls(view), NOWHERE];
  const chosen = placeBoxes(candidates.map((candidate) => within(candidate, view)), obstacles);
  for (const { button } of shown) button.classList.remove("labelled", "label-left");
  for (const { element } of names) element.hidden = true;
  const said = new Set();
  candidates.forEach((candidate, i) => {
    if (chosen[i] < 0) return;
    candidate.show(chosen[i], candidate.boxes[chosen[i]], said);
    obstacles.push(candidate.boxes[chosen[i]]);
  });
  if (!container?.isConnected) return;
  for (const [i] of offices.entries()) if (chosen[i] >= 0) said.add(shown[i].office.name);
  const say = (/** @type {string | Texts} */ name) => (typeof name === "string" ? name : pick(name));
  showPlaces(places, { map, container, view, taken: obstacles, said, say });
}

/** Return the part of the map that is seen, as a box where markers and names have theirs. */
function viewOfMap() {
  const [{ x, y }, size] = [map.containerPointToLayerPoint([0, 0]), map.getSize()];
  return { x, y, w: size.x, h: size.y };
}

/**
 * Return the boxes of all that lies over the map.
 * @param {Box} view
 */
function controls({ x, y }) {
  const origin = map.getContainer().getBoundingClientRect();
  return findAll(OVER_THE_MAP).map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - origin.left + x, y: top - origin.top + y, w: width, h: height };
  });
}

/** A box that is always taken. */
const NOWHERE = { x: -1e6, y: -1e6, w: 1, h: 1 };

/**
 * Return `candidate` with the boxes taken that the edge of the map would cut.
 * @param {{ boxes: Box[] }} candidate
 * @param {Box} view
 */
const within = ({ boxes }, view) => ({ boxes: boxes.map((box) => (fitsIn(box, view) ? box : NOWHERE)) });

/**
 * Return the room that a marker takes.
 * @param {OfficeMarker} entry
 * @returns {Box}
 */
function markerSpot({ marker, button }) {
  const { x, y } = map.latLngToLayerPoint(marker.getLatLng());
  const [dx, dy] = (button.style.translate || "0 0").split(" ").map((part) => Number.parseFloat(part));
  const side = button.offsetWidth - FRAME_PX;
  return { x: x + dx - side / 2, y: y + (dy || 0) - side / 2, w: side, h: side };
}

/**
 * An office's name stands to the right of its marker, or else to the left.
 * @param {OfficeMarker} entry
 * @param {Box} spot
 * @returns {LabelCandidate}
 */
function officeCandidate({ button }, spot) {
  const [w, h] = sizeOf(/** @type {HTMLElement} */ (button.lastElementChild));
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

/**
 * A name stands in the middle of what it names, a row or two off, or moved in from the edge.
 * @param {MapName} name
 * @param {Box} view
 * @returns {LabelCandidate}
 */
function nameCandidate({ element, row: { name }, points }, view) {
  const [w, h] = sizeOf(element);
  const rows = [0, -1, 1, -2, 2];
  const seen = points.map((point) => map.latLngToLayerPoint(point)).filter(({ x, y }) => fitsIn({ x, y, w: 0, h: 0 }, view));
  /** @param {number} x */
  const left = (x) => Math.min(Math.max(x - w / 2, view.x), view.x + view.w - w);
  const boxes = seen.flatMap(({ x, y }) => rows.map((row) => ({ x: left(x), y: y - h / 2 + row * h, w, h })));
  return {
    boxes,
    show: (_, box, said) => {
      if (said.has(name)) return; // a district named after its municipality
      said.add(name);
      element.hidden = false;
      L.DomUtil.setPosition(element, L.point(box.x, box.y).round());
    },
  };
}

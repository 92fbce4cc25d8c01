import { fitsIn, placeBoxes } from "../core/collision.js";
import { make } from "../core/dom.js";
import { decodePath } from "../core/geometry.js";

/** From which zoom the places of each rank, 1 to 7, are named. */
const FROM_ZOOM = [6, 9.5, 10.5, 11, 11.5, 12.25, 13];
/** Where the country is thin a settlement is named from farther away, by so many zooms at most, */
const SOONER = 2;
/** as soon as it is so far from all that are named before it. */
const ALONE_PX = 90;
/** How far a station's name stands from its point. */
const BESIDE_PX = 6;
const ROWS = [0, -1, 1];
const sizes = new WeakMap();

/**
 * Return the places of the background, the first to be given room first.
 * @param {PlaceGroup[]} groups
 * @param {number} steps
 * @returns {PlaceName[]}
 */
export function readPlaces(groups, steps) {
  const places = groups.flatMap(({ rank, kind, names, points }) => {
    const path = decodePath(points, steps);
    return names.map((name, i) => ({ name, kind, rank, point: path[i], from: FROM_ZOOM[rank - 1] }));
  });
  nameLonelySooner(places.filter(({ kind }) => kind === "settlement"));
  return places;
}

/** @param {PlaceName[]} settlements */
function nameLonelySooner(settlements) {
  const points = settlements.map(({ point }) => L.CRS.EPSG3857.latLngToPoint(L.latLng(point), 0));
  for (const [i, settlement] of settlements.entries()) {
    const nearest = Math.min(...points.slice(0, i).map((other) => other.distanceTo(points[i])));
    const alone = Math.log2(ALONE_PX / nearest);
    settlement.from = Math.max(settlement.from - SOONER, Math.min(settlement.from, alone));
  }
}

/**
 * Name the places that are seen, where there is room beside what is `taken`; the rest is hidden.
 * A name in `said` isn't said again.
 * @param {PlaceName[]} places
 * @param {{ map: L.Map, container: HTMLElement, view: Box, taken: Box[], said: Set<string>, say: (name: string | Texts) => string }} where
 */
export function showPlaces(places, { map, container, view, taken, said, say }) {
  const zoom = map.getZoom();
  const seen = places.filter(({ from, point }) => zoom >= from && isSeen(map.latLngToLayerPoint(point), view));
  const named = seen.map((place) => ({ place, text: say(place.name) })).filter(({ text }) => !said.has(text));
  for (const { element } of places) if (element) element.hidden = true;
  const elements = named.map(({ place, text }) => elementOf(place, text, container));
  const boxes = named.map(({ place }, i) => boxesOf(place.kind, map.latLngToLayerPoint(place.point), sizeOf(elements[i])));
  for (const element of elements) element.hidden = true;
  const inside = boxes.map((list) => ({ boxes: list.filter((box) => fitsIn(box, view)) }));
  placeBoxes(inside, taken).forEach((number, i) => {
    if (number < 0) return;
    const { x, y } = inside[i].boxes[number];
    elements[i].hidden = false;
    L.DomUtil.setPosition(elements[i], L.point(x, y).round());
  });
}

/**
 * Return a place's element, made when it is first needed, with its name in it and to be measured.
 * @param {PlaceName} place
 * @param {string} text
 * @param {HTMLElement} container
 */
function elementOf(place, text, container) {
  const element = place.element ?? make("span", { class: `place-name place-${place.kind} rank-${place.rank}`, dir: "auto" });
  if (element.textContent !== text) element.textContent = text;
  if (element.parentNode !== container) container.append(element);
  element.hidden = false;
  place.element = element;
  return element;
}

/**
 * Return where a name may stand: beside a station's dot, in the middle of anything else.
 * @param {string} kind
 * @param {L.Point} point
 * @param {[number, number]} size
 * @returns {Box[]}
 */
function boxesOf(kind, { x, y }, [w, h]) {
  if (kind !== "station") return ROWS.map((row) => ({ x: x - w / 2, y: y - h / 2 + row * h, w, h }));
  const [middle, beside] = [y - h / 2, BESIDE_PX - 3];
  const centre = x - w / 2;
  return [
    { x: x + beside, y: middle, w, h },
    { x: x - beside - w, y: middle, w, h },
    { x: centre, y: y - BESIDE_PX - h, w, h },
    { x: centre, y: y + BESIDE_PX, w, h },
  ];
}

/**
 * @param {L.Point} point
 * @param {Box} view
 */
const isSeen = ({ x, y }, view) => fitsIn({ x, y, w: 0, h: 0 }, view);

/**
 * Return how wide and high a name is; measured once a text, since it makes the browser lay out.
 * @param {HTMLElement} element
 * @returns {[number, number]}
 */
export function sizeOf(element) {
  const known = sizes.get(element);
  if (known?.text === element.textContent) return known.size;
  /** @type {[number, number]} */
  const size = [element.offsetWidth, element.offsetHeight];
  sizes.set(element, { text: element.textContent, size });
  return size;
}

import { data, isPlaced } from "../core/data.js";
import { find, findAll } from "../core/dom.js";
import { officesOn } from "../core/timeline.js";
import { districtBounds } from "./districts.js";
import { map } from "./map.js";
import { freeArea } from "./sheet.js";

const MARGIN_PX = 40;
const CLOSE_ENOUGH_ZOOM = 12;
const COARSE_FROM_ZOOM = 14;
const FARTHEST_ZOOM = 7;
const SMALL_MAP_PX = 240;
const animate = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Return whether map and list take turns, as on a phone. */
export const isNarrow = () => matchMedia("(max-width: 899px)").matches;

/** Let the map be zoomed out no farther than what shows the whole region on a small screen. */
export function limitZoom() {
  const [[south, west], [north, east]] = data.region.bounds;
  const [first, last] = [L.latLng(north, west), L.latLng(south, east)].map((corner) => L.CRS.EPSG3857.latLngToPoint(corner, 0));
  const fitting = Math.log2(SMALL_MAP_PX / Math.max(last.x - first.x, last.y - first.y));
  map.setMinZoom(Math.max(map.getMinZoom(), Math.min(FARTHEST_ZOOM, Math.floor(fitting))));
}

/**
 * Show all of `offices` with a margin, and every district when none of the offices is left out.
 * @param {Partial<Point>[]} offices
 * @param {boolean} [moving]
 */
export function showAll(offices, moving = animate()) {
  const bounds = boundsOf(offices);
  if (offices.length >= officesOn("").length) bounds.extend(districtBounds());
  if (bounds.isValid()) map.fitBounds(bounds, { paddingTopLeft: [MARGIN_PX, isNarrow() ? 2 * MARGIN_PX : MARGIN_PX], paddingBottomRight: [MARGIN_PX, MARGIN_PX + 24], maxZoom: CLOSE_ENOUGH_ZOOM, animate: moving });
}

/**
 * Bring `point` into the part of the map that the card leaves free, near enough to see.
 * @param {LatLon} point
 * @param {number} [zoom]
 */
export function showPoint(point, zoom = CLOSE_ENOUGH_ZOOM) {
  const near = Math.max(map.getZoom(), zoom);
  const area = freeArea(map.getContainer());
  const { x, y } = map.getSize();
  const shift = L.point(area.x + area.w / 2 - x / 2, area.y + area.h / 2 - y / 2);
  map.setView(map.unproject(map.project(point, near).subtract(shift), near), near, { animate: animate() });
}

/**
 * Move `point` out from under the card, if it is there or outside the map.
 * @param {LatLon} point
 */
export function uncover(point) {
  const area = freeArea(map.getContainer());
  const { x, y } = map.latLngToContainerPoint(point);
  const free = x > area.x + MARGIN_PX && x < area.x + area.w - MARGIN_PX && y > area.y + MARGIN_PX && y < area.y + area.h - MARGIN_PX;
  if (!free) showPoint(point, map.getZoom());
}

/**
 * Show a district beside its card.
 * @param {L.LatLngBounds} bounds
 */
export function showBounds(bounds) {
  const area = freeArea(map.getContainer());
  const { x, y } = map.getSize();
  map.fitBounds(bounds, {
    paddingTopLeft: [area.x + MARGIN_PX, area.y + MARGIN_PX],
    paddingBottomRight: [x - area.x - area.w + MARGIN_PX, y - area.y - area.h + MARGIN_PX],
    animate: animate(),
  });
}

/**
 * Make the zoom buttons work, `all` showing everything, and say when the background is too coarse.
 * @param {() => void} all
 */
export function listenToZoom(all) {
  map.on("zoomend", () => {
    find("#zoomed-in").hidden = map.getZoom() < COARSE_FROM_ZOOM;
  });
  for (const button of findAll("[data-zoom]")) {
    const step = Number(button.dataset.zoom);
    button.addEventListener("click", () => (step ? map.setZoom(map.getZoom() + step, { animate: animate() }) : all()));
  }
}

/** Return what the map shows, for a link. */
export function currentView() {
  const { lat, lng } = map.getCenter();
  return { zoom: map.getZoom(), lat, lon: lng };
}

/** @param {View} view */
export const applyView = ({ zoom, lat, lon }) => map.setView([lat, lon], zoom, { animate: false });

/** Tell the map that the room it has may have changed. */
export function remeasure() {
  if (find(".map-area").offsetWidth > 0) map.invalidateSize({ pan: false });
}

/**
 * Return the bounds of the placed among `offices`, for the map to show.
 * @param {Partial<Point>[]} offices
 */
export const boundsOf = (offices) => L.latLngBounds(offices.filter(isPlaced).map(({ lat, lon }) => [lat, lon]));

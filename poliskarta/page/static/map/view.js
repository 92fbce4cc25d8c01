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
/** Of the region's size, how far from its edge the middle of a view may lie. */
const FARTHEST_OFF = 0.5;
/** Of the size of what is shown, the room around it that tools and legend may take. */
const CLEAR_OF_TOOLS = 0.25;
let isHeld = false;
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
  if (isHeld) return;
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
  if (isHeld) return;
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
 * Show `bounds` beside the card, no nearer than `maxZoom`.
 * @param {L.LatLngBounds} bounds
 * @param {number} [maxZoom]
 */
export function showBounds(bounds, maxZoom) {
  if (isHeld) return;
  const area = freeArea(map.getContainer());
  const { x, y } = map.getSize();
  map.fitBounds(bounds, {
    paddingTopLeft: [area.x + MARGIN_PX, area.y + MARGIN_PX],
    paddingBottomRight: [x - area.x - area.w + MARGIN_PX, y - area.y - area.h + MARGIN_PX],
    maxZoom,
    animate: animate(),
  });
}

/**
 * Show `points`, nothing more; if not `always` only when one of them isn't in view.
 * @param {Partial<Point>[]} points
 * @param {boolean} always
 */
export function showPoints(points, always) {
  const bounds = boundsOf(points);
  if (bounds.isValid() && (always || !map.getBounds().contains(bounds))) showBounds(bounds.pad(CLEAR_OF_TOOLS), CLOSE_ENOUGH_ZOOM);
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

/**
 * Do `work` and show `view` afterwards, whatever it would rather show; without a view only do it.
 * @param {View | undefined} view
 * @param {() => void} work
 */
export function holdView(view, work) {
  isHeld = view !== undefined;
  try {
    work();
  } finally {
    isHeld = false;
  }
  if (view) applyView(view);
}

/**
 * Show `view`, or what is like it where it asks for what this map hasn't. A flight under way
 * would end elsewhere: it is waited for.
 * @param {View} view
 */
function applyView({ zoom, lat, lon }) {
  const possible = Math.min(map.getMaxZoom(), Math.max(map.getMinZoom(), zoom));
  const { _animatingZoom: isFlying } = /** @type {L.Map & { _animatingZoom?: boolean }} */ (map);
  const set = () => map.setView(nearBy(lat, lon), possible, { animate: false });
  if (isFlying) map.once("zoomend", set);
  else set();
}

/**
 * Return a point of the region or not far from it, the nearest to the one that is asked for.
 * @param {number} lat
 * @param {number} lon
 * @returns {LatLon}
 */
function nearBy(lat, lon) {
  const around = L.latLngBounds(data.region.bounds).pad(FARTHEST_OFF);
  const [west, east] = [around.getWest(), around.getEast()];
  const turned = [lon, lon + 360, lon - 360].find((x) => x >= west && x <= east) ?? lon;
  return [Math.min(around.getNorth(), Math.max(around.getSouth(), lat)), Math.min(east, Math.max(west, turned))];
}

/** Return whether the map has any size: it has none in a closed part of a page, its own or another. */
export function isShown() {
  const { offsetWidth, offsetHeight } = map.getContainer();
  return offsetWidth > 0 && offsetHeight > 0;
}

/**
 * Call `show` when the map first gets a size; not at all when it has one.
 * @param {() => void} show
 */
export function whenShown(show) {
  if (isShown()) return;
  const observer = new ResizeObserver(() => {
    if (!isShown()) return;
    observer.disconnect();
    show();
  });
  observer.observe(map.getContainer());
}

/** Tell the map that the room it has may have changed. */
export function remeasure() {
  if (find(".map-area").offsetWidth > 0) map.invalidateSize({ pan: false });
}

/**
 * Return the bounds of the placed among `offices`, for the map to show.
 * @param {Partial<Point>[]} offices
 */
export const boundsOf = (offices) => L.latLngBounds(offices.filter(isPlaced).map(({ lat, lon }) => [lat, lon]));

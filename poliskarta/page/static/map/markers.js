import { countCrowded, spread } from "../core/collision.js";
import { data } from "../core/data.js";
import { isInside } from "../core/geometry.js";
import { pointsAt } from "../core/opening-hours.js";
import { drawClusters, makeClusters } from "./clusters.js";
import { districtPolygons } from "./districts.js";
import { map } from "./map.js";
import { OfficeMarker } from "./office-marker.js";

const SIZES_PX = [32, 28];
const SMALLEST_PX = 24;
/** Of a marker's size, how near to another its middle may be. */
const COVERED = 0.78;
/** Of all markers, the share that may lie nearer. */
const MOST_CROWDED = 0.1;
const SHORT_WAY_M = 100;
const MOST_ALONE = 400;
/** @type {string | undefined} */
let chosen;
let shownTime = "";

/**
 * Return a marker for every placed office, and for each of several stops; `choose` is called
 * with the id of the office pressed. The first marker of an office has its id as key.
 * @param {(id: string) => void} choose
 * @returns {Markers}
 */
export function makeMarkers(choose) {
  /** @type {Markers} */
  const markers = new Map();
  // Of markers that cover each other the one nearest to the finger is meant; a key has no place.
  /** @type {(id: string, event: MouseEvent) => void} */
  const press = (id, event) => choose(event.detail ? nearestTo(event, markers).office.id : id);
  for (const office of data.offices) {
    for (const [number, point] of pointsAt(office, "").entries()) {
      markers.set(number ? `${office.id}/${number}` : office.id, new OfficeMarker(office, number, point, press));
    }
  }
  map.on("zoomend viewreset", () => fitMarkers(markers));
  map.on("moveend", () => {
    if (isClustered(markers)) arrange(markers);
  });
  return markers;
}

/**
 * Return the marker nearest to where the pointer is.
 * @param {{ clientX: number, clientY: number }} pointer
 * @param {Markers} markers
 */
function nearestTo({ clientX, clientY }, markers) {
  const shown = [...markers.values()].filter(({ isShown }) => isShown);
  const away = shown.map(({ button }) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return Math.hypot(x + width / 2 - clientX, y + height / 2 - clientY);
  });
  return shown[away.indexOf(Math.min(...away))];
}

/** @param {Markers} markers */
const wanted = (markers) => [...markers.values()].filter(({ point }) => point);
/** @param {Markers} markers */
const isClustered = (markers) => wanted(markers).length > MOST_ALONE;

/**
 * Name each marker anew in the reader's language.
 * @param {Markers} markers
 * @param {string} time
 */
export function nameMarkers(markers, time) {
  shownTime = time;
  for (const entry of markers.values()) if (entry.isMade) entry.name(time);
  if (isClustered(markers)) arrange(markers);
}

/**
 * Show only the markers of `offices`, where each stands at the time chosen.
 * @param {Markers} markers
 * @param {Office[]} offices
 * @param {string} time
 */
export function filterMarkers(markers, offices, time) {
  const points = new Map(offices.map((office) => [office.id, pointsAt(office, time)]));
  for (const entry of markers.values()) entry.point = points.get(entry.office.id)?.[entry.number];
  arrange(markers);
}

/**
 * Put on the map what is wanted there: all, or, of very many, what is in view, in clusters.
 * @param {Markers} markers
 */
function arrange(markers) {
  const all = wanted(markers);
  /** @param {OfficeMarker} marker */
  const isChosen = ({ office }) => office.id === chosen;
  const { alone, clusters } = all.length > MOST_ALONE ? makeClusters(all, MOST_ALONE, isChosen) : { alone: all, clusters: [] };
  const shown = new Set(alone);
  for (const entry of markers.values()) {
    const isNew = shown.has(entry) && !entry.isMade;
    entry.show(shown.has(entry));
    if (!isNew) continue;
    entry.name(shownTime);
    entry.select(isChosen(entry));
  }
  drawClusters(clusters);
  fitMarkers(markers);
}

/**
 * Mark the chosen office and lift it above all others.
 * @param {Markers} markers
 * @param {string} [id]
 */
export function selectMarker(markers, id) {
  chosen = id;
  if (isClustered(markers)) arrange(markers);
  for (const entry of markers.values()) if (entry.isMade) entry.select(entry.office.id === id);
}

/**
 * Draw markers as large as the crowd leaves room for, each at its place. Those of one place stand
 * side by side where that is a short way on the ground; a thin line shows where each belongs.
 * @param {Markers} markers
 */
function fitMarkers(markers) {
  const shown = [...markers.values()].filter(({ isShown }) => isShown);
  const points = shown.map(({ marker }) => map.latLngToLayerPoint(marker.getLatLng())).map(({ x, y }) => [x, y]);
  const size = SIZES_PX.find((px) => countCrowded(points, px * COVERED) <= MOST_CROWDED * points.length) ?? SMALLEST_PX;
  const offsets = spread(points, size * COVERED);
  map.getContainer().style.setProperty("--marker", `${size}px`);
  shown.forEach(({ button, marker, office }, i) => {
    const isNear = isShortWay(marker.getLatLng(), points[i], offsets[i], office.district);
    const [x, y] = isNear ? offsets[i].map(Math.round) : [0, 0];
    button.style.translate = `${x}px ${y}px`;
    button.classList.toggle("moved", Math.hypot(x, y) > 4);
    button.style.setProperty("--away", `${Math.hypot(x, y)}px`);
    button.style.setProperty("--back", `${Math.atan2(-y, -x)}rad`);
  });
}

/**
 * Return whether a marker moved by `offset` pixels stays near its point, and in its district.
 * @param {L.LatLng} place
 * @param {number[]} point
 * @param {number[]} offset
 * @param {string} [district]
 */
function isShortWay(place, [x, y], [east, south], district) {
  const moved = map.layerPointToLatLng([x + east, y + south]);
  const polygons = districtPolygons.get(district ?? "");
  return place.distanceTo(moved) <= SHORT_WAY_M && (!polygons || isInside({ lat: moved.lat, lon: moved.lng }, polygons));
}

/** @type {L.LayerGroup | undefined} */
let uncertainty;

/**
 * Draw how far from each of its points, {lat, lon, radius}, the chosen office may lie.
 * @param {(Point & { radius?: number })[]} points
 */
export function drawUncertainty(points) {
  uncertainty?.remove();
  const circles = points.filter(({ radius }) => radius).map(({ lat, lon, radius }) =>
    L.circle([lat, lon], { radius, pane: "uncertainty", className: "uncertainty", interactive: false }));
  uncertainty = L.layerGroup(circles).addTo(map);
}

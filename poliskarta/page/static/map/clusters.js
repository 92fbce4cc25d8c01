import { make } from "../core/dom.js";
import { formatNumber, say } from "../core/i18n.js";
import { makeButtonMarker } from "./icons.js";
import { map } from "./map.js";

const CELL_PX = 72;
const MARGIN = 0.1;
const drawn = L.layerGroup().addTo(map);

/**
 * Return which of `entries`, things with a `point`, stand alone on the map, and the clusters that
 * the others make: only what is in view, and in view at most `most` alone, but that `stays` does.
 * @template { { point?: Point } } T
 * @param {T[]} entries
 * @param {number} most
 * @param {(entry: T) => boolean} stays
 * @returns {{ alone: T[], clusters: T[][] }}
 */
export function makeClusters(entries, most, stays) {
  const seen = inView();
  const near = entries.filter(({ point }) => point && seen(point));
  if (near.length <= most || map.getZoom() >= map.getMaxZoom()) return { alone: near, clusters: [] };
  /** @type {Map<unknown, T[]>} */
  const cells = new Map();
  for (const entry of near) {
    const cell = stays(entry) || !entry.point ? entry : cellOf(entry.point);
    const members = cells.get(cell);
    if (members) members.push(entry);
    else cells.set(cell, [entry]);
  }
  const all = [...cells.values()];
  return { alone: all.filter((cell) => cell.length === 1).flat(), clusters: all.filter((cell) => cell.length > 1) };
}

function inView() {
  const bounds = map.getBounds().pad(MARGIN);
  const [south, west, north, east] = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
  /** @param {Point} point */
  return ({ lat, lon }) => lat > south && lat < north && lon > west && lon < east;
}

/** @param {Point} point */
function cellOf({ lat, lon }) {
  const { x, y } = map.project([lat, lon]);
  return `${Math.floor(x / CELL_PX)}/${Math.floor(y / CELL_PX)}`;
}

/**
 * Draw each cluster as its number in its middle; pressed, it comes nearer.
 * @param {{ point?: Point }[][]} clusters
 */
export function drawClusters(clusters) {
  drawn.clearLayers();
  for (const cluster of clusters) {
    const points = cluster.flatMap(({ point }) => point ?? []);
    /** @param {"lat" | "lon"} name */
    const mean = (name) => points.reduce((sum, point) => sum + point[name], 0) / points.length;
    const bounds = L.latLngBounds(points.map(({ lat, lon }) => [lat, lon]));
    const name = say("marker.cluster", { n: points.length });
    const button = make("button", { type: "button", class: "cluster leaflet-marker-icon", "aria-label": name }, formatNumber(points.length));
    makeButtonMarker({ lat: mean("lat"), lon: mean("lon") }, button, () => comeNearer(bounds)).addTo(drawn);
  }
}

/**
 * The button that was pressed is gone then: the focus stays on the map.
 * @param {L.LatLngBounds} bounds
 */
function comeNearer(bounds) {
  map.getContainer().focus({ preventScroll: true });
  map.fitBounds(bounds, { padding: [40, 40], animate: false });
}

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
 */
export function makeClusters(entries, most, stays) {
  const near = entries.filter(inView());
  if (near.length <= most || map.getZoom() >= map.getMaxZoom()) return { alone: near, clusters: [] };
  const cells = new Map();
  for (const entry of near) {
    const cell = stays(entry) ? entry : cellOf(entry.point);
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(entry);
  }
  const [alone, clusters] = [[], []];
  for (const cell of cells.values()) {
    if (cell.length > 1) clusters.push(cell);
    else alone.push(cell[0]);
  }
  return { alone, clusters };
}

function inView() {
  const bounds = map.getBounds().pad(MARGIN);
  const [south, west, north, east] = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
  return ({ point: { lat, lon } }) => lat > south && lat < north && lon > west && lon < east;
}

function cellOf({ lat, lon }) {
  const { x, y } = map.project([lat, lon]);
  return `${Math.floor(x / CELL_PX)}/${Math.floor(y / CELL_PX)}`;
}

/** Draw each cluster as its number in its middle; pressed, it comes nearer. */
export function drawClusters(clusters) {
  drawn.clearLayers();
  for (const cluster of clusters) {
    const points = cluster.map(({ point }) => point);
    const mean = (name) => points.reduce((sum, point) => sum + point[name], 0) / points.length;
    const bounds = L.latLngBounds(points.map(({ lat, lon }) => [lat, lon]));
    const name = say("marker.crowd", { n: points.length });
    const button = make("button", { type: "button", class: "cluster leaflet-marker-icon", "aria-label": name }, formatNumber(points.length));
    makeButtonMarker({ lat: mean("lat"), lon: mean("lon") }, button, () => comeNearer(bounds)).addTo(drawn);
  }
}

/** The button that was pressed is gone then: the focus stays on the map. */
function comeNearer(bounds) {
  map.getContainer().focus({ preventScroll: true });
  map.fitBounds(bounds, { padding: [40, 40], animate: false });
}

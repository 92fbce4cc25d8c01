import { data } from "../core/data.js";
import { find, make } from "../core/dom.js";
import { decodePath } from "../core/geometry.js";
import { formatLimit, say } from "../core/i18n.js";
import { groups, map } from "./map.js";

const M_PER_KM = 1000;
const { bands, cells, coarseSteps } = data.shapes;
/** @param {string} path */
const decode = (path) => decodePath(path, coarseSteps);

/** Draw service areas and distance bands the first time that they are asked for. */
export function prepareServiceAreas() {
  groups.cells.once("add", drawCells);
  groups.bands.once("add", drawBands);
}

function drawCells() {
  L.polyline(cells.map(decode), { pane: "areas", className: "cell-line", interactive: false }).addTo(groups.cells);
}

function drawBands() {
  for (const { polygons } of bands) {
    const rings = polygons.map((polygon) => polygon.map(decode));
    const options = { pane: "areas", className: "band", interactive: false };
    L.polygon(rings, options).addTo(groups.bands);
  }
}

/** Say in the legend what the areas on the map are. */
export function showAreaKeys() {
  const keys = [];
  if (map.hasLayer(groups.cells)) keys.push(makeKey("cells", say("legend.cells")));
  if (map.hasLayer(groups.bands)) {
    keys.push(...bands.map(({ km }, depth) => makeKey(`band-${depth + 1}`, say("legend.band", { distance: formatLimit(km * M_PER_KM) }))).reverse());
  }
  find("#areas-key").replaceChildren(...keys);
  find("#areas-key").hidden = keys.length === 0;
}

/**
 * @param {string} name
 * @param {string} words
 */
const makeKey = (name, words) => make("li", {}, make("span", { class: `swatch swatch-${name}`, "aria-hidden": "true" }), words);

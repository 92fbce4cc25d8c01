import { data } from "../core/data.js";
import { find, findAll } from "../core/dom.js";
import { showNotice } from "../core/notices.js";
import { map } from "./map.js";

const REFUSED = 400;
const FAILURES = 3;
let failures = 0;

/** Let the reader turn on the basemap that was set when the page was made, if one was. */
export function offerBasemap() {
  /** @type {HTMLInputElement[]} */
  const [box] = findAll("#basemap");
  if (!box || !data.basemap) return;
  const tiles = L.tileLayer(data.basemap.url, {
    // Another host's picture: read it, so that a refusal that comes as a picture is noticed.
    crossOrigin: "anonymous",
    maxZoom: map.getMaxZoom(),
    pane: "tilePane",
  });
  /** @param {boolean} on */
  const show = (on) => {
    box.checked = on;
    if (on) tiles.addTo(map);
    else tiles.remove();
    map.getContainer().classList.toggle("with-basemap", on);
    find("#basemap-credit").hidden = !on;
  };
  const giveUp = () => {
    if (!box.checked) return;
    show(false);
    showNotice("basemap.refused");
  };
  tiles.on("tileerror", () => {
    failures += 1;
    if (failures >= FAILURES) giveUp();
  });
  tiles.on("tileload", ({ tile }) => {
    if (statusOf(tile) >= REFUSED) giveUp();
    else failures = 0;
  });
  box.addEventListener("change", () => {
    failures = 0;
    showNotice();
    show(box.checked);
  });
}

/**
 * Return the answer's status; 0 where the browser doesn't tell.
 * @param {HTMLImageElement} tile
 * @returns {number}
 */
const statusOf = (tile) => {
  const asked = performance.getEntriesByName(tile.src, "resource").at(-1);
  return /** @type {PerformanceResourceTiming | undefined} */ (asked)?.responseStatus ?? 0;
};

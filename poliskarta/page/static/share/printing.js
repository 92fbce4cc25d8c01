import { find } from "../core/dom.js";
import { say } from "../core/i18n.js";
import { map } from "../map/map.js";
import { remeasure } from "../map/view.js";

/** @type {L.LatLngBounds} */
let before;

/**
 * Give the map the size it has on paper while the page is printed, showing the same ground.
 * @param {Store} store
 */
export function preparePrinting(store) {
  find("#print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => {
    before = map.getBounds();
    find("#printed").textContent = say("print.date", { date: today(store.get().lang) });
    resize(true);
  });
  addEventListener("afterprint", () => resize(false));
}

/** @param {boolean} printing */
function resize(printing) {
  document.documentElement.classList.toggle("printing", printing);
  remeasure();
  map.fitBounds(before, { animate: false });
}

/** @param {string} language */
const today = (language) => new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date());

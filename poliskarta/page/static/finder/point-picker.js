import { find } from "../core/dom.js";
import { map } from "../map/map.js";

/** @type {((point: Point) => void) | undefined} */
let picking;
/** @type {HTMLElement} */
let opener;

/**
 * Let the reader choose a point of the map, by pressing it or by moving it to the middle. `from`
 * is the button that asks: it looks pressed meanwhile, and gets the focus back.
 * @param {(point: Point) => void} choose
 * @param {HTMLElement} [from]
 */
export function startPicking(choose, from = find("#near-point")) {
  picking = choose;
  opener = from;
  show(true);
  map.getContainer().focus({ preventScroll: true });
}

/** Leave the map as it was. */
export function stopPicking() {
  if (!picking) return;
  picking = undefined;
  show(false);
}

export const isPicking = () => picking !== undefined;

/** @param {boolean} on */
function show(on) {
  find("#picking").hidden = !on;
  opener.setAttribute("aria-pressed", String(on));
  map.getContainer().classList.toggle("picking", on);
}

/** @param {L.LatLng} point */
function pick({ lat, lng }) {
  const choose = picking;
  stopPicking();
  choose?.({ lat, lon: lng });
}

/** Hear presses before markers and districts do, but only while a point is asked for. */
export function listenToPicking() {
  map.getContainer().addEventListener("click", (event) => {
    const isKey = event.detail === 0;
    if (!picking || isKey || /** @type {L.Draggable & { moved(): boolean }} */ (/** @type {unknown} */ (map.dragging)).moved()) return;
    event.stopPropagation();
    pick(map.mouseEventToLatLng(event));
  }, true);
  find("#pick-middle").addEventListener("click", () => pick(map.getCenter()));
  find("#pick-cancel").addEventListener("click", () => {
    stopPicking();
    opener.focus();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") stopPicking();
  });
}

import { find } from "../core/dom.js";
import { say } from "../core/i18n.js";
import { map } from "./map.js";

const HINT_MS = 1600;
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/** The page scrolls past the map: the wheel zooms with Ctrl, touch moves it with two fingers. */
export function handleGestures() {
  const container = map.getContainer();
  container.addEventListener("wheel", onWheel, { passive: false });
  if (!matchMedia("(pointer: coarse)").matches) return;
  map.dragging.disable();
  container.classList.add("two-fingers");
  container.addEventListener("touchmove", onTouchMove, { passive: true });
}

/** @param {WheelEvent} event */
function onWheel(event) {
  if (!event.ctrlKey && !event.metaKey) {
    hint(say(isMac ? "map.hint_wheel_mac" : "map.hint_wheel"));
    return;
  }
  event.preventDefault();
  const point = map.mouseEventToContainerPoint(event);
  const step = Math.max(-1, Math.min(1, -event.deltaY / 120));
  map.setZoomAround(point, map.getZoom() + step * 0.75, { animate: false });
}

/** @param {TouchEvent} event */
function onTouchMove(event) {
  if (event.touches.length === 1) hint(say("map.hint_touch"));
}

/** @param {string} text */
function hint(text) {
  const box = find("#map-hint");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    box.hidden = true;
  }, HINT_MS);
}

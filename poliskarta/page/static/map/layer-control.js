import { find, findAll } from "../core/dom.js";
import { groups, map } from "./map.js";
import { showAreaKeys, prepareServiceAreas } from "./service-areas.js";
import { isNarrow } from "./view.js";

/**
 * Make the boxes of the layer list show and hide what they name.
 * @param {Store} store
 * @param {() => void} changed
 */
export function listenToLayers(store, changed) {
  prepareServiceAreas();
  letClose();
  /** @type {HTMLInputElement[]} */
  const boxes = findAll("[data-layer]");
  for (const box of boxes) box.addEventListener("change", () => store.update({ layers: nameChanges(boxes) }));
  store.listen(({ lang, layers }, before) => {
    if (layers !== before.layers) showLayers(boxes, layers.split(","));
    if (lang !== before.lang || layers !== before.layers) showAreaKeys();
    if (layers !== before.layers) changed();
  });
}

/** @param {HTMLInputElement} box */
const nameOf = ({ dataset }) => dataset.layer ?? "";

/**
 * Return which layers are not as they were at first: `bands,-names`.
 * @param {HTMLInputElement[]} boxes
 */
function nameChanges(boxes) {
  const changed = boxes.filter((box) => box.checked !== box.defaultChecked);
  return changed.map((box) => (box.checked ? nameOf(box) : `-${nameOf(box)}`)).join(",");
}

/**
 * Show the layers that are shown at first, but for those that are `changed`.
 * @param {HTMLInputElement[]} boxes
 * @param {string[]} changed
 */
function showLayers(boxes, changed) {
  for (const box of boxes) {
    const name = nameOf(box);
    box.checked = changed.includes(name) || (box.defaultChecked && !changed.includes(`-${name}`));
    if (box.checked) map.addLayer(groups[name]);
    else map.removeLayer(groups[name]);
  }
}

/** The list closes with Escape; on a phone, where it covers the map, also when the map is pressed. */
function letClose() {
  /** @type {HTMLDetailsElement} */
  const list = find(".layers");
  list.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !list.open) return;
    list.open = false;
    find("summary", list).focus();
  });
  map.getContainer().addEventListener("pointerdown", () => {
    if (isNarrow()) list.open = false;
  });
}

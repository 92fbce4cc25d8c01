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
  for (const box of boxes) {
    box.addEventListener("change", () => {
      const group = groups[box.dataset.layer ?? ""];
      if (box.checked) map.addLayer(group);
      else map.removeLayer(group);
      showAreaKeys();
      changed();
    });
  }
  store.listen(({ lang }, before) => {
    if (lang !== before.lang) showAreaKeys();
  });
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

import { explainAreas, prepareAreas } from "./areas.js";
import { findAll } from "./dom.js";
import { map, groups } from "./folium.js";

/** Make the boxes of the layer list show and hide what they name. */
export function listenToLayers(store, changed) {
  prepareAreas();
  for (const box of findAll("[data-layer]")) {
    box.addEventListener("change", () => {
      const group = groups[box.dataset.layer];
      if (box.checked) map.addLayer(group);
      else map.removeLayer(group);
      explainAreas();
      changed();
    });
  }
  store.listen(({ lang }, before) => {
    if (lang !== before.lang) explainAreas();
  });
}

import { isOnMap } from "../core/data.js";
import { map } from "./map.js";

/** @type {L.Layer[]} */
let drawn = [];

/**
 * Mark on the map the point that distances are measured from, none without one.
 * @param {Origin | undefined} origin
 */
export function drawOrigin(origin) {
  for (const layer of drawn) layer.remove();
  drawn = [];
  if (!origin || !isOnMap(origin)) return;
  const icon = L.divIcon({ className: "origin", iconSize: [22, 22] });
  const options = { icon, interactive: false, keyboard: false, zIndexOffset: 5000 };
  drawn.push(L.marker([origin.lat, origin.lon], options));
  if (origin.accuracy) drawn.push(L.circle([origin.lat, origin.lon], { radius: origin.accuracy, pane: "uncertainty", className: "accuracy", interactive: false }));
  for (const layer of drawn) layer.addTo(map);
}

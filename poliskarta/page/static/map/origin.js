import { isOnMap } from "../core/data.js";
import { make } from "../core/dom.js";
import { map } from "./map.js";

/** @type {L.Layer[]} */
let drawn = [];

/**
 * Mark on the map the point that distances are measured from, with its name and how far around
 * it may be meant, and tie it to the `nearest` office; nothing without a point.
 * @param {Origin | undefined} origin
 * @param {Point | undefined} nearest
 */
export function drawOrigin(origin, nearest) {
  for (const layer of drawn) layer.remove();
  drawn = [];
  if (!origin || !isOnMap(origin)) return;
  const { lat, lon, name, accuracy, radius } = origin;
  const label = name && make("span", { class: "origin-label" }, make("bdi", {}, name));
  const icon = L.divIcon({ html: make("span", { class: "origin-sign" }, label), className: "origin", iconSize: [22, 22] });
  drawn.push(L.marker([lat, lon], { icon, interactive: false, keyboard: false, zIndexOffset: 5000 }));
  const around = accuracy || radius;
  if (around) drawn.push(L.circle([lat, lon], { radius: around, pane: "uncertainty", className: "accuracy", interactive: false }));
  if (nearest) drawn.push(L.polyline([[lat, lon], [nearest.lat, nearest.lon]], { pane: "lines", className: "origin-line", interactive: false }));
  for (const layer of drawn) layer.addTo(map);
}

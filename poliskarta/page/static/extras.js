import { followAnchors } from "./anchors.js";
import { offerBasemap } from "./basemap.js";
import { offerDownloads } from "./downloads.js";
import { prepareEmbedding } from "./embed.js";
import { listenToIndicator } from "./indicator.js";
import { listenToLayers } from "./layers.js";
import { preparePrinting } from "./printing.js";

/** Start what surrounds the offices: layers, colours, downloads, print, embedding. */
export function startExtras(store, { districts, shown, placeNames }) {
  prepareEmbedding(store);
  listenToLayers(store, placeNames);
  listenToIndicator(store, districts);
  offerBasemap();
  offerDownloads(store, shown);
  preparePrinting(store);
  followAnchors();
}

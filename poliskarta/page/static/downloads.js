import { data } from "./data.js";
import { find, findAll, make } from "./dom.js";
import { say } from "./language.js";
import { officesAsCsv, officesAsGeoJson } from "./tables.js";

const FORMATS = {
  csv: [officesAsCsv, "text/csv"],
  geojson: [officesAsGeoJson, "application/geo+json"],
};

/** Make the buttons save what the list shows; `shown` returns the offices. */
export function offerDownloads(store, shown) {
  for (const button of findAll("[data-download]")) {
    const format = button.dataset.download;
    const [write, type] = FORMATS[format];
    button.addEventListener("click", () => save(`${data.region.id}.${format}`, write(shown()), type));
  }
  const tell = () => {
    find("#take-count").textContent = say("take.count", { n: shown().length });
  };
  store.listen(tell);
  tell();
}

/** Save `text` as a file. */
export function save(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

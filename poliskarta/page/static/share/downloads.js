import { writeCsv } from "../core/csv.js";
import { data, isPlaced } from "../core/data.js";
import { find, findAll, saveFile } from "../core/dom.js";
import { pick, say } from "../core/i18n.js";

/** @type {Record<string, [(offices: Office[]) => string, string]>} */
const FORMATS = {
  csv: [officesAsCsv, "text/csv"],
  geojson: [officesAsGeoJson, "application/geo+json"],
};

/**
 * Make the buttons saveFile what the list shows; `shown` returns the offices.
 * @param {Store} store
 * @param {() => Office[]} shown
 */
export function offerDownloads(store, shown) {
  for (const button of findAll("[data-download]")) {
    const format = button.dataset.download ?? "";
    const [write, type] = FORMATS[format];
    button.addEventListener("click", () => saveFile(`${data.region.id}.${format}`, write(shown()), type));
  }
  const tell = () => {
    find("#take-count").textContent = say("take.count", { n: shown().length });
  };
  store.listen(tell);
  tell();
}

// As in offices.csv, so that who knows the one file knows the other.
/** @type {Record<string, (office: Office) => unknown>} */
const COLUMNS = {
  office_id: ({ id }) => id,
  kind: ({ kind }) => kind,
  name: ({ name }) => name,
  place: ({ place }) => place,
  municipality: ({ municipality }) => municipality,
  district_id: ({ district }) => district,
  address: ({ address }) => address,
  phone: ({ phone }) => phone,
  email: ({ email }) => email,
  website: ({ website }) => website,
  latitude: ({ lat }) => lat,
  longitude: ({ lon }) => lon,
  precision: ({ precision }) => precision,
  radius_m: ({ radius }) => radius,
  hours_text: ({ rule, hours }) => [rule, hours].flatMap((texts) => (texts ? pick(texts) : [])).join(". "),
  certainty: ({ certainty }) => certainty,
  source: ({ sources }) => (sources ?? []).join("; "),
};

/**
 * Return `offices` as CSV.
 * @param {Office[]} offices
 */
function officesAsCsv(offices) {
  const rows = offices.map((office) => Object.values(COLUMNS).map((read) => read(office)));
  return writeCsv([Object.keys(COLUMNS), ...rows]);
}

/**
 * Return `offices` as GeoJSON (RFC 7946); who isn't placed has no geometry.
 * @param {Office[]} offices
 */
function officesAsGeoJson(offices) {
  const features = offices.map((office) => ({
    type: "Feature",
    id: office.id,
    geometry: isPlaced(office) ? { type: "Point", coordinates: [office.lon, office.lat] } : null,
    properties: Object.fromEntries(Object.entries(COLUMNS).map(([name, read]) => [name, read(office) ?? null])),
  }));
  return `${JSON.stringify({ type: "FeatureCollection", name: data.region.id, features }, null, 1)}\n`;
}

import { find, findAll, make } from "../core/dom.js";

const data = JSON.parse(find("#review-data").textContent);
const say = (key) => data.words[key] ?? key;
const rows = new Map();

/** Return a cell as CSV has it. */
const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Return today's date where the reviewer is. */
function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Return the row that makes a choice lasting: the cells as they are kept, decided by a person. */
function rowOf(cells, note) {
  const full = { ...cells, status: "manual", retrieved_on: today(), note };
  return data.columns.map((name) => cell(full[name] ?? "")).join(",");
}

const map = L.map("map", { attributionControl: false, zoomSnap: 0.25 });
const shown = L.featureGroup().addTo(map);
const kept = (point) => [Number(point.latitude), Number(point.longitude)];

function draw(entry) {
  shown.clearLayers();
  const marks = L.featureGroup();
  for (const ring of data.areas[entry.municipality] ?? []) {
    L.polygon(ring, { className: "area", weight: 1 }).addTo(shown);
  }
  entry.candidates.forEach((candidate, number) => {
    const mark = L.circleMarker(kept(candidate.cells), { className: "candidate", radius: 7 });
    mark.bindTooltip(make("bdi", {}, `${number + 1}. ${candidate.cells.matched_name}`));
    mark.on("click", () => find(`#choice-${number}`)?.click());
    mark.addTo(shown).addTo(marks);
  });
  if (entry.point) {
    const radius = Number(entry.point.radius_m);
    if (radius) L.circle(kept(entry.point), { className: "reach", radius }).addTo(shown);
    L.circleMarker(kept(entry.point), { className: "chosen", radius: 4 }).addTo(shown).addTo(marks);
  }
  map.invalidateSize();
  const fitted = marks.getLayers().length ? marks : shown;
  if (fitted.getLayers().length) map.fitBounds(fitted.getBounds().pad(0.2), { maxZoom: 13, animate: false });
}

function facts(entry) {
  const list = make("dl");
  for (const [key, value] of Object.entries(entry.facts)) {
    list.append(make("dt", {}, say(key)), make("dd", {}, make("bdi", {}, value)));
  }
  return list;
}

/** Return the choices of an entry; each writes or removes its row below. */
function choices(entry) {
  const box = make("fieldset", {}, make("legend", {}, say("decide")));
  const note = make("input", { type: "text", id: "note" });
  let chosen;
  const write = () => {
    if (chosen) rows.set(entry.query, rowOf(chosen, note.value.trim()));
    else rows.delete(entry.query);
    find("#rows").value = [...rows.values()].join("\n");
  };
  const add = (id, cells, text) => {
    const radio = make("input", { type: "radio", name: "choice", id });
    radio.addEventListener("change", () => {
      chosen = cells;
      write();
    });
    box.append(make("label", { for: id }, radio, " ", make("bdi", {}, text)));
  };
  add("choice-as-is", undefined, say("as_is"));
  entry.candidates.forEach((one, number) => add(`choice-${number}`, one.cells, `${number + 1}. ${one.text}`));
  add("choice-none", entry.nowhere, say("nowhere"));
  add("choice-own", entry.nowhere, say("own"));
  find("#choice-own", box).addEventListener("change", () => map.getContainer().focus());
  own = (latitude, longitude) => {
    if (!find("#choice-own")?.checked) return;
    const place = { latitude: latitude.toFixed(6), longitude: longitude.toFixed(6) };
    chosen = { ...entry.nowhere, ...place, precision: "place", licence: say("own_licence") };
    L.circleMarker([latitude, longitude], { className: "chosen", radius: 6 }).addTo(shown);
    write();
  };
  note.addEventListener("input", write);
  box.append(make("label", { for: "note" }, say("note")), note);
  return box;
}

let own;
map.on("click", (event) => own?.(event.latlng.lat, event.latlng.lng));

function show(number) {
  const entry = data.entries[number];
  const heading = make("h2", { tabindex: "-1" }, make("bdi", {}, entry.title));
  find("#entry").replaceChildren(heading, facts(entry));
  if (entry.query) find("#entry").append(choices(entry));
  for (const button of findAll("[data-entry]")) {
    button.setAttribute("aria-current", String(button.dataset.entry === String(number)));
  }
  draw(entry);
}

for (const button of findAll("[data-entry]")) {
  button.addEventListener("click", () => show(Number(button.dataset.entry)));
}
map.setView([0, 0], 5);
if (data.entries.length) show(0);

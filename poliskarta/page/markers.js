import { spread } from "./boxes.js";
import { data, isPlaced, kindById } from "./data.js";
import { make, makeSymbol } from "./dom.js";
import { map, groups } from "./folium.js";
import { pick, say } from "./language.js";
import { isTimeUnknown, pointAt } from "./standing.js";

const GAP_PX = 25;
const MOST_TO_SPREAD = 400;
const ABOVE_ALL = 10000;

const ButtonIcon = L.Icon.extend({
  createIcon() {
    return this.options.button;
  },
  createShadow: () => null,
});

const SHAPES = ["circle", "square", "diamond"];

/** Return the drawing of an office's sign. */
export function officeSymbol(office) {
  const kind = kindById.get(office.kind);
  const names = [`symbol-${SHAPES.includes(kind.symbol) ? kind.symbol : SHAPES[0]}`];
  if (office.approximate) names.push("symbol-approximate");
  if (!isPlaced(office)) names.push("symbol-unplaced");
  return makeSymbol(`symbol ${kind.css}`, ...names);
}

/** Put a button on the map for every placed office; `choose` is called with the id pressed. */
export function makeMarkers(choose) {
  const markers = new Map();
  for (const office of data.offices.filter(isPlaced)) {
    const button = makeButton(office);
    const icon = new ButtonIcon({ button, iconSize: [32, 32], className: "" });
    const marker = L.marker([office.lat, office.lon], { icon, keyboard: false, riseOnHover: true });
    marker.on("click", () => choose(office.id));
    markers.set(office.id, { office, button, marker });
    marker.addTo(groups[kindById.get(office.kind).group]);
  }
  map.on("zoomend viewreset", () => spreadMarkers(markers));
  return markers;
}

function makeButton(office) {
  const { css } = kindById.get(office.kind);
  const label = make("span", { class: "marker-label" }, make("bdi", {}, office.name));
  const attributes = { type: "button", class: `marker leaflet-marker-icon ${css}` };
  const button = make("button", attributes, officeSymbol(office), label);
  button.dataset.officeId = office.id;
  button.dataset.kind = office.kind;
  return button;
}

/** Say each marker's name, kind and certainty of place and time in the reader's language. */
export function nameMarkers(markers, time) {
  for (const { office, button } of markers.values()) {
    const words = [office.name, pick(kindById.get(office.kind).label)];
    if (office.approximate) words.push(say("marker.approximate"));
    if (isTimeUnknown(office, time)) words.push(say("time.unknown"));
    button.classList.toggle("unsure", isTimeUnknown(office, time));
    button.setAttribute("aria-label", words.join(", "));
  }
}

/** Show only the markers of `offices`, where each stands at the time chosen. */
export function filterMarkers(markers, offices, time) {
  const points = new Map(offices.map((office) => [office.id, pointAt(office, time)]));
  for (const { office, marker } of markers.values()) {
    const point = points.get(office.id);
    const group = groups[kindById.get(office.kind).group];
    if (point && !marker.getLatLng().equals([point.lat, point.lon])) marker.setLatLng([point.lat, point.lon]);
    if (Boolean(point) === group.hasLayer(marker)) continue;
    if (point) group.addLayer(marker);
    else group.removeLayer(marker);
  }
  spreadMarkers(markers);
}

/** Mark the chosen office and lift it above all others. */
export function selectMarker(markers, id) {
  for (const { office, button, marker } of markers.values()) {
    const chosen = office.id === id;
    button.classList.toggle("selected", chosen);
    button.setAttribute("aria-pressed", String(chosen));
    marker.setZIndexOffset(chosen ? ABOVE_ALL : 0);
  }
}

/** Move markers that would cover each other apart; a thin line shows where each belongs. */
function spreadMarkers(markers) {
  const shown = [...markers.values()].filter(({ marker }) => map.hasLayer(marker));
  if (shown.length > MOST_TO_SPREAD) return;
  const points = shown.map(({ marker }) => map.latLngToLayerPoint(marker.getLatLng()));
  const offsets = spread(points.map(({ x, y }) => [x, y]), GAP_PX);
  shown.forEach(({ button }, i) => {
    const [x, y] = offsets[i].map(Math.round);
    button.style.marginLeft = `${x - 16}px`;
    button.style.marginTop = `${y - 16}px`;
    button.classList.toggle("moved", Math.hypot(x, y) > 4);
    button.style.setProperty("--away", `${Math.hypot(x, y)}px`);
    button.style.setProperty("--back", `${Math.atan2(-y, -x)}rad`);
  });
}

import { makeDistrictCard } from "./card/district.js";
import { makeOfficeCard } from "./card/office.js";
import { listenToAddress, readFragment, writeFragment } from "./core/address.js";
import { data, districtById, isPlaced, officeById } from "./core/data.js";
import { elementOf, find, findAll } from "./core/dom.js";
import { showLanguage } from "./core/i18n.js";
import { showNotice } from "./core/notices.js";
import { pointsAt } from "./core/opening-hours.js";
import { parsePermalink } from "./core/permalink.js";
import { makeStore } from "./core/store.js";
import { officesOn } from "./core/timeline.js";
import { startFinder } from "./finder/finder.js";
import { selectRow } from "./finder/list.js";
import { listenToPanel, showPanel } from "./finder/panel.js";
import { findOffices } from "./finder/results.js";
import { offerBasemap } from "./map/basemap.js";
import { listenToChoropleth } from "./map/choropleth.js";
import { drawDistricts, outlineDistrict } from "./map/districts.js";
import { handleGestures } from "./map/gesture-handling.js";
import { showNames } from "./map/labels.js";
import { listenToLayers } from "./map/layer-control.js";
import { map } from "./map/map.js";
import { drawUncertainty, makeMarkers, selectMarker } from "./map/markers.js";
import { closeSheet, openSheet } from "./map/sheet.js";
import { boundsOf, currentView, holdView, isNarrow, isShown, limitZoom, listenToZoom, remeasure, showAll, showBounds, showPoint, uncover, whenShown } from "./map/view.js";
import { followAnchors } from "./share/anchors.js";
import { offerDownloads } from "./share/downloads.js";
import { prepareEmbedding } from "./share/embed.js";
import { preparePrinting } from "./share/printing.js";
import { fragmentOf, stateOf } from "./url-state.js";
import { startWhatIf } from "./what-if/main.js";

/** @type {Pick<State, "office" | "district">} */
const nothing = { office: undefined, district: undefined };
/** @type {Store} */
const store = makeStore({ ...stateOf(""), lang: data.region.languages[0], view: undefined });

document.documentElement.classList.add("scripted");
for (const element of findAll("[data-scripts]")) element.hidden = false;
showAll(officesOn(""), false);
limitZoom();
const markers = makeMarkers((office) => store.update({ ...nothing, office, from: "map" }));
const districts = drawDistricts((district) => store.update({ ...nothing, district, from: "map" }));
const placeNames = showNames(markers);

const close = () => store.update({ ...nothing, from: "card" });

/**
 * @param {Readonly<State>} state
 * @param {boolean} moved
 */
function showCard(state, moved) {
  const { office, district, from, time } = state;
  const known = officeById.get(office);
  const area = known ? undefined : districtById.get(district);
  const points = known ? pointsAt(known, time) : [];
  selectMarker(markers, office);
  selectRow(office);
  outlineDistrict(districts, district);
  drawUncertainty(points);
  const card = known ? makeOfficeCard(known, state) : area && makeDistrictCard(area, state);
  if (!card) return closeSheet();
  openSheet(card, close, moved && from !== "link");
  if (!moved) return undefined;
  if (isNarrow()) find(".map-area").scrollIntoView();
  const polygon = area && districts.get(area.id);
  if (polygon) return showBounds(polygon.getBounds());
  if (points.length > 1) return showBounds(boundsOf(points).pad(0.1));
  const point = points[0] ?? known;
  if (!point || !isPlaced(point)) return undefined;
  return from === "map" ? uncover([point.lat, point.lon]) : showPoint([point.lat, point.lon]);
}

store.listen(({ lang }, before) => {
  if (lang !== before.lang) showLanguage(lang);
});
startFinder(store, markers, placeNames);
store.listen((state, before) => {
  /** @param {(keyof State)[]} names */
  const changed = (...names) => names.some((name) => state[name] !== before[name]);
  if (changed("query", "hiddenKinds", "panel")) showPanel(state);
  if (changed("panel")) remeasure();
  // The link first: showing a card moves the map, and that changes the link again.
  writeFragment(fragmentOf(state), changed("office", "district") && state.from !== "link");
  if (changed("office", "district", "lang", "near", "date")) showCard(state, changed("office", "district"));
});

/**
 * Do what the address asks for; unknown ids are said so, not guessed at.
 * @param {string} [fragment]
 */
function followLink(fragment = readFragment()) {
  if (fragment && !fragment.includes("=")) return;
  const asked = stateOf(fragment);
  const { office, district, view } = parsePermalink(fragment);
  const { near } = store.get();
  const changes = { ...asked, view, near: asked.near ?? (near?.from === "me" ? near : undefined), from: "link" };
  holdView(view, () => store.update(changes));
  if (view && isFramed && isShown()) store.update({ view: currentView() });
  if (office && !officeById.has(office)) showNotice("link.unknown_office", { id: office });
  else if (district && !districtById.has(district)) showNotice("link.unknown_district", { id: district });
  else showNotice();
}

document.addEventListener("click", (event) => {
  /** @type {HTMLAnchorElement | null} */
  const link = elementOf(event).closest('a[href^="#office="], a[href^="#district="]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { office, district } = parsePermalink(link.hash);
  store.update({ office, district, panel: "map", from: "list" });
  if (link.closest("table, .initiatives")) find(".app").scrollIntoView();
});

listenToPanel(store);
startExtras(store, { districts, placeNames, shown: () => findOffices(store.get()).offices });
startWhatIf(store, markers);
listenToZoom(() => showAll(findOffices(store.get()).offices));
handleGestures();
selectMarker(markers);
listenToAddress(() => followLink());
addEventListener("resize", remeasure);
// In a closed part of another page nothing has a size yet, and no view would be the right one.
let isFramed = isShown();
whenShown(() => {
  const fragment = readFragment();
  isFramed = true;
  remeasure();
  showAll(officesOn(""), false);
  if (fragment) followLink(`${fragment}&show=map`);
});
followLink();
map.on("moveend", () => {
  if (isFramed && isShown()) store.update({ view: currentView() });
});

/**
 * Start what surrounds the offices: layers, colours, downloads, print, embedding.
 * @param {Store} store
 * @param {{ districts: Map<string, L.Polygon>, shown: () => Office[], placeNames: () => void }} map
 */
function startExtras(store, { districts, shown, placeNames }) {
  prepareEmbedding(store);
  listenToLayers(store, placeNames);
  listenToChoropleth(store, districts);
  offerBasemap();
  offerDownloads(store, shown);
  preparePrinting(store);
  followAnchors();
}

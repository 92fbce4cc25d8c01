import { fragmentOf, stateOf } from "./address.js";
import { data, districtById, isPlaced, officeById } from "./data.js";
import { makeDistrictCard } from "./district-card.js";
import { find, findAll } from "./dom.js";
import { startExtras } from "./extras.js";
import { startFinding } from "./finding.js";
import { map } from "./folium.js";
import { findOffices } from "./found.js";
import { showNames } from "./labels.js";
import { showLanguage } from "./language.js";
import { parseLink } from "./link.js";
import { boundsOf, selectRow } from "./list.js";
import { teachManners } from "./manners.js";
import { makeMarkers, selectMarker } from "./markers.js";
import { makeOfficeCard } from "./office-card.js";
import { listenToPanel, showNotice, showPanel } from "./panel.js";
import { drawReach, drawShapes, outlineDistrict } from "./shapes.js";
import { closeSheet, openSheet } from "./sheet.js";
import { pointsAt } from "./standing.js";
import { makeStore } from "./state.js";
import { applyView, currentView, isNarrow, limitZoom, listenToZoom, remeasure, showAll, showBounds, showPoint, uncover } from "./view.js";
import { startWhatIf } from "./what-if.js";

const nothing = { office: undefined, district: undefined };
const store = makeStore({ ...stateOf(""), lang: data.region.languages[0], view: undefined });

document.documentElement.classList.add("scripted");
for (const element of findAll("[data-scripts]")) element.hidden = false;
showAll(data.offices, false);
limitZoom();
const markers = makeMarkers((office) => store.update({ ...nothing, office, from: "map" }));
const districts = drawShapes((district) => store.update({ ...nothing, district, from: "map" }));
const placeNames = showNames(markers);

const close = () => store.update({ ...nothing, from: "card" });

function showCard(state, moved) {
  const { office, district, lang, from, time } = state;
  const known = officeById.get(office) ?? districtById.get(district);
  selectMarker(markers, office);
  selectRow(office);
  outlineDistrict(districts, district);
  drawReach(office ? pointsAt(known, time) : []);
  if (!known) return closeSheet();
  openSheet(office ? makeOfficeCard(known, state) : makeDistrictCard(known, lang), close, moved && from !== "link");
  if (!moved) return undefined;
  if (isNarrow()) find(".map-area").scrollIntoView();
  if (district) return showBounds(districts.get(district).getBounds());
  const points = pointsAt(known, time);
  if (points.length > 1) return showBounds(boundsOf(points).pad(0.1));
  const point = points[0] ?? known;
  if (!isPlaced(point)) return undefined;
  return from === "map" ? uncover([point.lat, point.lon]) : showPoint([point.lat, point.lon]);
}

store.listen(({ lang }, before) => {
  if (lang !== before.lang) showLanguage(lang);
});
startFinding(store, markers, placeNames);
store.listen((state, before) => {
  const changed = (...names) => names.some((name) => state[name] !== before[name]);
  if (changed("query", "hiddenKinds", "panel")) showPanel(state);
  if (changed("panel")) remeasure();
  // The link first: showing a card moves the map, and that changes the link again.
  writeLink(state, changed("office", "district") && state.from !== "link");
  if (changed("office", "district", "lang", "near")) showCard(state, changed("office", "district"));
});

function writeLink(state, isStep) {
  const fragment = fragmentOf(state);
  if (fragment === location.hash.slice(1)) return;
  history[isStep ? "pushState" : "replaceState"](null, "", `#${fragment}`);
}

/** Do what the address asks for; unknown ids are said so, not guessed at. */
function followLink() {
  if (location.hash.length > 1 && !location.hash.includes("=")) return;
  const asked = stateOf(location.hash);
  const { office, district, view } = parseLink(location.hash);
  const { near } = store.get();
  store.update({ ...asked, near: asked.near ?? (near?.from === "me" ? near : undefined), from: "link" });
  if (view) applyView(view);
  if (office && !officeById.has(office)) showNotice("link.unknown_office", { id: office });
  else if (district && !districtById.has(district)) showNotice("link.unknown_district", { id: district });
  else showNotice();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#office="], a[href^="#district="]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { office, district } = parseLink(link.hash);
  store.update({ office, district, panel: "map", from: "list" });
  if (link.closest("table, .initiatives")) find(".app").scrollIntoView();
});

listenToPanel(store);
startExtras(store, { districts, placeNames, shown: () => findOffices(store.get()).offices });
startWhatIf(store, markers);
listenToZoom(() => showAll(findOffices(store.get()).offices));
teachManners();
selectMarker(markers);
addEventListener("hashchange", followLink);
addEventListener("resize", remeasure);
followLink();
map.on("moveend", () => store.update({ view: currentView() }));

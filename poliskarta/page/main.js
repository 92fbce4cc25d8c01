import { data, districtById, isPlaced, officeById } from "./data.js";
import { makeDistrictCard } from "./district-card.js";
import { find, findAll } from "./dom.js";
import { map } from "./folium.js";
import { showNames } from "./labels.js";
import { say, showLanguage } from "./language.js";
import { listenToLayers } from "./layers.js";
import { formatLink, parseLink } from "./link.js";
import { countInWords, fittingOffices, selectRow, showRows } from "./list.js";
import { teachManners } from "./manners.js";
import { filterMarkers, makeMarkers, nameMarkers, selectMarker } from "./markers.js";
import { makeOfficeCard } from "./office-card.js";
import { announce, listenToPanel, showNotice, showPanel } from "./panel.js";
import { drawReach, drawShapes, outlineDistrict } from "./shapes.js";
import { closeSheet, openSheet } from "./sheet.js";
import { makeStore } from "./state.js";
import { applyView, currentView, isNarrow, listenToZoom, remeasure, showAll, showBounds, showPoint, uncover } from "./view.js";

const nothing = { office: undefined, district: undefined };
const store = makeStore({ ...nothing, lang: data.region.languages[0], query: "", hiddenKinds: [], panel: "map", view: undefined });

for (const element of findAll("[data-scripts]")) element.hidden = false;
showAll(data.offices, false);
const markers = makeMarkers((office) => store.update({ ...nothing, office, from: "map" }));
const districts = drawShapes((district) => store.update({ ...nothing, district, from: "map" }));
const placeNames = showNames(markers);

const close = () => store.update({ ...nothing, from: "card" });

function showCard({ office, district, lang, from }, moved) {
  const known = officeById.get(office) ?? districtById.get(district);
  selectMarker(markers, office);
  selectRow(office);
  outlineDistrict(districts, district);
  drawReach(officeById.get(office));
  if (!known) return closeSheet();
  openSheet(office ? makeOfficeCard(known, lang) : makeDistrictCard(known, lang), close, moved && from !== "link");
  if (!moved) return undefined;
  if (isNarrow()) find(".map-area").scrollIntoView();
  if (district) return showBounds(districts.get(district).getBounds());
  if (!isPlaced(known)) return undefined;
  return from === "map" ? uncover([known.lat, known.lon]) : showPoint([known.lat, known.lon]);
}

store.listen((state, before) => {
  const changed = (...names) => names.some((name) => state[name] !== before[name]);
  if (changed("lang")) {
    showLanguage(state.lang);
    nameMarkers(markers);
  }
  if (changed("query", "hiddenKinds", "panel")) showPanel(state);
  if (changed("panel")) remeasure();
  if (changed("query", "hiddenKinds", "lang")) {
    const offices = fittingOffices(state);
    showRows(offices);
    filterMarkers(markers, new Set(offices.map(({ id }) => id)));
    placeNames();
    if (!changed("lang")) announce(countInWords(offices.length));
  }
  // The link first: showing a card moves the map, and that changes the link again.
  if (changed("office", "district", "lang", "view", "query", "hiddenKinds", "panel")) {
    writeLink(state, changed("office", "district") && state.from !== "link");
  }
  if (changed("office", "district", "lang")) showCard(state, changed("office", "district"));
});

function writeLink({ office, district, lang, view, query, hiddenKinds, panel }, isStep) {
  const show = panel === "list" ? "list" : "";
  const shownLang = lang === data.region.languages[0] ? "" : lang;
  const fragment = formatLink({ office, district, lang: shownLang, find: query, hide: hiddenKinds.join(","), show, view });
  if (fragment === location.hash.slice(1)) return;
  history[isStep ? "pushState" : "replaceState"](null, "", `#${fragment}`);
}

/** Do what the address asks for; unknown ids are said so, not guessed at. */
function followLink() {
  if (location.hash.length > 1 && !location.hash.includes("=")) return;
  const { office, district, lang, view, find: query = "", hide = "", show } = parseLink(location.hash);
  store.update({
    office: officeById.has(office) ? office : undefined,
    district: !officeById.has(office) && districtById.has(district) ? district : undefined,
    lang: data.region.languages.includes(lang) ? lang : store.get().lang,
    query,
    hiddenKinds: hide.split(",").filter(Boolean),
    panel: show === "list" ? "list" : "map",
    from: "link",
  });
  if (view) applyView(view);
  if (office && !officeById.has(office)) showNotice(say("link.unknown_office", { id: office }));
  else if (district && !districtById.has(district)) showNotice(say("link.unknown_district", { id: district }));
  else showNotice("");
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
listenToLayers(placeNames);
listenToZoom(() => showAll(fittingOffices(store.get())));
teachManners();
nameMarkers(markers);
selectMarker(markers);
addEventListener("hashchange", followLink);
addEventListener("resize", remeasure);
followLink();
filterMarkers(markers, new Set(fittingOffices(store.get()).map(({ id }) => id)));
placeNames();
map.on("moveend", () => store.update({ view: currentView() }));

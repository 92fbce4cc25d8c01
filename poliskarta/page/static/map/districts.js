import { data } from "../core/data.js";
import { arcNumbers, decodePath, joinArcs } from "../core/geometry.js";
import { groups, map } from "./map.js";
import { drawWater } from "./water.js";

const arcs = data.shapes.arcs.map((arc) => decodePath(arc, data.shapes.steps));

const polygonOf = (polygons) => polygons.map((rings) => rings.map((ring) => joinArcs(ring, arcs)));

// List, table and legend say the same: a screen reader needn't hear of nameless pictures.
const DRAWN = ["districts", "areas", "water", "lines", "uncertainty"];

/** The districts' polygons as rings of [latitude, longitude], by their ids. */
export const districtPolygons = new Map(
  data.districts.map(({ id }, number) => [id, polygonOf(data.shapes.districts[number])]),
);

/** Draw water and borders, and districts that call `choose` with their id when pressed. */
export function drawDistricts(choose) {
  for (const name of DRAWN) map.getPane(name).setAttribute("aria-hidden", "true");
  drawWater();
  drawBorders();
  const districts = data.districts.map((district) => {
    const polygon = L.polygon(districtPolygons.get(district.id), {
      pane: "districts",
      className: "district",
      bubblingMouseEvents: false,
    });
    polygon.on("add", () => {
      polygon.getElement().dataset.districtId = district.id;
    });
    polygon.on("click", () => choose(district.id));
    polygon.addTo(groups.districts);
    return [district.id, polygon];
  });
  return new Map(districts);
}

/** Draw each border once: strong between districts, thin inside them. */
function drawBorders() {
  const strong = arcNumbers(data.shapes.districts);
  const thin = [...arcNumbers(data.shapes.units)].filter((number) => !strong.has(number));
  const line = (numbers, className, group) =>
    L.polyline([...numbers].map((number) => arcs[number]), { pane: "lines", className, interactive: false }).addTo(group);
  line(thin, "municipality-line", groups.municipalities);
  line(strong, "district-line", groups.districts);
}

let outline;

/** Draw a strong line around the chosen district, none when there is no such district. */
export function outlineDistrict(districts, id) {
  outline?.remove();
  const polygon = districts.get(id);
  if (!polygon) return;
  const options = { pane: "lines", className: "district-outline", fill: false, interactive: false };
  outline = L.polygon(polygon.getLatLngs(), options).addTo(map);
}


import { data } from "../core/data.js";
import { arcNumbers, decodePath, joinArcs } from "../core/geometry.js";
import { drawLandmarks, drawWater } from "../ground/ground.js";
import { groups, map } from "./map.js";

const arcs = data.shapes.arcs.map((arc) => decodePath(arc, data.shapes.steps));

/** @param {number[][][]} polygons */
const polygonOf = (polygons) => polygons.map((rings) => rings.map((ring) => joinArcs(ring, arcs)));

// List, table and legend say the same: a screen reader needn't hear of nameless pictures.
const DRAWN = ["districts", "areas", "water", "landmarks", "lines", "uncertainty"];

/** The districts' polygons as rings of [latitude, longitude], by their ids. */
export const districtPolygons = new Map(
  data.districts.map(({ id }, number) => [id, polygonOf(data.shapes.districts[number])]),
);

/** The box around all districts. */
export const districtBounds = () => L.latLngBounds([...districtPolygons.values()].flat(3));

/**
 * Draw water and borders, and districts that call `choose` with their id when pressed.
 * @param {(id: string) => void} choose
 */
export function drawDistricts(choose) {
  for (const name of DRAWN) map.getPane(name)?.setAttribute("aria-hidden", "true");
  drawWater(data.shapes.water, data.shapes.coarseSteps, groups.background);
  drawLandmarks(data.background, data.shapes.coarseSteps, groups.landmarks);
  drawBorders();
  /** @type {[string, L.Polygon][]} */
  const districts = data.districts.map((district) => {
    const polygons = districtPolygons.get(district.id) ?? [];
    const polygon = L.polygon(polygons, {
      pane: "districts",
      className: "district",
      bubblingMouseEvents: false,
    });
    polygon.on("add", () => {
      polygon.getElement()?.setAttribute("data-district-id", district.id);
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
  /** @type {(numbers: Iterable<number>, className: string, group: L.FeatureGroup) => L.Polyline} */
  const line = (numbers, className, group) =>
    L.polyline([...numbers].map((number) => arcs[number]), { pane: "lines", className, interactive: false }).addTo(group);
  line(thin, "municipality-line", groups.municipalities);
  line(strong, "district-line", groups.districts);
}

/** @type {L.Polygon | undefined} */
let outline;

/**
 * Draw a strong line around the chosen district, none when there is no such district.
 * @param {Map<string, L.Polygon>} districts
 * @param {string | undefined} id
 */
export function outlineDistrict(districts, id) {
  outline?.remove();
  const polygon = id === undefined ? undefined : districts.get(id);
  if (!polygon) return;
  const options = { pane: "lines", className: "district-outline", fill: false, interactive: false };
  outline = L.polygon(polygon.getLatLngs(), options).addTo(map);
}


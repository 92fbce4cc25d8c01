/** The facts of the page, as they were written into it; nothing else is ever loaded. */
export const data = JSON.parse(document.getElementById("poliskarta-data").textContent);

export const officeById = new Map(data.offices.map((office) => [office.id, office]));
export const districtById = new Map(data.districts.map((district) => [district.id, district]));
export const kindById = new Map(
  data.kinds.map((kind, number) => [kind.id, { ...kind, css: `kind-${number}`, group: `kind_${number}` }]),
);

export const isPlaced = (office) => office.lat !== undefined;

/** Return whether a point lies on this map at all. */
export function isOnMap({ lat, lon }) {
  const [[south, west], [north, east]] = data.region.bounds;
  return lat > south && lat < north && lon > west && lon < east;
}

import { decodeNumbers } from "../core/geometry.js";

/**
 * Return the points where people live, as `whatif.describe_demand` wrote them: `x` and `y` in
 * metres, `people` (NaN where nobody knows), `district` (its place in `ids`, -1 for none).
 * @param {EncodedDemand} encoded
 * @param {string[]} ids
 * @returns {Demand}
 */
export function decodeDemand({ areas, rows, people, districts }, ids) {
  const runs = decodeNumbers(people);
  const count = runs.reduce((sum, number, i) => sum + (i % 2 ? number : 0), 0);
  const points = { x: new Float64Array(count), y: new Float64Array(count), people: new Float64Array(count), district: new Int16Array(count) };
  fillPlaces(points, decodeNumbers(areas), decodeNumbers(rows), districts.map((id) => ids.indexOf(id)));
  fillPeople(points.people, runs);
  return points;
}

/**
 * @param {Demand} points
 * @param {number[]} areas
 * @param {number[]} rows
 * @param {number[]} places
 */
function fillPlaces({ x, y, district }, areas, rows, places) {
  let [point, row, cornerX, cornerY] = [0, 0, 0, 0];
  for (let area = 0; area < areas.length; area += 5) {
    const [place, step, beyondX, beyondY, count] = areas.slice(area, area + 5);
    cornerX += beyondX;
    cornerY += beyondY;
    let [startX, startY] = [cornerX, cornerY];
    for (const end = row + 3 * count; row < end; row += 3) {
      startX += rows[row] * step;
      startY += rows[row + 1] * step;
      for (let i = 0; i < rows[row + 2]; i += 1, point += 1) {
        x[point] = startX + i * step;
        y[point] = startY;
        district[point] = places[place];
      }
    }
  }
}

/**
 * @param {Float64Array} people
 * @param {number[]} runs
 */
function fillPeople(people, runs) {
  let [point, each] = [0, 0];
  for (let run = 0; run < runs.length; run += 2) {
    each += runs[run];
    people.fill(each < 0 ? Number.NaN : each, point, point + runs[run + 1]);
    point += runs[run + 1];
  }
}

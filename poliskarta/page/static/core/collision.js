/**
 * Return whether two boxes {x, y, w, h} share any ground.
 * @param {Box} a
 * @param {Box} b
 */
export function overlap(a, b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/**
 * Return whether a box lies in another one, its edges included.
 * @param {Box} box
 * @param {Box} view
 */
export const fitsIn = (box, view) => box.x >= view.x && box.y >= view.y && box.x + box.w <= view.x + view.w && box.y + box.h <= view.y + view.h;

/**
 * Return which names can stand where without touching: for each candidate, in the order of
 * importance, the number of the first of its `boxes` that is free, or -1.
 * @param {{ boxes: Box[] }[]} candidates
 * @param {Box[]} [obstacles]
 */
export function placeBoxes(candidates, obstacles = []) {
  const taken = [...obstacles];
  return candidates.map(({ boxes }) => {
    const free = boxes.findIndex((box) => !taken.some((other) => overlap(box, other)));
    if (free >= 0) taken.push(boxes[free]);
    return free;
  });
}

/**
 * Return how many of `points` [x, y] are nearer than `gap` to another one.
 * @param {number[][]} points
 * @param {number} gap
 */
export const countCrowded = (points, gap) =>
  points.filter(([x, y], i) => points.some(([a, b], j) => i !== j && Math.hypot(a - x, b - y) < gap)).length;

const PASSES = 40;

/**
 * Return how far each of `points` [x, y] must move, so that no two are nearer than `gap`.
 * Points at one place end up side by side, in their order.
 * @param {number[][]} points
 * @param {number} gap
 */
export function spread(points, gap) {
  const moved = points.map(([x, y]) => [x, y]);
  for (let pass = 0; pass < PASSES && pushApart(moved, gap); pass += 1);
  return moved.map(([x, y], i) => [x - points[i][0], y - points[i][1]]);
}

/**
 * @param {number[][]} points
 * @param {number} gap
 */
function pushApart(points, gap) {
  let pushed = false;
  for (let i = 0; i < points.length; i += 1) {
    for (let j = i + 1; j < points.length; j += 1) pushed = pushPair(points[i], points[j], gap) || pushed;
  }
  return pushed;
}

/**
 * @param {number[]} one
 * @param {number[]} other
 * @param {number} gap
 */
function pushPair(one, other, gap) {
  const [dx, dy] = [other[0] - one[0], other[1] - one[1]];
  const distance = Math.hypot(dx, dy);
  if (distance >= gap - 0.1) return false;
  const [east, south] = distance > 0.5 ? [dx / distance, dy / distance] : [1, 0];
  const half = (gap - distance) / 2;
  one[0] -= east * half;
  one[1] -= south * half;
  other[0] += east * half;
  other[1] += south * half;
  return true;
}

const STEP_M = 100;
const MOST_M = 1e6;

/**
 * Return the least of the `metres` of `members` that at least `percent` per cent of their weight
 * doesn't exceed: one of them, nothing between two, as `measures.weighted_quantile` has it.
 *
 * Weights are heaped up in steps, so that only the distances of one heap need be sorted.
 */
export function weightedQuantile(members, metres, weights, percent) {
  const stepOf = (i) => Math.floor(Math.min(metres[i], MOST_M) / STEP_M);
  const heaps = heapUp(members, weights, stepOf);
  const wanted = percent * heaps.reduce((sum, weight) => sum + weight, 0);
  let [step, sofar] = [0, 0];
  while (step < heaps.length && (sofar + heaps[step]) * 100 < wanted) {
    sofar += heaps[step];
    step += 1;
  }
  const ranked = members.filter((i) => stepOf(i) === step).sort((a, b) => metres[a] - metres[b] || 0);
  const found = ranked.find((i) => {
    sofar += weights[i];
    return sofar * 100 >= wanted;
  });
  return metres[found];
}

function heapUp(members, weights, stepOf) {
  let last = 0;
  for (const i of members) last = Math.max(last, stepOf(i));
  const heaps = new Float64Array(last + 1);
  for (const i of members) heaps[stepOf(i)] += weights[i];
  return heaps;
}

const KM = 1000;
const PER = 100000;
const STEP_M = 100;
const MOST_M = 1e6;

/**
 * Return the distance of each point to the nearest office, and its number; the first of several.
 * @param {Demand} points
 * @param {{ x: number, y: number }[]} offices
 * @returns {Nearest}
 */
export function findNearest({ x, y }, offices) {
  const metres = new Float64Array(x.length).fill(Number.POSITIVE_INFINITY);
  const office = new Int32Array(x.length).fill(-1);
  offices.forEach((place, number) => {
    for (let i = 0; i < x.length; i += 1) {
      const dx = x[i] - place.x;
      const dy = y[i] - place.y;
      const squared = dx * dx + dy * dy;
      if (squared >= metres[i]) continue;
      metres[i] = squared;
      office[i] = number;
    }
  });
  for (let i = 0; i < x.length; i += 1) metres[i] = Math.sqrt(metres[i]);
  return { metres, office };
}

/**
 * Return the offices per person that each point can reach: the two-step floating catchment area.
 * @param {Demand} points
 * @param {Facility[]} offices
 * @param {number} catchmentM
 */
function shareOffices({ x, y, people, district }, offices, catchmentM) {
  const access = new Float64Array(x.length);
  const near = new Int32Array(x.length);
  for (const place of offices) {
    let [count, sharers] = [0, 0];
    for (let i = 0; i < x.length; i += 1) {
      const dx = x[i] - place.x;
      const dy = y[i] - place.y;
      if (district[i] < 0 || dx * dx + dy * dy > catchmentM * catchmentM) continue;
      near[count] = i;
      count += 1;
      sharers += people[i];
    }
    if (sharers !== 0) for (let n = 0; n < count; n += 1) access[near[n]] += 1 / sharers;
  }
  return access;
}

/**
 * Return the figures of each of `districts` (their population) and, last, of all of them, by the
 * names of the indicators, as `indicators.measure_access` and `add_indicators` define them, not
 * rounded; undefined is unknown. Points of no district count nowhere. `nearest` is what
 * `findNearest` returned.
 * @param {Demand} points
 * @param {Facility[]} offices
 * @param {Nearest} nearest
 * @param {(number | undefined)[]} districts
 * @param {{ bandsKm: number[], catchmentKm: number }} limits
 * @returns {Figures[]}
 */
export function measure(points, offices, nearest, districts, limits) {
  const { bandsKm, catchmentKm } = limits;
  const access = shareOffices(points, offices, catchmentKm * KM);
  const groups = [...districts, undefined].map((_, number) => {
    const members = inhabited(points, number < districts.length ? number : undefined);
    return describeGroup(sumUp(members, points, nearest, access, offices, bandsKm), [50, 90].map((percent) => weightedQuantile(members, nearest.metres, points.people, percent)), limits);
  });
  const counts = groups.map((_, number) => offices.filter(({ district }) => (number < districts.length ? district === number : district >= 0)).length);
  const known = districts.map((people) => people ?? Number.NaN);
  const population = [...known, known.reduce((sum, people) => sum + people, 0)];
  // Of all people, offices within reach are nothing but offices per 100 000.
  groups[districts.length][`access_2sfca_${limitName(catchmentKm)}`] = undefined;
  return groups.map((group, i) => ({ ...group, ...perOffice(counts[i], population[i]) }));
}

/**
 * Return the numbers of a district's points where somebody lives, or nobody knows; of all for undefined.
 * @param {Demand} points
 * @param {number | undefined} number
 */
function inhabited({ people, district }, number) {
  const members = new Int32Array(people.length);
  let count = 0;
  for (let i = 0; i < people.length; i += 1) {
    const isIn = number === undefined ? district[i] >= 0 : district[i] === number;
    if (!isIn || people[i] === 0) continue;
    members[count] = i;
    count += 1;
  }
  return members.subarray(0, count);
}

/**
 * @param {Int32Array} members
 * @param {Demand} points
 * @param {Nearest} nearest
 * @param {Float64Array} access
 * @param {Facility[]} offices
 * @param {number[]} bandsKm
 */
function sumUp(members, { people, district }, { metres, office }, access, offices, bandsKm) {
  const home = Int32Array.from([...offices.map((place) => place.district), -1]);
  const sums = { demand: 0, lengths: 0, access: 0, elsewhere: 0, within: bandsKm.map(() => 0), max: 0 };
  for (const i of members) {
    sums.demand += people[i];
    sums.lengths += people[i] * metres[i];
    sums.access += people[i] * access[i];
    sums.max = Math.max(sums.max, metres[i]);
    if (home[office[i] < 0 ? offices.length : office[i]] !== district[i]) sums.elsewhere += people[i];
    for (let band = 0; band < bandsKm.length; band += 1) if (metres[i] <= bandsKm[band] * KM) sums.within[band] += people[i];
  }
  return sums;
}

/**
 * @param {ReturnType<typeof sumUp>} sums
 * @param {number[]} quantiles
 * @param {{ bandsKm: number[], catchmentKm: number }} limits
 * @returns {Figures}
 */
function describeGroup({ demand, lengths, access, elsewhere, within, max }, [median, p90], { bandsKm, catchmentKm }) {
  if (!(demand > 0)) return { demand: demand === 0 ? 0 : undefined };
  /** @type {Figures} */
  const figures = { demand, [`access_2sfca_${limitName(catchmentKm)}`]: finite((access / demand) * PER) };
  bandsKm.forEach((km, band) => {
    figures[`people_within_${limitName(km)}`] = within[band];
    figures[`share_within_${limitName(km)}`] = within[band] / demand;
  });
  if (!Number.isFinite(lengths)) return figures;
  return { ...figures, mean_distance_m: lengths / demand, median_distance_m: median, p90_distance_m: p90, max_distance_m: max, share_nearest_elsewhere: elsewhere / demand };
}

/**
 * Return a limit as names of figures have it: 2km, or 500m of what isn't whole.
 * @param {number} km
 */
export const limitName = (km) => (Number.isInteger(km) ? `${km}km` : `${Math.round(km * KM)}m`);

/** @param {number} value */
const finite = (value) => (Number.isFinite(value) ? value : undefined);

/**
 * @param {number} offices
 * @param {number} population
 * @returns {Figures}
 */
function perOffice(offices, population) {
  return {
    offices,
    population_per_office: offices > 0 ? finite(population / offices) : undefined,
    offices_per_100000: population > 0 ? (offices * PER) / population : undefined,
  };
}

/**
 * Return how many have a shorter way and how many a longer one, by more than `noticedM`.
 * @param {Demand} points
 * @param {Float64Array} before
 * @param {Float64Array} after
 * @param {number} noticedM
 */
export function compareWays({ people, district }, before, after, noticedM) {
  /** @param {number} i */
  const change = (i) => after[i] - before[i];
  /** @param {(change: number) => boolean} isIt */
  const count = (isIt) => people.reduce((sum, number, i) => sum + (district[i] >= 0 && isIt(change(i)) ? number : 0), 0);
  return { nearer: count((metres) => metres < -noticedM), farther: count((metres) => metres > noticedM) };
}

/**
 * Return the least of the `metres` of `members` that at least `percent` per cent of their weight
 * doesn't exceed: one of them, nothing between two, as `measures.weighted_quantile` has it.
 *
 * Weights are heaped up in steps, so that only the distances of one heap need be sorted.
 * @param {Int32Array} members
 * @param {Float64Array} metres
 * @param {Float64Array} weights
 * @param {number} percent
 */
function weightedQuantile(members, metres, weights, percent) {
  /** @param {number} i */
  const stepOf = (i) => Math.floor(Math.min(metres[i], MOST_M) / STEP_M);
  const bins = weightBins(members, weights, stepOf);
  const wanted = percent * bins.reduce((sum, weight) => sum + weight, 0);
  let [step, sofar] = [0, 0];
  while (step < bins.length && (sofar + bins[step]) * 100 < wanted) {
    sofar += bins[step];
    step += 1;
  }
  const ranked = members.filter((i) => stepOf(i) === step).sort((a, b) => metres[a] - metres[b] || 0);
  const found = ranked.find((i) => {
    sofar += weights[i];
    return sofar * 100 >= wanted;
  });
  return found === undefined ? Number.NaN : metres[found];
}

/**
 * @param {Int32Array} members
 * @param {Float64Array} weights
 * @param {(i: number) => number} stepOf
 */
function weightBins(members, weights, stepOf) {
  let last = 0;
  for (const i of members) last = Math.max(last, stepOf(i));
  const bins = new Float64Array(last + 1);
  for (const i of members) bins[stepOf(i)] += weights[i];
  return bins;
}

/**
 * A scenario is a Map: an office's id, or `*1`, `*2` … of new ones, to where it stands: {lat, lon},
 * or undefined for an office that is taken away.
 */
const MOST_NEW = 50;
const DECIMALS = 5;

/**
 * Return whether `key` is that of a new office.
 * @param {string} key
 */
export const isNew = (key) => /^\*[1-9]\d{0,2}$/.test(key);

/**
 * Return the key of the next new office; undefined when there are enough.
 * @param {Scenario} scenario
 */
export function nextKey(scenario) {
  const keys = [...scenario.keys()].filter(isNew);
  if (keys.length >= MOST_NEW) return undefined;
  return `*${Math.max(0, ...keys.map((key) => Number(key.slice(1)))) + 1}`;
}

/**
 * Return `scenario` with an office at a point, to five decimals: about a metre.
 * @param {Scenario} scenario
 * @param {string} key
 * @param {Point} point
 * @returns {Scenario}
 */
export function place(scenario, key, { lat, lon }) {
  const [shortLat, shortLon] = [lat, lon].map((degrees) => Number(degrees.toFixed(DECIMALS)));
  return new Map(scenario).set(key, { lat: shortLat, lon: shortLon });
}

/**
 * Return `scenario` without an office: a new one is forgotten, another one taken away.
 * @param {Scenario} scenario
 * @param {string} key
 * @returns {Scenario}
 */
export function takeAway(scenario, key) {
  const others = restore(scenario, key);
  return isNew(key) ? others : others.set(key, undefined);
}

/**
 * Return `scenario` with an office as it is.
 * @param {Scenario} scenario
 * @param {string} key
 * @returns {Scenario}
 */
export function restore(scenario, key) {
  return new Map([...scenario].filter(([other]) => other !== key));
}

/**
 * Return a scenario as it stands in a link: `husby!59.41!17.92~bro~*1!59.3!18.1`.
 * @param {Scenario} scenario
 */
export function formatScenario(scenario) {
  const parts = [...scenario].map(([key, point]) => (point ? `${key}!${point.lat}!${point.lon}` : key));
  return parts.sort().join("~");
}

/**
 * Return what a link asks for; what names no office that `isKnown` or no point `canMeasure` is left out.
 * @param {string} text
 * @param {(key: string) => boolean} isKnown
 * @param {(point: Point) => boolean} canMeasure
 */
function parseScenario(text, isKnown, canMeasure) {
  let scenario = new Map();
  for (const part of text.split("~").filter(Boolean)) {
    const [key, ...numbers] = part.split("!");
    const [lat, lon] = numbers.map((number) => Number(number || Number.NaN));
    const fits = isNew(key) ? nextKey(scenario) && numbers.length > 0 : isKnown(key);
    if (!fits) continue;
    if (numbers.length === 0) scenario = takeAway(scenario, key);
    else if (numbers.length === 2 && canMeasure({ lat, lon })) scenario = place(scenario, key, { lat, lon });
  }
  return scenario;
}

/**
 * Return the offices of a scenario: those there are, changed, in their order, then the new ones.
 * @param {Scenario} scenario
 * @param {Facility[]} offices
 * @param {(point: Point) => Omit<Facility, "key">} locate
 * @returns {Facility[]}
 */
export function officesOf(scenario, offices, locate) {
  /** @param {string} key */
  const pointOf = (key) => /** @type {Point} */ (scenario.get(key));
  const kept = offices.filter(({ key }) => !scenario.has(key) || scenario.get(key));
  const moved = kept.map((office) => (scenario.has(office.key) ? { key: office.key, ...locate(pointOf(office.key)) } : office));
  const added = [...scenario.keys()].filter(isNew).map((key) => ({ key, ...locate(pointOf(key)) }));
  return [...moved, ...added];
}

/** @type {Partial<State>} */
const PLAIN_MAP = { office: undefined, district: undefined, query: "", hiddenKinds: [], area: "", certainty: "", time: "", panel: "map" };

/**
 * Return the steps of a scenario, which the store keeps as a text, undefined while there is none.
 * What is not `isKnown` or not `canMeasure` the map is left out of it.
 * @param {Store} store
 * @param {(key: string) => boolean} isKnown
 * @param {(point: Point) => boolean} canMeasure
 */
export function makeHistory(store, isKnown, canMeasure) {
  /** @type {(string | undefined)[]} */
  const past = [];
  let closed = "";
  /** @type {(scenario: string | undefined, changes?: Partial<State>) => void} */
  const keep = (scenario, changes = {}) => store.update({ ...changes, scenario, from: "scenario" });
  return {
    isOpen: () => store.get().scenario !== undefined,
    now: () => parseScenario(store.get().scenario ?? "", isKnown, canMeasure),
    canUndo: () => past.length > 0,
    /** @param {Scenario} scenario */
    take(scenario) {
      past.push(store.get().scenario);
      keep(formatScenario(scenario));
    },
    undo: () => keep(past.pop()),
    open: () => keep(closed, PLAIN_MAP),
    close() {
      closed = store.get().scenario ?? "";
      keep(undefined);
    },
  };
}

/**
 * A trial is a Map: an office's id, or `*1`, `*2` … of new ones, to where it stands: {lat, lon},
 * or undefined for an office that is taken away.
 */
const MOST_NEW = 50;
const DECIMALS = 5;

/** Return whether `key` is that of a new office. */
export const isNew = (key) => /^\*[1-9]\d{0,2}$/.test(key);

/** Return the key of the next new office; undefined when there are enough. */
export function nextKey(trial) {
  const keys = [...trial.keys()].filter(isNew);
  if (keys.length >= MOST_NEW) return undefined;
  return `*${Math.max(0, ...keys.map((key) => Number(key.slice(1)))) + 1}`;
}

/** Return `trial` with an office at a point, to five decimals: about a metre. */
export function place(trial, key, { lat, lon }) {
  const [shortLat, shortLon] = [lat, lon].map((degrees) => Number(degrees.toFixed(DECIMALS)));
  return new Map(trial).set(key, { lat: shortLat, lon: shortLon });
}

/** Return `trial` without an office: a new one is forgotten, another one taken away. */
export function takeAway(trial, key) {
  const others = restore(trial, key);
  return isNew(key) ? others : others.set(key, undefined);
}

/** Return `trial` with an office as it is. */
export function restore(trial, key) {
  return new Map([...trial].filter(([other]) => other !== key));
}

/** Return a trial as it stands in a link: `husby!59.41!17.92~bro~*1!59.3!18.1`. */
export function formatTrial(trial) {
  const parts = [...trial].map(([key, point]) => (point ? `${key}!${point.lat}!${point.lon}` : key));
  return parts.sort().join("~");
}

/** Return what a link asks for; what names no office that `isKnown` or no point `isOn` is left out. */
export function parseTrial(text, isKnown, isOn) {
  let trial = new Map();
  for (const part of text.split("~").filter(Boolean)) {
    const [key, ...numbers] = part.split("!");
    const [lat, lon] = numbers.map((number) => Number(number || Number.NaN));
    const fits = isNew(key) ? nextKey(trial) && numbers.length > 0 : isKnown(key);
    if (!fits) continue;
    if (numbers.length === 0) trial = takeAway(trial, key);
    else if (numbers.length === 2 && isOn({ lat, lon })) trial = place(trial, key, { lat, lon });
  }
  return trial;
}

/** Return the offices of a trial: those there are, changed, in their order, then the new ones. */
export function officesOf(trial, offices, locate) {
  const kept = offices.filter(({ key }) => !trial.has(key) || trial.get(key));
  const moved = kept.map((office) => (trial.has(office.key) ? { key: office.key, ...locate(trial.get(office.key)) } : office));
  const added = [...trial.keys()].filter(isNew).map((key) => ({ key, ...locate(trial.get(key)) }));
  return [...moved, ...added];
}

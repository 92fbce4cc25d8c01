/** @type {Exclude<keyof Permalink, "near" | "view">[]} */
const PLAIN = ["office", "district", "lang", "find", "hide", "in", "sure", "sort", "date", "time", "colour", "layers", "show", "try"];

/**
 * Return what a fragment such as `#office=husby&view=12/59.4/17.9` asks for.
 * @param {string} fragment
 * @returns {Permalink}
 */
export function parsePermalink(fragment) {
  /** @type {Permalink} */
  const asked = {};
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const [name, ...rest] = part.split("=");
    const value = decode(rest.join("="));
    const known = PLAIN.find((one) => one === name);
    if (known && value) asked[known] = value;
    if (name === "near") asked.near = parsePoint(value);
    if (name === "view") asked.view = parseView(value);
  }
  return asked;
}

/**
 * Return the fragment, without `#`, that asks for `wanted`; what is empty is left out.
 * @param {Permalink} wanted
 */
export function formatPermalink(wanted) {
  const parts = PLAIN.filter((name) => wanted[name]).map((name) => `${name}=${encodeURIComponent(wanted[name] ?? "")}`);
  if (wanted.near) parts.push(`near=${formatPoint(wanted.near)}`);
  if (wanted.view) parts.push(`view=${formatView(wanted.view)}`);
  return parts.join("&");
}

/**
 * Return the whole address of this page, not embedded, with the fragment for `wanted`.
 * @param {Permalink} wanted
 */
export const permalinkTo = (wanted) => `${location.href.split(/[?#]/)[0]}#${formatPermalink(wanted)}`;

/**
 * @param {string} text
 * @returns {Point | undefined}
 */
function parsePoint(text) {
  const numbers = text.split("/").map((part) => Number(part || Number.NaN));
  const [lat, lon] = numbers;
  const sound = numbers.length === 2 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return sound ? { lat, lon } : undefined;
}

/**
 * @param {string} text
 * @returns {View | undefined}
 */
function parseView(text) {
  const [zoom, ...rest] = text.split("/");
  const point = parsePoint(rest.join("/"));
  return point && Number.isFinite(Number(zoom)) ? { zoom: Number(zoom), ...point } : undefined;
}

/** @param {Point} point */
const formatPoint = ({ lat, lon }) => `${lat.toFixed(4)}/${lon.toFixed(4)}`;
/** @param {View} view */
const formatView = ({ zoom, ...point }) => `${Number(zoom.toFixed(2))}/${formatPoint(point)}`;

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

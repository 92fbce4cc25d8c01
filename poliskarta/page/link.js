const PLAIN = ["office", "district", "lang", "find", "hide", "show"];

/** Return what a fragment such as `#office=husby&view=12/59.4/17.9` asks for. */
export function parseLink(fragment) {
  const asked = {};
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const [name, ...rest] = part.split("=");
    const value = decode(rest.join("="));
    if (PLAIN.includes(name) && value) asked[name] = value;
    if (name === "view") asked.view = parseView(value);
  }
  return asked;
}

/** Return the fragment, without `#`, that asks for `wanted`; what is empty is left out. */
export function formatLink(wanted) {
  const parts = PLAIN.filter((name) => wanted[name]).map((name) => `${name}=${encodeURIComponent(wanted[name])}`);
  if (wanted.view) parts.push(`view=${formatView(wanted.view)}`);
  return parts.join("&");
}

/** Return the whole address of this page with the fragment for `wanted`. */
export const addressOf = (wanted) => `${location.href.split("#")[0]}#${formatLink(wanted)}`;

function parseView(text) {
  const numbers = text.split("/").map(Number);
  const [zoom, lat, lon] = numbers;
  const sound = numbers.length === 3 && numbers.every(Number.isFinite) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return sound ? { zoom, lat, lon } : undefined;
}

const formatView = ({ zoom, lat, lon }) => `${Number(zoom.toFixed(2))}/${lat.toFixed(4)}/${lon.toFixed(4)}`;

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

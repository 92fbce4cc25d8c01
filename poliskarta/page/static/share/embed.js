import { readFragment } from "../core/address.js";
import { data } from "../core/data.js";
import { find } from "../core/dom.js";
import { pick, say } from "../core/i18n.js";
import { permalinkTo, parsePermalink } from "../core/permalink.js";
import { remeasure } from "../map/view.js";

const ASKED = new URLSearchParams(location.search).has("embed");
// At once: the map is drawn for the room that this leaves it.
if (ASKED) {
  document.documentElement.classList.add("embedded");
  find("#whole-map").hidden = false;
  remeasure();
}

/**
 * Offer the whole page when it stands embedded in another one; else the code that embeds it.
 * @param {Store} store
 */
export function prepareEmbedding(store) {
  const whole = () => permalinkTo(parsePermalink(readFragment()));
  if (ASKED) return leadOut(store, whole);
  /** @type {HTMLTextAreaElement} */
  const field = find("#embed-code");
  const write = () => {
    field.value = snippet(whole(), pick(data.region.title));
  };
  field.addEventListener("focus", () => field.select());
  store.listen(write);
  find("#embed-copy").addEventListener("click", async () => {
    find("#embed-copied").textContent = await copy(field);
  });
  return write();
}

/** @param {HTMLTextAreaElement} field */
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return say("take.copied");
  } catch {
    field.select();
    return say("take.copy_by_hand");
  }
}

/**
 * @param {Store} store
 * @param {() => string} whole
 */
function leadOut(store, whole) {
  /** @type {HTMLAnchorElement} */
  const link = find("#whole-map");
  link.href = whole();
  store.listen(() => {
    link.href = whole();
  });
}

/**
 * Return the element that shows this page, as it is seen, inside another one.
 * @param {string} address
 * @param {string} title
 */
function snippet(address, title) {
  const [page, fragment] = address.split("#");
  const frame = document.createElement("iframe");
  frame.setAttribute("src", `${page}?embed#${fragment}`);
  frame.setAttribute("title", title);
  frame.setAttribute("width", "100%");
  frame.setAttribute("height", "600");
  frame.setAttribute("loading", "lazy");
  return frame.outerHTML;
}

import { elementOf, find } from "../core/dom.js";

/**
 * In a frame from `srcdoc` or a sandbox the page has no address of its own: there its links to
 * itself would lead away from it.
 */
const HAS_NO_ADDRESS = window.parent !== window && window.origin === "null";
const IN_SRCDOC = location.protocol === "about:";

/** Follow links within the page: open what they lead into, and bring the focus there. */
export function followAnchors() {
  document.addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement | null} */
    const link = elementOf(event).closest('a[href^="#method-"], a[href^="#initiative-"]');
    const target = link && find(`#${CSS.escape(decodeURIComponent(link.hash.slice(1)))}`);
    if (!target) return;
    event.preventDefault();
    const folded = target.matches("details");
    if (folded) target.open = true;
    target.scrollIntoView();
    (folded ? find("summary", target) : target).focus({ preventScroll: true });
  });
  if (HAS_NO_ADDRESS || IN_SRCDOC) document.addEventListener("click", scrollThere);
}

/** @param {MouseEvent} event */
function scrollThere(event) {
  /** @type {HTMLAnchorElement | null} */
  const link = elementOf(event).closest('a[href^="#"]');
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  const target = document.getElementById(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""));
  target?.scrollIntoView();
  target?.focus({ preventScroll: true });
}

import { elementOf, find } from "../core/dom.js";

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
}

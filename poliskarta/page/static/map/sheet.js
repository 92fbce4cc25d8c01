import { elementOf, find, make, makeSymbol } from "../core/dom.js";
import { say } from "../core/i18n.js";

const sheet = find("#sheet");
const DRAG_TO_CLOSE_PX = 70;
/** @type {Element | null} */
let opener;

/**
 * Show a card: `root` is its element with a heading `.card-title` inside. Focus goes to the
 * heading when `focus` is true, and back to where it was when the card is closed.
 * @param {HTMLElement} root
 * @param {() => void} close
 * @param {boolean} focus
 */
export function openSheet(root, close, focus) {
  if (sheet.hidden) opener = document.activeElement;
  const button = make("button", { type: "button", class: "card-close", "aria-label": say("card.close") });
  button.append(makeSymbol("icon", "icon-close"));
  button.addEventListener("click", close);
  root.prepend(make("div", { class: "card-handle", "aria-hidden": "true" }));
  root.append(button);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  letDrag(root, close);
  sheet.replaceChildren(root);
  sheet.hidden = false;
  sheet.scrollTop = 0;
  if (focus) find(".card-title", root).focus({ preventScroll: true });
}

/** Take the card away and give the focus back, unless it has gone elsewhere. */
export function closeSheet() {
  if (sheet.hidden) return;
  const hadFocus = sheet.contains(document.activeElement);
  sheet.hidden = true;
  sheet.replaceChildren();
  if (hadFocus && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
}

/**
 * Return the part of the map that the card leaves free: {x, y, w, h} in pixels of the map.
 * @param {HTMLElement} container
 * @returns {Box}
 */
export function freeArea(container) {
  const whole = container.getBoundingClientRect();
  const area = { x: 0, y: 0, w: whole.width, h: whole.height };
  if (sheet.hidden) return area;
  const card = sheet.getBoundingClientRect();
  if (card.width > whole.width * 0.7) return { ...area, h: Math.max(80, card.top - whole.top) };
  if (document.documentElement.dir === "rtl") return { ...area, w: Math.min(whole.width, card.left - whole.left) };
  const left = Math.max(0, card.right - whole.left);
  return { ...area, x: left, w: area.w - left };
}

/**
 * On a phone the card can be pulled down and away.
 * @param {HTMLElement} root
 * @param {() => void} close
 */
function letDrag(root, close) {
  /** @type {number | undefined} */
  let start;
  root.addEventListener("pointerdown", (event) => {
    const pressed = elementOf(event);
    start = pressed.closest(".card-handle") ? event.clientY : undefined;
    if (start !== undefined) pressed.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    if (start !== undefined) root.style.transform = `translateY(${Math.max(0, event.clientY - start)}px)`;
  });
  root.addEventListener("pointerup", (event) => {
    const pulled = start !== undefined && event.clientY - start > DRAG_TO_CLOSE_PX;
    start = undefined;
    root.style.transform = "";
    if (pulled) close();
  });
}

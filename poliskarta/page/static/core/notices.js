import { find } from "./dom.js";
import { say } from "./i18n.js";

const ANNOUNCE_AFTER_MS = 600;

let waiting;

/** Tell a screen reader, once the reader has stopped typing. */
export function announce(text) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    find("#announcer").textContent = text;
  }, ANNOUNCE_AFTER_MS);
}

let noticed = [];

/** Say something that must be seen, too, in the reader's language; nothing takes it away. */
export function showNotice(...message) {
  noticed = message;
  find("#notice").hidden = message.length === 0;
  find("#notice").textContent = message.length > 0 ? say(...message) : "";
}

/** Say what is said now in the language that is chosen now. */
export const repeatNotice = () => showNotice(...noticed);

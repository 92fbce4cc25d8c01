import { find } from "./dom.js";
import { say } from "./i18n.js";

const ANNOUNCE_AFTER_MS = 600;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/**
 * Tell a screen reader, once the reader has stopped typing.
 * @param {string} text
 */
export function announce(text) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    find("#announcer").textContent = text;
  }, ANNOUNCE_AFTER_MS);
}

/** @type {Message | []} */
let noticed = [];

/**
 * Say something that must be seen, too, in the reader's language; nothing takes it away.
 * @param {[] | Message} message
 */
export function showNotice(...message) {
  noticed = message;
  const [key, values] = message;
  find("#notice").hidden = key === undefined;
  find("#notice").textContent = key === undefined ? "" : say(key, values);
}

/** Say what is said now in the language that is chosen now. */
export const repeatNotice = () => showNotice(...noticed);

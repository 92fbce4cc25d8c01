import { data } from "../core/data.js";
import { isLink, make, makeLink } from "../core/dom.js";
import { pick, say } from "../core/i18n.js";

/**
 * Return a term and its descriptions; nothing when there is nothing to describe.
 * @param {string} term
 * @param {...(Node | string | undefined)} descriptions
 */
export function makeFact(term, ...descriptions) {
  const told = descriptions.filter((part) => part !== undefined && part !== "");
  if (told.length === 0) return undefined;
  return make("div", {}, make("dt", {}, term), ...told.map((part) => make("dd", {}, part)));
}

/**
 * Return a paragraph of facts.
 * @param {...(Node | undefined)} facts
 */
export const makeFacts = (...facts) => make("dl", { class: "facts" }, ...facts);

/**
 * Return the card's heading: a sign, a name and what it is.
 * @param {Element | undefined} symbol
 * @param {string} title
 * @param {...(string | undefined)} kind
 */
export function makeHeading(symbol, title, ...kind) {
  const heading = make("h2", { class: "card-title", id: "card-title", tabindex: "-1" }, make("bdi", {}, title));
  const line = make("p", { class: "card-kind" }, kind.filter(Boolean).join(" · "));
  return make("header", { class: "card-head" }, ...(symbol ? [symbol] : []), make("div", {}, heading, line));
}

/**
 * Return in words how sure a row is; undefined where nobody says.
 * @param {{ certainty?: string }} row
 */
export const sureness = ({ certainty }) => certainty && say(`certainty.${certainty}`);

/**
 * Return the sources as a list of titles, linked where they have an address.
 * @param {string[]} ids
 */
export function makeSources(ids) {
  const items = ids.map((id) => make("li", {}, makeSource(id)));
  const summary = make("summary", {}, `${say("card.sources")} (${ids.length})`);
  return items.length ? make("details", { class: "card-sources" }, summary, make("ul", {}, ...items)) : undefined;
}

/** @param {string} id */
function makeSource(id) {
  const source = Object.hasOwn(data.sources, id) && data.sources[id];
  if (!source) return makeLink(id, isLink(id) ? id.replace(/^https?:\/\//, "") : id);
  return makeLink(source.url ?? "", pick(source.title));
}

/**
 * Return a button that copies `address`, or shows it where copying isn't allowed.
 * @param {string} address
 */
export function makeCopyButton(address) {
  const button = make("button", { type: "button", class: "action" }, say("card.copy"));
  const result = make("span", { class: "copied", role: "status" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address);
      result.textContent = say("card.copied");
    } catch {
      const field = make("input", { type: "text", readonly: true, value: address, "aria-label": say("card.copy") });
      result.replaceChildren(`${say("card.copy_this")} `, field);
      field.select();
    }
  });
  return [button, result];
}

const SVG = "http://www.w3.org/2000/svg";
const LINKS = /^(https?:|mailto:|tel:|geo:)/i;

/** Return a new element; strings among the children become text, never markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== ""));
  return element;
}

/** Return whether `address` may be linked to: web, mail, telephone or geo. */
export const isLink = (address) => LINKS.test(address);

/** Return a link to `address`, or only its text when nothing may be linked to. */
export function makeLink(address, text, attributes = {}) {
  if (!isLink(address)) return make("bdi", {}, text);
  return make("a", { href: address, rel: "noreferrer", ...attributes }, make("bdi", {}, text));
}

/** Return a drawing that uses signs of the page's own sprite. */
export function makeSymbol(className, ...names) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", names[0].startsWith("icon") ? "0 0 20 20" : "0 0 32 32");
  svg.setAttribute("aria-hidden", "true");
  for (const name of names) {
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#${name}`);
    svg.append(use);
  }
  return svg;
}

export const find = (selector, root = document) => root.querySelector(selector);
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Save `text` as a file. */
export function saveFile(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

const SVG = "http://www.w3.org/2000/svg";
const LINKS = /^(https?:|mailto:|tel:|geo:)/i;

/**
 * Return a new element; strings among the children become text, never markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | undefined>} [attributes]
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flatMap((child) => (child === undefined || child === "" ? [] : [child])));
  return element;
}

/**
 * Return whether `address` may be linked to: web, mail, telephone or geo.
 * @param {string} address
 */
export const isLink = (address) => LINKS.test(address);

/**
 * Return a link to `address`, or only its text when nothing may be linked to.
 * @param {string} address
 * @param {string} text
 * @param {Record<string, string>} [attributes]
 */
export function makeLink(address, text, attributes = {}) {
  if (!isLink(address)) return make("bdi", {}, text);
  return make("a", { href: address, rel: "noreferrer", ...attributes }, make("bdi", {}, text));
}

/**
 * Return a drawing that uses signs of the page's own sprite.
 * @param {string} className
 * @param {...string} names
 */
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

/**
 * Return the first element that `selector` finds; there must be one.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T}
 */
export const find = (selector, root = document) => /** @type {T} */ (root.querySelector(selector));
/**
 * Return all elements that `selector` finds.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T[]}
 */
export const findAll = (selector, root = document) => /** @type {T[]} */ ([...root.querySelectorAll(selector)]);

/**
 * Return the element that an event came to.
 * @param {Event} event
 */
export const elementOf = (event) => /** @type {Element} */ (event.target);

/**
 * Save `text` as a file.
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function saveFile(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

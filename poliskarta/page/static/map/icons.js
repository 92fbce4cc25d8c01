import { isPlaced, kindById } from "../core/data.js";
import { makeSymbol } from "../core/dom.js";

/** @type {new (options: L.BaseIconOptions & { button: HTMLElement }) => L.Icon} */
const ButtonIcon = /** @type {any} */ (
  L.Icon.extend({
    /** @this {L.Icon & { options: { button: HTMLElement } }} */
    createIcon() {
      return this.options.button;
    },
    createShadow: () => null,
  })
);

/**
 * Return the drawing of an office's sign.
 * @param {Office} office
 */
export function officeSymbol(office) {
  const kind = kindById.get(office.kind);
  const names = [`symbol-${kind.shape}`];
  if (office.approximate) names.push("symbol-approximate");
  if (!isPlaced(office)) names.push("symbol-unplaced");
  return makeSymbol(`symbol ${kind.css}`, ...names);
}

/**
 * Return a marker of the map that is `button`, which calls `press`.
 * @param {Point} point
 * @param {HTMLElement} button
 * @param {(event: L.LeafletMouseEvent) => void} press
 */
export function makeButtonMarker({ lat, lon }, button, press) {
  const icon = new ButtonIcon({ button, iconSize: [32, 32], className: "" });
  return L.marker([lat, lon], { icon, keyboard: false, riseOnHover: true }).on("click", press);
}

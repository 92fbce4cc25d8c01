import { kindById } from "../core/data.js";
import { make } from "../core/dom.js";
import { pick, say } from "../core/i18n.js";
import { isTimeUnknown, pointsAt } from "../core/opening-hours.js";
import { makeButtonMarker, officeSymbol } from "./icons.js";
import { groups, map } from "./map.js";

const ABOVE_ALL = 10000;

/** An office's marker, or that of one of its stops. It is made when it is first looked at. */
export class OfficeMarker {
  /** @type {{ button: HTMLElement, marker: L.Marker } | undefined} */
  #parts;

  /**
   * @param {Office} office
   * @param {number} number
   * @param {Point | undefined} point
   * @param {(id: string, event: MouseEvent) => void} choose
   */
  constructor(office, number, point, choose) {
    this.office = office;
    this.number = number;
    this.point = point;
    this.choose = choose;
  }

  get isMade() {
    return this.#parts !== undefined;
  }

  get isShown() {
    return this.isMade && map.hasLayer(this.marker);
  }

  get button() {
    return this.#make().button;
  }

  get marker() {
    return this.#make().marker;
  }

  #make() {
    if (this.#parts) return this.#parts;
    const button = makeButton(this.office);
    const marker = makeButtonMarker(this.point ?? /** @type {Office & Point} */ (this.office), button, ({ originalEvent }) => this.choose(this.office.id, originalEvent));
    this.#parts = { button, marker };
    return this.#parts;
  }

  /**
   * Put the marker on the map at its point, or take it away.
   * @param {boolean} on
   */
  show(on) {
    if (!on && !this.isMade) return;
    const group = groups[kindById.get(this.office.kind).group];
    const { point } = this;
    if (on && point && !this.marker.getLatLng().equals([point.lat, point.lon])) this.marker.setLatLng([point.lat, point.lon]);
    if (on === group.hasLayer(this.marker)) return;
    if (on) group.addLayer(this.marker);
    else group.removeLayer(this.marker);
  }

  /**
   * Say name, kind and certainty of place and time in the reader's language.
   * @param {string} time
   */
  name(time) {
    const { office, button } = this;
    const words = [office.name, pick(kindById.get(office.kind).label)];
    if ((office.stops ?? []).length > 1) words.push(pointsAt(office, time)[this.number]?.place ?? "");
    if (office.approximate) words.push(say("marker.approximate"));
    if (isTimeUnknown(office, time)) words.push(say("time.unknown"));
    button.classList.toggle("unsure", isTimeUnknown(office, time));
    button.setAttribute("aria-label", words.filter(Boolean).join(", "));
    const label = /** @type {Element} */ (button.querySelector(".marker-label > bdi"));
    if (label.textContent !== office.name) label.textContent = office.name;
  }

  /**
   * Mark the marker as the chosen one, above all others, or not.
   * @param {boolean} chosen
   */
  select(chosen) {
    this.button.classList.toggle("selected", chosen);
    this.button.setAttribute("aria-pressed", String(chosen));
    this.marker.setZIndexOffset(chosen ? ABOVE_ALL : 0);
  }
}

/** @param {Office} office */
function makeButton(office) {
  const { css } = kindById.get(office.kind);
  const label = make("span", { class: "marker-label" }, make("bdi", {}, office.name));
  const attributes = { type: "button", class: `marker leaflet-marker-icon ${css}` };
  const button = make("button", attributes, officeSymbol(office), label);
  button.dataset.officeId = office.id;
  button.dataset.kind = office.kind;
  return button;
}

import { data } from "../core/data.js";
import { find, make } from "../core/dom.js";
import { formatRange, pick, say } from "../core/i18n.js";
import { indicatorsOn } from "../core/timeline.js";
import { classOf, classRanges, classStyle } from "./class-breaks.js";
import { map } from "./map.js";

/**
 * The figure that is chosen, on the date that is.
 * @param {Readonly<State>} state
 */
const chosenOf = ({ colour, date }) => indicatorsOn(date).find(({ id }) => id === colour);

/**
 * Colour `districts` by the figure that is chosen, and keep legend and choice in step.
 * @param {Store} store
 * @param {Map<string, L.Polygon>} districts
 */
export function listenToChoropleth(store, districts) {
  /** @type {HTMLSelectElement} */
  const select = find("#indicator");
  select.addEventListener("change", () => store.update({ colour: select.value || undefined }));
  for (const [id, polygon] of districts) {
    polygon.on("add", () => dress(polygon, styleOf(chosenOf(store.get()), id)));
  }
  store.listen((state, before) => {
    if (state.colour === before.colour && state.lang === before.lang && state.date === before.date) return;
    const indicator = chosenOf(state);
    map.getContainer().classList.toggle("coloured", indicator !== undefined);
    select.value = indicator?.id ?? "";
    for (const [id, polygon] of districts) dress(polygon, styleOf(indicator, id));
    showClasses(indicator);
  });
}

/**
 * @param {Indicator | undefined} indicator
 * @param {string} id
 */
function styleOf(indicator, id) {
  if (!indicator) return "";
  const { limits, values } = indicator;
  return classStyle(classOf(values[id]?.[0], limits), classRanges(limits).length);
}

/**
 * @param {L.Polygon} polygon
 * @param {string} style
 */
function dress(polygon, style) {
  const path = polygon.getElement();
  if (!path) return;
  path.classList.remove(...[...path.classList].filter((name) => name.startsWith("class-")));
  if (style) path.classList.add(style);
}

/** @param {Indicator | undefined} indicator */
function showClasses(indicator) {
  const box = find("#classes");
  box.hidden = !indicator;
  if (!indicator) return box.replaceChildren();
  const { form, label, limits, method, values } = indicator;
  const ranges = classRanges(limits);
  const keys = ranges.map(([low, high], number) =>
    makeKey(classStyle(number, ranges.length), formatRange(low, high, form)),
  );
  if (data.districts.some(({ id }) => !values[id])) keys.push(makeKey("class-none", say("legend.no_data")));
  const link = make("a", { href: `#method-${method}` }, say("legend.method"));
  return box.replaceChildren(make("h4", {}, pick(label)), make("ul", {}, ...keys), make("p", {}, link));
}

/**
 * Return a coloured square with what it stands for.
 * @param {string} style
 * @param {string} words
 */
function makeKey(style, words) {
  return make("li", {}, make("span", { class: `swatch ${style}`, "aria-hidden": "true" }), words);
}

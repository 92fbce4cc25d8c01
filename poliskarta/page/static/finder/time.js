import { data, isPlaced, kindById } from "../core/data.js";
import { find } from "../core/dom.js";
import { formatClock, pick, say } from "../core/i18n.js";
import { isAlwaysOpen, sayClosed } from "../core/moments.js";
import { openingAt } from "../core/opening-hours.js";
import { clockOf, minuteOf } from "../core/week.js";

const zone = data.region.timezone;
const TICK_MS = 60000;

/** @type {() => Record<"mode" | "day" | "hour", HTMLSelectElement>} */
const timeFields = () => ({ mode: find("#time"), day: find("#time-day"), hour: find("#time-hour") });

/**
 * Make the time control, which a map without mobile offices lacks, change the state; `now` is
 * looked at again every minute.
 * @param {Store} store
 */
export function listenToTime(store) {
  const { mode, day, hour } = timeFields();
  if (!mode) return;
  const chosen = () => `${day.value}-${hour.value}`;
  mode.addEventListener("change", () => {
    if (mode.value === "at") setClock(day, hour);
    store.update({ time: mode.value === "at" ? chosen() : mode.value });
  });
  for (const select of [day, hour]) select.addEventListener("change", () => store.update({ time: chosen() }));
  setInterval(() => {
    if (store.get().time === "now") store.update({ tick: minuteOf("now", zone) });
  }, TICK_MS);
}

/**
 * @param {HTMLSelectElement} day
 * @param {HTMLSelectElement} hour
 */
function setClock(day, hour) {
  const now = clockOf(minuteOf("now", zone));
  day.value = String(now.day);
  hour.value = String(now.hour);
}

/**
 * Make the time control show the chosen time, and say what mobile offices do then.
 * @param {Readonly<State>} state
 * @param {Office[]} offices
 */
export function showTime({ time }, offices) {
  if (!find("#time")) return;
  const isHour = time !== "" && time !== "now";
  const { mode, day, hour } = timeFields();
  mode.value = isHour ? "at" : time;
  find("#time-at").hidden = !isHour;
  if (isHour) [day.value, hour.value] = time.split("-").map((part) => String(Number(part)));
  find("#time-result").textContent = time === "" ? "" : timeInWords(time, offices);
}

/**
 * @param {string} time
 * @param {Office[]} offices
 */
function timeInWords(time, offices) {
  const minute = minuteOf(time, zone);
  const mobile = offices.filter(({ kind }) => !kindById.get(kind).fixed);
  /** @param {Office} office */
  const stateOf = (office) => (isPlaced(office) ? openingAt(office, time).state : "nowhere");
  const states = mobile.map(stateOf);
  const counted = ["open", "closed", "unknown", "nowhere"].map((state) => ({ state, n: states.filter((own) => own === state).length }));
  const words = counted.filter(({ n }) => n > 0).map(({ state, n }) => say(`time.count_${state}`, { n }));
  return say("time.result", { time: formatClock(minute, true), words: words.join(", ") });
}

/**
 * Return what an office does at the chosen time, for its row; "" when there is nothing to say.
 * @param {Office} office
 * @param {string} time
 */
export function openingInWords(office, time) {
  if (time === "") return "";
  const { fixed } = kindById.get(office.kind);
  const { state, place, until, next } = openingAt(office, time);
  if (state === "unknown") return fixed ? "" : say("time.unknown");
  if (state === "closed") return sayClosed(fixed ? "time.closed" : "time.away", next, time);
  if (isAlwaysOpen(place)) return say("now.always");
  const at = { place: place.place || office.name, time: formatClock(until) };
  return fixed ? say("time.open", at) : say("time.stands", at);
}

/**
 * Return when an office is out or open, in the words of the sources, whatever time is chosen.
 * @param {Office} office
 */
export function timesInWords(office) {
  const known = (office.stops ?? [office]).flatMap(({ rule, hours }) => [rule, hours]).flatMap((texts) => (texts ? pick(texts) : []));
  return known.length > 0 ? known.join(" ") : say("time.unknown");
}

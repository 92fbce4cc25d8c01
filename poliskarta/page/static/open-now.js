import { data } from "./data.js";
import { make } from "./dom.js";
import { formatClock, say } from "./language.js";
import { standingAt } from "./standing.js";

/**
 * Say whether an office is open now, where its hours are known, and what that rests on: hours
 * as they were at the date of the map, and no knowledge of public holidays.
 */
export function openNow(office) {
  const { state, place, until, next } = standingAt(office, "now");
  if (state === "unknown") return [];
  const basis = say("now.basis", { date: data.region.date });
  if (state === "closed") return [strong("closed", say("now.closed", { time: formatClock(next, true) })), basis];
  const isStop = office.stops && place.place;
  const time = formatClock(until);
  return [strong("open", isStop ? say("now.stands", { place: place.place, time }) : say("now.open", { time })), basis];
}

const strong = (state, words) => make("strong", { class: `now-${state}` }, words);

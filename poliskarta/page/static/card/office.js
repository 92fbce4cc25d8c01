import { data, districtById, isPlaced, kindById } from "../core/data.js";
import { describeWay } from "../core/directions.js";
import { make, makeLink } from "../core/dom.js";
import { formatClock, formatDistance, pick, say } from "../core/i18n.js";
import { openingAt } from "../core/opening-hours.js";
import { permalinkTo } from "../core/permalink.js";
import { officeSymbol } from "../map/icons.js";
import { reportAddress } from "./error-report.js";
import { makeCopyButton, makeFact, makeFacts, makeHeading, makeSources, certaintyInWords } from "./parts.js";

/**
 * Return the card of an office: all that is known of it, and what isn't.
 * @param {Office} office
 * @param {Readonly<State>} state
 */
export function makeOfficeCard(office, { lang, near, time }) {
  const kind = kindById.get(office.kind);
  const district = districtById.get(office.district);
  const card = make("section", { class: `office-popup card ${kind.css}`, "aria-labelledby": "card-title" });
  card.dataset.officeId = office.id;
  card.append(
    makeHeading(officeSymbol(office), office.name, pick(kind.label), district?.name),
    makeFacts(
      makeFact(say("card.now"), ...openNow(office)),
      makeFact(say("card.address"), ...addressLines(office)),
      makeFact(say("card.distance"), describeWay(office, near, time)),
      makeFact(say("card.municipality"), office.municipality && make("bdi", {}, office.municipality)),
      makeFact(say("card.district"), ...inDistrict(office, district)),
      makeFact(say("card.stops"), ...stops(office)),
      makeFact(say("card.hours"), ...hours(office, kind)),
      makeFact(say("card.contact"), ...contacts(office)),
      makeFact(say("card.opened"), office.opened && pick(office.opened)),
      makeFact(say("card.closed"), office.closed && pick(office.closed)),
      makeFact(say("card.certainty"), certaintyInWords(office), office.note && pick(office.note)),
    ),
    makeSources(office.sources ?? []) ?? "",
    makeActions(office, lang),
  );
  return card;
}

/**
 * Say where it is, as precisely as the sources do and no more.
 * @param {Office} office
 */
function addressLines(office) {
  if (!isPlaced(office)) {
    const areas = (office.stops ?? []).flatMap(({ area }) => (area ? pick(area) : []));
    return [say("card.unplaced"), ...areas];
  }
  const place = office.place || office.matched_name || office.stops?.[0]?.place || office.municipality || office.name;
  /** @type {(Node | string)[]} */
  const said = office.address ? [make("bdi", {}, office.address)] : [];
  if (!office.approximate) return said;
  said.push(say(office.address ? "card.address_unlocated" : "card.address_unknown"));
  said.push(say(`card.marker_${office.precision}`, { place }));
  if (office.radius) said.push(say("card.radius", { distance: formatDistance(office.radius) }));
  return said;
}

/**
 * Say which district it is in, and what is uncertain about that.
 * @param {Office} office
 * @param {District | undefined} district
 */
function inDistrict(office, district) {
  const link = district && make("a", { href: `#district=${encodeURIComponent(district.id)}` }, make("bdi", {}, district.name));
  return [link, ...(office.flags ?? []).map((flag) => say(`flag.${flag}`))].filter(Boolean);
}

/** @param {Office} office */
function stops(office) {
  return (office.stops ?? []).map((stop) => {
    const place = stop.place || (stop.area ? pick(stop.area) : "");
    const lines = [stop.rule, stop.hours, stop.note].flatMap((texts) => (texts ? pick(texts) : []));
    if (stop.from) lines.push(say("card.from", { date: pick(stop.from) }));
    if (stop.to) lines.push(say("card.to", { date: pick(stop.to) }));
    return make("div", {}, make("strong", {}, make("bdi", {}, place)), ...lines.map((line) => make("span", { class: "line" }, line)));
  });
}

/** Where nobody says when any office is open, no card speaks of it. */
const anyHours = data.offices.some((office) => office.rule || office.hours || pick(data.region.officeNote ?? {}));

/**
 * @param {Office} office
 * @param {Kind} kind
 */
function hours(office, kind) {
  const known = [office.rule, office.hours].flatMap((texts) => (texts ? pick(texts) : []));
  if (known.length > 0 || office.stops || !anyHours) return known;
  return [kind.fixed ? pick(data.region.officeNote) : say("card.hours_unknown")];
}

/** @param {Office} office */
function contacts(office) {
  const own = [
    office.phone && makeLink(`tel:${office.phone.replace(/[^+\d]/g, "")}`, office.phone),
    office.email && makeLink(`mailto:${office.email}`, office.email),
    office.website && makeLink(office.website, say("card.website")),
  ].filter(Boolean);
  const common = data.region.contacts.filter(({ emergency }) => !emergency).slice(0, 1);
  return [...own, ...common.map(({ label, value, href }) => make("span", {}, `${pick(label)}: `, makeLink(href, value)))];
}

/**
 * @param {Office} office
 * @param {string} language
 */
function makeActions(office, language) {
  const actions = make("div", { class: "actions" });
  if (isPlaced(office)) {
    const point = `${office.lat},${office.lon}`;
    const route = `https://www.openstreetmap.org/directions?to=${encodeURIComponent(point)}`;
    actions.append(
      makeLink(route, say("card.directions"), { class: "action" }),
      makeLink(`geo:${point}?q=${point}`, say("card.geo"), { class: "action" }),
    );
  }
  const address = permalinkTo({ office: office.id, lang: language });
  actions.append(...makeCopyButton(address), ...makeReport(office, address));
  return actions;
}

/**
 * Return a link to a mail with all that whoever mends the map must know, and who that is.
 * @param {Office} office
 * @param {string} address
 */
function makeReport(office, address) {
  const { contacts, title } = data.region;
  const subject = say("report.subject", { name: office.name, title: pick(title) });
  const body = say("report.body", { name: office.name, id: office.id, hash: data.hash.slice(0, 12), address });
  const mail = reportAddress(contacts, subject, body);
  const link = makeLink(mail, say("card.report"), { class: "action" });
  return mail.startsWith("mailto:?") ? [link, make("span", { class: "secondary" }, say("report.to_whom"))] : [link];
}

/**
 * Say whether an office is open now, where its hours are known, and what that rests on: hours
 * as they were at the date of the map, and no knowledge of public holidays.
 * @param {Office} office
 */
function openNow(office) {
  const { state, place, until, next } = openingAt(office, "now");
  if (state === "unknown") return [];
  const basis = say("now.basis", { date: data.region.date });
  if (state === "closed") return [strong("closed", say("now.closed", { time: formatClock(next, true) })), basis];
  const time = formatClock(until);
  return [strong("open", office.stops && place.place ? say("now.stands", { place: place.place, time }) : say("now.open", { time })), basis];
}

/**
 * @param {string} state
 * @param {string} words
 */
const strong = (state, words) => make("strong", { class: `now-${state}` }, words);

import { makeCopyButton, makeFact, makeFacts, makeHeading, makeSources } from "./card-parts.js";
import { data, kindById } from "./data.js";
import { makeFigures, makeInitiatives } from "./district-figures.js";
import { make } from "./dom.js";
import { formatNumber, pick, say } from "./language.js";
import { addressOf } from "./link.js";
import { officeSymbol } from "./signs.js";

/** Return the card of a district: its numbers, its parts and its offices. */
export function makeDistrictCard(district, language) {
  const card = make("section", { class: "district-card card", "aria-labelledby": "card-title" });
  card.dataset.districtId = district.id;
  const population = district.population_year
    ? say("district.population_in", { year: String(district.population_year) })
    : say("district.population");
  card.append(
    makeHeading(undefined, say("district.heading", { name: district.name }), say("district.kind")),
    makeFacts(
      ...[
        makeFact(population, number(district.population)),
        district.later_population && makeFact(say("district.population_in", { year: String(district.later_population_year) }), number(district.later_population)),
        makeFact(say("district.land"), district.land_km2 ? say("area.km2", { n: Math.round(district.land_km2) }) : number()),
        makeFact(say("district.units"), district.units?.join(", ")),
        makeFact(say("district.offices"), makeOffices(district)),
        makeFact(say("district.initiatives"), makeInitiatives(district)),
        makeFact(say("card.certainty"), say(`certainty.${district.certainty}`), district.note && pick(district.note)),
      ].filter(Boolean),
    ),
    makeFigures(district),
    makeSources(district.sources ?? []) ?? "",
    make("div", { class: "actions" }, ...makeCopyButton(addressOf({ district: district.id, lang: language }))),
  );
  return card;
}

const number = (value) => (value === undefined ? say("district.unknown") : formatNumber(Math.round(value)));

function makeOffices(district) {
  const offices = data.offices.filter((office) => office.district === district.id);
  if (offices.length === 0) return "";
  const items = offices.map((office) => {
    const link = make("a", { href: `#office=${encodeURIComponent(office.id)}` }, officeSymbol(office), make("bdi", {}, office.name));
    link.title = pick(kindById.get(office.kind).label);
    return make("li", {}, link);
  });
  return make("ul", { class: "card-offices" }, ...items);
}

"""The columns of every table: data, no logic.

A column's `description` is the entry in the data dictionary (data/README.md), which a test
compares with this file.
"""

from __future__ import annotations

from poliskarta.project.columns import (
    CERTAINTY,
    NOTE,
    PEOPLE,
    SOURCE,
    YEARS,
    Column,
    Table,
    needing,
)
from poliskarta.project.demand_tables import (
    AREA_GROUPS,
    AREA_POPULATIONS,
    DEMAND,
    DEMAND_ERRORS,
    GROUP_POPULATIONS,
)
from poliskarta.project.vocabularies import (
    CERTAINTIES,
    GAZETTEER_KINDS,
    INITIATIVE_SCOPES,
    INSIDE,
    PRECISIONS,
    STATUSES,
)

WGS84 = "EPSG:4326"

# What is beyond sense: longer than around the world, more than the whole Earth.
_WAY_M = (0, 4.1e7)
_EARTH_KM2 = (0, 5.2e8)

_LATITUDE = Column("latitude", "Degrees north, WGS 84.", "latitude")
_LONGITUDE = Column("longitude", "Degrees east, WGS 84.", "longitude")
_HOURS = Column("opening_hours", "Hours in OpenStreetMap's opening_hours syntax; empty if unknown.")
_HOURS_TEXT = Column(
    "hours_text", "What the sources say of hours, in words.", optional=True, localised=True
)
OFFICES = Table(
    "offices.csv",
    ("office_id",),
    needing(
        ("office_id", "name"),
        Column(
            "office_id", "Stable id of the office: the force's own, or a slug.", "id", required=True
        ),
        Column("kind", "One of the kinds that region.toml declares; not needed where it is one."),
        Column("name", "The office's name.", required=True, localised=True),
        Column(
            "place",
            "The place name to geocode; empty for an office that stands at stops or nowhere known.",
        ),
        Column("municipality", "The municipality's name, as in units.csv; empty if unknown."),
        Column("address", "Street and number, if a source gives it."),
        _HOURS,
        _HOURS_TEXT,
        Column("opened", "ISO date of any precision (2006, 2006-10, 2006-10-22).", "date"),
        Column("closed", "ISO date of any precision; empty if not closed or unknown.", "plan"),
        Column("phone", "Telephone number of this very office."),
        Column("email", "E-mail address of this very office."),
        Column("website", "Web page of this very office."),
        CERTAINTY,
        SOURCE,
        NOTE,
        Column(
            "latitude",
            "A position the force itself gives, degrees north, WGS 84.",
            "latitude",
            optional=True,
        ),
        Column(
            "longitude",
            "A position the force itself gives, degrees east, WGS 84.",
            "longitude",
            optional=True,
        ),
        Column(
            "district_id",
            "The district that the force itself counts it to; compared with the polygons.",
            "id",
        ),
    ),
)
STOPS = Table(
    "stops.csv",
    ("office_id", "place", "area", "opening_hours", "valid_from"),
    needing(
        ("office_id",),
        Column("office_id", "The mobile office that stands here.", "id", required=True),
        Column("place", "The place name to geocode; empty if no source names one."),
        Column("municipality", "The municipality's name, as in units.csv; empty if unknown."),
        Column(
            "area", "The area in words, when there is no place to put on a map.", localised=True
        ),
        _HOURS,
        _HOURS_TEXT,
        Column("valid_from", "ISO date of any precision: first day.", "plan"),
        Column("valid_to", "ISO date of any precision: last day.", "plan"),
        CERTAINTY,
        SOURCE,
        NOTE,
    ),
)
GEOCODES = Table(
    "geocodes.csv",
    ("query",),
    (
        Column(
            "query",
            "The normalised query: place or address, municipality, country.",
            required=True,
        ),
        Column(
            "municipality", "The municipality the match must lie in; empty if none was asked for."
        ),
        _LATITUDE,
        _LONGITUDE,
        Column(
            "radius_m",
            "How far from the point the office may be, metres: a guide, not a guarantee.",
            "number",
            within=_WAY_M,
        ),
        Column("precision", "What the point stands for.", "choice", choices=PRECISIONS),
        Column("matched_name", "The name of what was found."),
        Column(
            "provider",
            "Who found it: gazetteer, geonames, the name of a service, or a person.",
            required=True,
        ),
        Column("provider_id", "The provider's own id of what was found."),
        Column(
            "status",
            "`found`, `manual` (a person decided; never overwritten), `ambiguous`, "
            "`not_found`, `implausible`.",
            "choice",
            required=True,
            choices=STATUSES,
        ),
        Column(
            "retrieved_on",
            "The day a service responded; an offline source's own date otherwise.",
            "date",
            required=True,
        ),
        Column("licence", "Licence of the point."),
        Column("note", "What a reviewer should know."),
    ),
)
CANDIDATES = Table(
    "geocode_candidates.csv",
    ("query", "rank"),
    (
        Column("query", "The query, as in geocodes.csv.", required=True),
        Column(
            "rank",
            "1 for the best: inside before outside, then by precision.",
            "count",
            required=True,
        ),
        Column("name", "What the source calls it."),
        Column("kind", "What the source says it is."),
        Column("precision", "What its point stands for.", "choice", choices=PRECISIONS),
        Column("latitude", "Degrees north, WGS 84.", "latitude", required=True),
        Column("longitude", "Degrees east, WGS 84.", "longitude", required=True),
        Column(
            "inside",
            "Whether it lies where it must: in the municipality asked for, or within the bounds.",
            "choice",
            required=True,
            choices=INSIDE,
        ),
        Column("provider", "Who named it.", required=True),
        Column("provider_id", "The provider's own id of it."),
        Column("licence", "Licence of the point."),
    ),
)
GAZETTEER = Table(
    "gazetteer.csv",
    ("name", "municipality_code", "kind", "source_id"),
    (
        Column("name", "Place name.", required=True),
        Column("municipality_code", "Official code of the municipality it lies in.", required=True),
        Column("latitude", "Degrees north, WGS 84.", "latitude", required=True),
        Column("longitude", "Degrees east, WGS 84.", "longitude", required=True),
        Column(
            "radius_m",
            "Radius of the circle as large as the land of all areas that bear the place's name, "
            "else of the area around the point; 500 metres or more.",
            "number",
            within=_WAY_M,
        ),
        Column("kind", "What the point is.", "choice", required=True, choices=GAZETTEER_KINDS),
        Column(
            "agreement_m",
            "Distance to the nearest independent source's point, metres; empty if there is none.",
            "number",
            within=_WAY_M,
        ),
        SOURCE,
        Column("source_id", "The source's own id.", required=True),
        Column(
            "source_date",
            "The source's own date; the year it was read where it gives none.",
            "date",
            required=True,
        ),
        Column("licence", "Licence of the point; empty if unknown."),
    ),
)
UNITS = Table(
    "units.csv",
    ("unit_id",),
    needing(
        ("unit_id", "district_id"),
        Column("unit_id", "Stable id of the unit.", "id", required=True),
        Column("name", "The unit's name; its id if there is none."),
        Column(
            "kind",
            "`municipality`, `part` of one that is split between districts, or another word.",
            required=True,
        ),
        Column("municipality_code", "Official code of its municipality; empty if of no one."),
        Column("municipality", "Name of its municipality; empty if of no one."),
        Column("district_id", "The police district it belongs to.", "id", required=True),
        Column("population", "Inhabitants.", "count", within=PEOPLE),
        Column("population_year", "31 December of this year.", "count", within=YEARS),
        Column(
            "later_population",
            "Inhabitants in a later year, to compare; empty if unknown.",
            "count",
            within=PEOPLE,
        ),
        Column("later_population_year", "31 December of this year.", "count", within=YEARS),
        Column(
            "land_km2",
            "Official land area, square kilometres; empty if unknown.",
            "number",
            within=_EARTH_KM2,
        ),
        Column(
            "certainty",
            "How sure it is that the unit belongs to the district.",
            "choice",
            required=True,
            choices=CERTAINTIES,
        ),
        SOURCE,
        Column("population_source", "Where the populations come from."),
        Column("land_source", "Where the land area comes from."),
        NOTE,
    ),
)
DISTRICTS = Table(
    "districts.csv",
    ("district_id",),
    needing(
        ("district_id",),
        Column(
            "district_id", "Stable id of the district, as its polygon has it.", "id", required=True
        ),
        Column("name", "The district's name; its polygon's if there is none.", localised=True),
        Column("valid_from", "ISO date of any precision: first day.", "date"),
        Column("valid_to", "ISO date of any precision: last day.", "date"),
        CERTAINTY,
        SOURCE,
        NOTE,
    ),
)
INITIATIVES = Table(
    "initiatives.csv",
    ("initiative_id", "part"),
    needing(
        ("initiative_id", "part", "name", "text", "scope"),
        Column("initiative_id", "Stable slug of the initiative.", "id", required=True),
        Column(
            "part", "`main`, or a slug for a step, a council or a place of it.", "id", required=True
        ),
        Column("name", "What it is called.", required=True, localised=True),
        Column("text", "What it is, in our own words.", required=True, localised=True),
        Column("figure", "The figure the source gives.", "number", within=(-1e12, 1e12)),
        Column("unit", "What the figure counts.", localised=True),
        Column("scope", "What it covers.", "choice", required=True, choices=INITIATIVE_SCOPES),
        Column("scope_name", "Name of that district, municipality or place; empty for the county."),
        Column("district_id", "The district it belongs to, if known.", "id"),
        Column("from_date", "ISO date of any precision: when it began, if known.", "date"),
        Column("conflict", "What the sources disagree about, if they do.", localised=True),
        CERTAINTY,
        SOURCE,
        NOTE,
    ),
)
SOURCES = Table(
    "sources.csv",
    ("source_id",),
    needing(
        ("source_id", "title"),
        Column("source_id", "Stable slug, used in the `source` columns.", "id", required=True),
        Column("title", "What it is, in words.", required=True, localised=True),
        Column("publisher", "Who published it."),
        Column("published", "ISO date of any precision.", "date"),
        Column("url", "Where it is or was to be found."),
        Column("licence", "Licence, if it is more than a fact."),
    ),
)
TABLES = (
    OFFICES,
    STOPS,
    GEOCODES,
    CANDIDATES,
    GAZETTEER,
    UNITS,
    DISTRICTS,
    INITIATIVES,
    SOURCES,
    DEMAND,
    DEMAND_ERRORS,
    AREA_GROUPS,
    GROUP_POPULATIONS,
    AREA_POPULATIONS,
)

COUNTS = ("population", "population_year", "later_population", "later_population_year")
POPULATIONS = ("population", "later_population")

# A file of places where an office may be, which is the user's own and lies anywhere.
CANDIDATE_SITES = Table(
    "candidates",
    ("candidate_id",),
    (
        Column(
            "candidate_id", "Id of the place; its line if absent.", required=True, optional=True
        ),
        Column("name", "What it is called.", optional=True),
        Column("latitude", "Degrees north, WGS 84.", "latitude", required=True),
        Column("longitude", "Degrees east, WGS 84.", "longitude", required=True),
    ),
)


def read_sources(cell: str) -> list[str]:
    """Return the parts of a `source` cell, which are separated by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]

"""The tables of where people live: the points, what is known of areas, and how wrong it all is."""

from __future__ import annotations

from poliskarta.project.columns import NOTE, PEOPLE, PLANE_M, SOURCE, YEARS, Column, Table, needing

DEMAND = Table(
    "demand.csv",
    ("area_id", "y_m", "x_m"),
    (
        Column("area_id", "The statistical area that the point stands for.", required=True),
        Column("unit_id", "The unit that the area belongs to.", "id", required=True),
        Column(
            "x_m",
            "Easting of the point in the region's CRS, metres: the middle of a square cell.",
            "number",
            required=True,
            within=PLANE_M,
        ),
        Column(
            "y_m",
            "Northing of the point in the region's CRS, metres.",
            "number",
            required=True,
            within=PLANE_M,
        ),
    ),
)
DEMAND_ERRORS = Table(
    "demand_errors.csv",
    ("test", "within", "name"),
    (
        Column(
            "test",
            "What was estimated as if unknown: one id for the rows of a test.",
            "id",
            required=True,
        ),
        Column("within", "What the population was shared out from; empty for the region."),
        Column("name", "What it was shared out to.", required=True),
        Column("known", "Inhabitants according to the source.", "count", required=True),
        Column("areas", "How many statistical areas it consists of.", "count", required=True),
        Column(
            "by_equal_shares",
            "Inhabitants by equal shares: the same for every area.",
            "number",
            required=True,
        ),
        Column(
            "by_land_area",
            "Inhabitants by plain areal weighting: the same for every square metre of land.",
            "number",
            required=True,
        ),
        Column(
            "by_area_people",
            "Inhabitants by the people of each area in another year; empty where unknown.",
            "number",
            optional=True,
        ),
    ),
)
AREA_GROUPS = Table(
    "area_groups.csv",
    ("area_id",),
    (
        Column("area_id", "A statistical area.", required=True),
        Column("group", "The group of areas it belongs to.", required=True),
    ),
)
GROUP_POPULATIONS = Table(
    "group_populations.csv",
    ("group",),
    (
        Column("group", "A group of areas whose population is known.", required=True),
        Column("unit_id", "The unit that it is a part of.", "id", required=True),
        Column("population", "Inhabitants.", "count", required=True, within=PEOPLE),
        Column(
            "population_year", "31 December of this year.", "count", required=True, within=YEARS
        ),
        Column("population_source", "Where the population comes from.", required=True),
        Column("areas_source", "Where it comes from what belongs to the group.", required=True),
    ),
)
AREA_POPULATIONS = Table(
    "area_populations.csv",
    ("area_id", "year"),
    needing(
        ("area_id", "year", "population"),
        Column("area_id", "A statistical area.", required=True),
        Column("year", "31 December of this year.", "count", required=True, within=YEARS),
        Column("population", "Inhabitants.", "count", required=True, within=PEOPLE),
        Column(
            "weight",
            "How many of them count when another year's people are shared out; empty for all.",
            "count",
        ),
        SOURCE,
        NOTE,
    ),
)

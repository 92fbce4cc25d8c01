"""The words that a cell or an option may be one of, and what they stand for."""

# How sure something is, the weakest last.
CERTAINTIES = CONFIRMED, ONE_SOURCE, INFERRED = ("confirmed", "one source", "inferred")
PRECISIONS = (
    "given",
    "address",
    "building",
    "square",
    "station",
    "place",
    "municipality",
)
STATUSES = ("found", "manual", "ambiguous", "not_found", "implausible")
LOCATED_STATUSES = ("found", "manual")
GAZETTEER_KINDS = ("station", "square", "area", "place")
INSIDE = ("yes", "no")

# Where the source of a point doesn't say how far from it the office may be: our own guides, metres.
RADIUS_M = {
    "given": 0.0,
    "address": 50.0,
    "building": 50.0,
    "square": 200.0,
    "station": 500.0,
    "place": 1000.0,
    "municipality": 5000.0,
}
# Points of the office itself, not only of its surroundings.
EXACT_PRECISIONS = ("given", "address", "building")
INITIATIVE_SCOPES = ("county", "district", "municipality", "place")

# What the estimated demand is tested on, and the estimates that are compared.
ERROR_TESTS = ("municipalities", "parts", "groups")
ESTIMATES = EQUAL_SHARES, LAND_AREA, AREA_PEOPLE = (
    "by_equal_shares",
    "by_land_area",
    "by_area_people",
)

# How an office is chosen: `poliskarta suggest --objective`.
OBJECTIVES = ("mclp", "p-median", "p-center", "lscp")

# What `poliskarta suggest` can be asked.
QUESTIONS = ("new", "curve", "close", "move")

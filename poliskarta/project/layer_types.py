"""The layers that are written, by name, with the type of their geometries."""

# The layers of the export, in the order a GIS lists them, with their geometry types.
LAYERS = {
    "offices": "Point",
    "stops": "Point",
    "districts": "MultiPolygon",
    "units": "MultiPolygon",
}
# The layers that the analysis draws, in the same order and with the same meaning as LAYERS.
ANALYSIS_LAYERS = {
    "region": "MultiPolygon",
    "service_areas": "MultiPolygon",
    "distance_bands": "MultiPolygon",
    "underserved": "MultiPolygon",
    "demand": "Point",
}

# What the what-ifs draw: `poliskarta suggest` and `poliskarta compare`.
WHAT_IF_LAYERS = {
    "suggestions": "Point",
    "office_changes": "Point",
    "demand_changes": "Point",
}

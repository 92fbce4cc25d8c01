"""The analysis on a folium map, shown inline in a notebook. Every text from data is escaped."""

from __future__ import annotations

import html

import folium
import geopandas as gpd
import pandas as pd

from poliskarta.project.colours import UNKNOWN

# The name by which folium knows the scheme that colours.CLASSES is of.
_SCHEME = "Purples"


def explore(
    districts: gpd.GeoDataFrame,
    offices: gpd.GeoDataFrame,
    column: str,
    tiles: str | None = None,
) -> folium.Map:
    """Return a map of `districts`, shaded by their indicator `column`, and the placed offices.

    Both are EPSG:4326. A district without a value is grey. Pointing at one tells its name and
    value; pressing an office tells its name, kind and place. `tiles` are what folium takes as a
    background, none by default. folium's maps load their scripts from the network.

    Raises KeyError when `districts` has no such column.
    """
    west, south, east, north = districts.total_bounds
    shown = folium.Map(tiles=tiles, control_scale=True)
    shown.fit_bounds([[south, west], [north, east]])
    _shade(districts[["district_id", "name", column, "geometry"]], column).add_to(shown)
    for office in offices[offices["placed"]].itertuples():
        lines = (office.name, office.kind, office.place)
        words = "<br>".join(html.escape(line) for line in lines if line)
        folium.CircleMarker(
            (office.geometry.y, office.geometry.x),
            radius=5,
            tooltip=html.escape(office.name),
            popup=folium.Popup(words),
        ).add_to(shown)
    return shown


def _shade(districts: gpd.GeoDataFrame, column: str) -> folium.Choropleth:
    escaped = districts.assign(name=districts["name"].map(html.escape))
    shaded = folium.Choropleth(
        escaped.to_json(),
        data=pd.DataFrame(districts[["district_id", column]]),
        columns=["district_id", column],
        key_on="feature.properties.district_id",
        fill_color=_SCHEME,
        nan_fill_color=UNKNOWN,
        name=column,
        legend_name=column,
    )
    shaded.geojson.add_child(folium.GeoJsonTooltip(["name", column]))
    return shaded

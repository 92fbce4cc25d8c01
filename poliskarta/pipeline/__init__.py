"""What the commands do and a notebook may: the rooms composed on a project folder.

No words for people and no options here.
"""

from poliskarta.boundaries.build import rebuild_boundaries
from poliskarta.coverage.analysis import Analysis, Located
from poliskarta.coverage.comparison import Comparison
from poliskarta.coverage.lookup import PositionInfo, look_up
from poliskarta.coverage.siting import Plan, Suggestions
from poliskarta.geocoding.run import Summary
from poliskarta.geocoding.workflow import (
    GeocodeSettings,
    geocode_rows,
    pending,
    service_of,
    suggester,
)
from poliskarta.geocoding.workflow import geocode as geocode_dataset
from poliskarta.ingest.new_project import Made, new_project
from poliskarta.ingest.options import NewProject, PublishedFile, read_column_options
from poliskarta.page.basemap import Basemap, basemap_of
from poliskarta.pipeline.background import BackgroundReport, make_background
from poliskarta.pipeline.geocodes import (
    check,
    demand_errors,
    geocode,
    geocode_and_locate,
    misplaced,
    review,
    untimely,
)
from poliskarta.pipeline.results import (
    analyse,
    compare,
    export,
    locate,
    open_project,
    render,
    report,
    suggest,
    tabulate,
    verify,
    weigh,
    write_drawn,
)
from poliskarta.pipeline.ways_file import WaysFile
from poliskarta.project.dataset import Dataset, read_dataset, read_geocodes

__all__ = [
    "Analysis",
    "BackgroundReport",
    "Basemap",
    "Comparison",
    "Dataset",
    "GeocodeSettings",
    "Located",
    "Made",
    "NewProject",
    "Plan",
    "PositionInfo",
    "PublishedFile",
    "Suggestions",
    "Summary",
    "WaysFile",
    "analyse",
    "basemap_of",
    "check",
    "compare",
    "demand_errors",
    "export",
    "geocode",
    "geocode_and_locate",
    "geocode_dataset",
    "geocode_rows",
    "locate",
    "look_up",
    "make_background",
    "misplaced",
    "new_project",
    "open_project",
    "pending",
    "read_column_options",
    "read_dataset",
    "read_geocodes",
    "rebuild_boundaries",
    "render",
    "report",
    "review",
    "service_of",
    "suggest",
    "suggester",
    "tabulate",
    "untimely",
    "verify",
    "weigh",
    "write_drawn",
]

"""The printable report of an analysis: HTML that needs nothing else, PDF, and the pictures alone.

It needs the packages of the extra `report`; they are imported when something is drawn.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from poliskarta.coverage.analysis import Analysis
from poliskarta.errors import Problem, missing_packages, require_no_problems
from poliskarta.locales import DRAFT, require_language
from poliskarta.project.colours import REPORT, custom_properties
from poliskarta.project.folder import write_atomic
from poliskarta.project.region import Region
from poliskarta.report import rows
from poliskarta.report.figures import Figures
from poliskarta.report.wording import Wording
from poliskarta.templating import content_hash, inline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REPORT_FORMATS = ("html", "pdf", "svg", "png")
DEFAULT_FORMATS = ("html", "pdf")
FOLDER = Path(__file__).parent / "templates"
_PICTURES = ("svg", "png")
_PDF_NEEDS = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def write_report(
    folder: Path, analysis: Analysis, language: str, formats: Sequence[str] = DEFAULT_FORMATS
) -> list[Path]:
    """Write the report in `language` into `folder` and return the paths.

    "html" and "pdf" make one file each, `<region>-report-<language>.html`; "svg" and "png" one a
    picture, `<region>-map-<language>.svg`. The same analysis gives the same bytes with the same
    versions of matplotlib and WeasyPrint. Everything is made before the first file is written.

    Raises DataError for a language or format that isn't known, and for a package that isn't
    installed.
    """
    region = analysis.region
    require_language(language, region.languages)
    _require_formats(formats)
    pictures = draw_pictures(analysis, Wording(language, region))
    html = "" if set(formats) <= set(_PICTURES) else build_html(analysis, language, pictures)
    made = {
        f"{region.id}-{name}-{language}.{format_}": content
        for format_ in dict.fromkeys(formats)
        for name, content in _contents(format_, html, pictures).items()
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        write_atomic(folder / name, content)
    return [folder / name for name in made]


def draw_pictures(analysis: Analysis, wording: Wording) -> dict[str, Figure]:
    """Return the report's maps and charts by name: `map`, `map-<district_id>` and the like."""
    from poliskarta.report import charts, inequality, map_data, maps  # noqa: PLC0415

    shown = map_data.prepare_ground(analysis)
    ids = sorted(analysis.districts["district_id"])
    pictures = {"map": maps.draw_map(shown, wording)}
    if analysis.has_people:
        pictures["bands"] = charts.compare_bands(analysis, wording)
        pictures["distances"] = charts.compare_distances(analysis, wording)
        pictures["lorenz"] = inequality.draw_lorenz(analysis, wording)
    pictures |= {f"map-{name}": maps.draw_map(shown, wording, name) for name in ids}
    if not analysis.has_people:  # whose distances there are to draw
        return pictures
    return pictures | {f"curve-{name}": charts.draw_curve(analysis, name, wording) for name in ids}


def build_html(analysis: Analysis, language: str, pictures: Mapping[str, Figure]) -> str:
    """Return the report as one HTML document: pictures inside, no script, no request."""
    wording = Wording(language, analysis.region)
    paper = _templates().get_template("paper.css.j2").render(paper=wording.words.habits.paper)
    style = custom_properties(REPORT) + (FOLDER / "report.css").read_text(encoding="utf-8") + paper
    context = _context(analysis, wording) | {
        "style": inline(style),
        "policy": f"default-src 'none'; img-src data:; style-src {content_hash(style)}",
        "picture": _picture_tags(pictures),
        "wide": {
            name
            for name, figure in pictures.items()
            if figure.bbox.width > figure.bbox.height and name.startswith("map-")
        },
    }
    return _templates().get_template("report.html.j2").render(context)


def make_pdf(html: str) -> bytes:
    """Return the report as a tagged PDF, without dates, in the fonts that matplotlib brings.

    Raises DataError when WeasyPrint or a library that it needs isn't installed.
    """
    weasyprint = _import_weasyprint()
    import matplotlib as mpl  # noqa: PLC0415 (optional)
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    folder = Path(mpl.get_data_path(), "fonts", "ttf").as_uri()
    fonts = FontConfiguration()
    faces = _templates().get_template("fonts.css.j2").render(folder=folder)
    style = weasyprint.CSS(string=faces, font_config=fonts)
    document = weasyprint.HTML(string=html, base_url=FOLDER.as_uri())
    return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")


def _contents(format_: str, html: str, pictures: Mapping[str, Figure]) -> dict[str, bytes]:
    """Return what is to be written in one format, by name."""
    if format_ in _PICTURES:
        from poliskarta.report.figure_style import save  # noqa: PLC0415

        return {name: save(figure, format_) for name, figure in pictures.items()}
    return {"report": make_pdf(html) if format_ == "pdf" else html.encode()}


def _context(analysis: Analysis, wording: Wording) -> dict[str, Any]:
    dataset, figures = analysis.dataset, Figures(analysis, wording)
    sources = rows.source_rows(dataset.sources, wording)
    numbers = {row["id"]: row["number"] for row in sources}
    offices = rows.office_rows(analysis.located, wording, numbers)
    initiatives = rows.initiative_rows(dataset.initiatives, wording, numbers)
    return {
        "w": wording,
        "say": wording.say,
        "pick": wording.pick,
        "region": dataset.region,
        "fixed": wording.kinds(fixed=True),
        "labels": figures.labels(),
        "has_people": analysis.has_people,
        "figures_of": figures.people_note(),
        "headlines": figures.headlines(),
        "findings": figures.findings(),
        "comparison": figures.comparison(),
        "gini": wording.amount(analysis.totals.get("gini_distance", math.nan), "rate"),
        "ranks": rows.rank_rows(analysis, wording) if analysis.has_people else {},
        "districts": rows.district_rows(analysis, wording, numbers),
        "offices": offices,
        "approximate": sum(row["approximate"] for row in offices),
        "told": rows.told_columns(offices, dataset.region),
        "told_of_units": rows.told_of_units(dataset.units),
        "bands": _say_bands(dataset.region, wording),
        "spanned": figures.have("span"),
        "simulated": figures.have("interval"),
        "remaining": rows.remaining_heading(offices, initiatives, wording),
        "initiatives": initiatives,
        "methods": analysis.methods,
        "draft": wording.page(DRAFT),
        "method_parts": METHOD_PARTS,
        "sources": sources,
        "credits": rows.credit_rows(dataset.region, wording),
    }


def _say_bands(region: Region, wording: Wording) -> str:
    from poliskarta.report.maps import band_words  # noqa: PLC0415

    return ", ".join(band_words(*ends, wording) for ends in pairwise(region.limits.edges_km))


METHOD_PARTS = ("unit", "crs", "population", "water", "borders", "neighbours", "uncertainty")


def _picture_tags(pictures: Mapping[str, Figure]) -> Callable[[str, str], Markup]:
    from poliskarta.report.figure_style import save  # noqa: PLC0415

    def tag(name: str, words: str) -> Markup:
        data = base64.b64encode(save(pictures[name], "svg")).decode("ascii")
        image = Markup('<img class="{}" alt="{}" src="data:image/svg+xml;base64,{}">')
        return image.format(name.partition("-")[0], words, data)

    return tag


def _require_formats(formats: Sequence[str]) -> None:
    remedy = f"There are: {', '.join(REPORT_FORMATS)}."
    problems = [
        Problem("--format", None, None, name, "there is none of this name", remedy)
        for name in formats
        if name not in REPORT_FORMATS
    ]
    needed = ["matplotlib", *(["weasyprint"] if "pdf" in formats else [])]
    problems += missing_packages("report", "report", needed)
    require_no_problems(problems)


def _import_weasyprint() -> Any:  # noqa: ANN401 (a module)
    try:
        import weasyprint  # noqa: PLC0415 (optional)
    except OSError as error:  # a library in C is missing; the message names it
        what = f"WeasyPrint can't be used: {str(error).splitlines()[0]}"
        remedy = f"On Debian: {_PDF_NEEDS}. Or print --format html from a browser."
        require_no_problems([Problem("--format", None, None, "pdf", what, remedy)])
    return weasyprint


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

"""The invented town that most tests run on, copied so that a test may break it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import settings
from support.geocode_cases import matcher_of

from poliskarta.geocoding.cache import Cache
from poliskarta.geocoding.matching import Matcher
from poliskarta.pipeline import locate
from poliskarta.project.folder import Project
from poliskarta.project.layer_types import LAYERS
from poliskarta.project.region import Region, read_region

ROOT = Path(__file__).parent.parent

# Hypothesis's own profile for CI: the same examples everywhere, however busy the machine is.
settings.load_profile("ci")


@pytest.fixture(autouse=True)
def messages() -> Iterator[None]:
    """Let no command of one test write its messages to the closed stderr of another's."""
    log = logging.getLogger("poliskarta")
    kept = (log.handlers[:], log.propagate, log.level)
    yield
    log.handlers[:], log.propagate = kept[:2]
    log.setLevel(kept[2])


@pytest.fixture
def town(tmp_path: Path) -> Project:
    """A copy of the invented town's project folder."""
    shutil.copytree(ROOT / "tests" / "town", tmp_path / "town")
    return Project(tmp_path / "town", tmp_path / "town" / "maps")


@pytest.fixture(scope="session")
def region() -> Region:
    """The town's region."""
    return read_region(ROOT / "tests" / "town" / "data" / "region.toml")


@pytest.fixture
def layers(town: Project) -> dict[str, gpd.GeoDataFrame]:
    """The town's layers, as they are exported."""
    done = locate(town)
    return {name: getattr(done, name) for name in LAYERS}


@pytest.fixture(scope="session")
def real() -> Project:
    """The repository's own project folder; tests only read it."""
    return Project(ROOT, ROOT / "maps")


@pytest.fixture(scope="session")
def matcher(region: Region) -> Matcher:
    """Who knows where an answer in the town must lie, on a day that is always the same."""
    return matcher_of(Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps"), region)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache in a folder of its own."""
    return Cache(tmp_path / "geocodes.csv")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a run with a skipped test fail: what a test needs is installed, or told as missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

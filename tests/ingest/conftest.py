import pytest
from support.published import districts, stations, write_csv, write_layer

from poliskarta.ingest.new_project import new_project
from poliskarta.ingest.options import NewProject, PublishedFile
from poliskarta.project.dataset import read_dataset
from poliskarta.project.folder import Project


@pytest.fixture
def city():
    """Six precincts of an invented city west of Greenwich and south of the equator."""
    return districts(-58.5, -34.7)


@pytest.fixture
def files(tmp_path, city):
    """What that city publishes: a list of stations and a layer of precincts."""
    offices = write_csv(tmp_path / "stations.csv", stations(city))
    return offices, write_layer(tmp_path / "precincts.geojson", city)


@pytest.fixture
def make(tmp_path, files):
    """Make a project of the city's files, or of others, that can be read."""

    def made(offices=None, areas=None, **options):
        published = [
            file if isinstance(file, PublishedFile) else PublishedFile(file)
            for file in (offices or files[0], areas or files[1])
        ]
        project = new_project(NewProject(tmp_path / "made", *published, **options))
        read_dataset(Project(project.folder, tmp_path / "maps"))
        return project

    return made

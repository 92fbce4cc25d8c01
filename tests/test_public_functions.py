"""What a notebook uses: a dozen names, documented, and light to import."""

import inspect
import subprocess
import sys

import pytest

import poliskarta as pk

FUNCTIONS = [name for name in pk.__all__ if inspect.isfunction(getattr(pk, name))]


def test_importing_it_brings_no_heavy_library():
    code = "import sys, poliskarta; print({'pandas', 'folium', 'geopy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_tells_its_parameters_what_it_returns_and_what_it_raises(name):
    function = getattr(pk, name)
    words = inspect.getdoc(function)
    for section in ("Parameters", "Returns", "Raises"):
        assert f"{section}\n{'-' * len(section)}\n" in words
    told = words.split("Parameters\n----------\n")[1].split("Returns\n")[0]
    listed = {
        part.strip() for line in told.splitlines() if line[:1].strip() for part in line.split(",")
    }
    assert listed == set(inspect.signature(function).parameters)


def test_a_name_that_there_is_not_is_no_attribute():
    with pytest.raises(AttributeError, match="nothing"):
        _ = pk.nothing


def test_the_whole_job_of_a_project(town):
    analysis = pk.analyse(pk.open_project(town.root))
    assert pk.render(analysis).is_file()
    assert {path.suffix for path in pk.export(analysis, ["csv"], ["districts"])} > {".csv"}
    _, problems = pk.check(town)
    assert isinstance(problems, list)

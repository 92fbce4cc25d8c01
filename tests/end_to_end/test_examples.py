"""The example notebook does what it says, with the numbers of the program."""

import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from poliskarta.coverage.analysis import analyse
from poliskarta.pipeline import locate

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "examples" / "coverage.ipynb"
# Jupyter's own packages warn of each other.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The notebook's namespace after a run: what `figures` below writes."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    kept = tmp_path_factory.mktemp("notebook") / "districts.json"
    last = f"districts.drop(columns='geometry').to_json({str(kept)!r}, double_precision=15)"
    notebook.cells.append(nbformat.v4.new_code_cell(last))
    resources = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    return notebook, pd.read_json(kept)


def test_its_figures_are_those_of_the_analysis(executed, real):
    _, districts = executed
    done = locate(real)
    expected = analyse(done).districts.set_index("name")
    columns = ["population", "share_within_2km", "share_within_2km_low", "median_distance_m"]
    pd.testing.assert_frame_equal(
        districts.loc[expected.index, columns],
        expected[columns],
        check_dtype=False,
        check_names=False,
    )


def test_it_shows_a_table_a_map_and_the_cards(executed):
    notebook, _ = executed
    shown = [set(output.get("data", {})) for cell in notebook.cells for output in outputs(cell)]
    assert sum("text/html" in kinds for kinds in shown) == 3
    assert sum("image/png" in kinds for kinds in shown) == 1
    said = [output["data"]["text/plain"] for output in outputs(notebook.cells[-2])]
    assert len(said) == 1
    assert "Not for emergency response" in said[0]


def test_it_is_kept_without_results():
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_the_analysis_takes_ten_lines():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert len([line for line in first.source.splitlines() if line.strip()]) <= 10


def outputs(cell):
    return cell.get("outputs", [])

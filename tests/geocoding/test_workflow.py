"""Whom a run asks when it asks no service: every source that needs no network."""

from support.small_force import lay_out

from poliskarta.cli.app import main
from poliskarta.project.csv_tables import read_table
from poliskarta.project.schema import GEOCODES


def test_without_a_service_the_names_of_geonames_are_known(tmp_path):
    rows = [{"office_id": "A1", "name": "North", "place": "Uppsala"}]
    project = lay_out(tmp_path, rows=rows)
    assert main(["geocode", "--offline", "--project", str(project.root)]) == 0
    (row,) = read_table(project.table("geocodes.csv"), GEOCODES).to_dict("records")
    assert (row["provider"], row["status"], row["matched_name"]) == ("geonames", "found", "Uppsala")
    assert 59.8 < row["latitude"] < 59.9

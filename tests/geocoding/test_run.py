from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.geocode_cases import (
    NORRA,
    ListProvider,
    ask,
    ask_address,
    candidate,
    geocode_row,
    kept,
    matcher_of,
    stored,
)

from poliskarta.errors import DataError
from poliskarta.geocoding import run
from poliskarta.geocoding.cache import Cache
from poliskarta.geocoding.providers import GazetteerProvider, GeonamesProvider
from poliskarta.geocoding.queries import queries_of
from poliskarta.project.csv_tables import read_table
from poliskarta.project.folder import Project
from poliskarta.project.region import read_region
from poliskarta.project.schema import CANDIDATES, GAZETTEER, GEOCODES, OFFICES, STOPS

ROOT = Path(__file__).parents[2]
TOWN = Project(ROOT / "tests" / "town", ROOT / "tests" / "town" / "maps")


# Who is asked


def test_the_first_source_with_something_that_fits_settles_the_question(cache, matcher):
    elsewhere = ListProvider(candidate(NORRA, name="far"), name="gazetteer")
    right = ListProvider(candidate(provider="geonames"), name="geonames")
    later = ListProvider(candidate())
    run.run([ask("Mitt")], cache, [elsewhere, right, later], matcher)
    assert stored(cache).loc["Mitt, Västra, SE", "provider"] == "geonames"
    assert later.asked == []
    candidates = read_table(cache.path.with_name(CANDIDATES.file), CANDIDATES)
    assert list(candidates["inside"]) == ["yes", "no"]
    assert list(candidates["name"]) == ["Mitt", "far"]


def test_what_an_offline_source_lacks_stays_unanswered_and_nothing_is_stored(cache, matcher):
    summary = run.run([ask("Mitt")], cache, [ListProvider()], matcher)
    assert summary.counts == {"not_asked": 1}
    assert summary.unanswered == (ask("Mitt"),)
    assert not cache.path.exists()


def test_an_address_is_not_asked_of_sources_without_addresses(cache, matcher):
    places = ListProvider(candidate())
    summary = run.run([ask_address("Torget 1")], cache, [places], matcher)
    assert (places.asked, summary.asked) == ([], 0)
    assert list(cache.path.parent.iterdir()) == []


def test_what_a_service_lacks_is_not_found_and_never_asked_again(cache, matcher):
    service = ListProvider(name="nominatim", is_service=True)
    for _ in range(2):
        summary = run.run([ask("Mitt")], cache, [service], matcher)
        assert summary.counts == {"not_found": 1}
    assert len(service.asked) == 1
    assert stored(cache).loc["Mitt, Västra, SE", "retrieved_on"] == "2020-02-29"


def test_a_name_that_offline_sources_know_elsewhere_is_put_to_a_service_once(cache, matcher):
    offline = ListProvider(candidate(NORRA, provider="geonames"), name="geonames")
    service = ListProvider(name="nominatim", is_service=True)
    assert run.run([ask("Mitt")], cache, [offline], matcher).counts == {"implausible": 1}
    assert run.pending([ask("Mitt")], cache, [offline]) == []
    for _ in range(2):
        run.run([ask("Mitt")], cache, [offline, service], matcher)
    assert len(service.asked) == 1
    assert stored(cache).loc["Mitt, Västra, SE", "provider"] == "nominatim"


def test_a_killed_runs_answers_are_merged_even_when_nothing_is_left_to_ask(cache, matcher):
    journal = cache.path.with_name("geocodes.csv.journal")
    cache.keep(geocode_row("Mitt, Västra, SE"), [])
    assert journal.exists()
    assert not cache.path.exists()
    summary = run.run([ask("Mitt")], Cache(cache.path), [ListProvider(candidate())], matcher)
    assert (summary.counts, summary.asked) == ({"found": 1}, 0)
    assert list(stored(cache).index) == ["Mitt, Västra, SE"]
    assert not journal.exists()


def test_questions_that_differ_in_case_only_are_one(cache, matcher):
    source = ListProvider(candidate())
    summary = run.run([ask("mitt"), ask("Mitt"), ask("MITT")], cache, [source], matcher)
    assert (summary.counts, source.asked) == ({"found": 1}, ["MITT, Västra, SE"])


def test_a_run_tells_how_far_it_is(cache, matcher):
    steps = []
    queries = [ask("Mitt"), ask("Kajen", "Östra")]
    run.run(queries, cache, [ListProvider()], matcher, progress=lambda *step: steps.append(step))
    assert steps == [(0, 2), (1, 2), (2, 2)]


def test_a_dry_run_lists_what_would_be_asked_and_leaves_no_trace(cache):
    open_queries = [ask("Mitt"), ask_address("Torget 1")]
    assert run.pending(open_queries, cache, [ListProvider()]) == [ask("Mitt")]
    assert list(cache.path.parent.iterdir()) == []


def test_refresh_asks_a_settled_question_again(cache, matcher):
    kept(cache, geocode_row("Mitt, Västra, SE", "not_found"))
    query = "mitt, västra, se"
    run.run([ask("Mitt")], cache, [ListProvider(candidate())], matcher, refresh=[query])
    assert stored(cache).loc["Mitt, Västra, SE", "status"] == "found"


@pytest.mark.parametrize(
    ("query", "message"),
    [("Mit, Västra, SE", "Is 'Mitt, Västra, SE' meant"), ("Mitt, Västra, SE", "a person")],
)
def test_refresh_of_what_nobody_asks_or_a_person_settled_is_refused(cache, matcher, query, message):
    kept(cache, geocode_row("Mitt, Västra, SE", "manual"))
    with pytest.raises(DataError, match=message):
        run.run([ask("Mitt")], cache, [ListProvider()], matcher, refresh=[query])


def test_a_municipality_without_a_polygon_is_named_before_anyone_is_asked(cache, matcher):
    source = ListProvider(candidate())
    with pytest.raises(DataError, match="Is 'Västra' meant"):
        run.run([ask("Mitt", "Vestra")], cache, [source], matcher)
    assert source.asked == []


@settings(max_examples=10)
@given(st.permutations(["Mitt", "Kajen", "Gräns", "Elak by", "Ingenstans", "okänd"]))
def test_the_order_of_the_questions_doesn_t_matter(tmp_path_factory, matcher, names):
    cache = Cache(tmp_path_factory.mktemp("cache") / "geocodes.csv")
    gazetteer = GazetteerProvider(read_table(TOWN.table("gazetteer.csv"), GAZETTEER))
    run.run([ask(name) for name in names], cache, [gazetteer], matcher)
    written = [path.read_bytes() for path in sorted(cache.path.parent.iterdir())]
    again = Cache(tmp_path_factory.mktemp("cache") / "geocodes.csv")
    run.run([ask(name) for name in sorted(names)], again, [gazetteer], matcher)
    assert [path.read_bytes() for path in sorted(again.path.parent.iterdir())] == written


# The real data


def test_the_real_cache_is_what_an_offline_run_gives(tmp_path, real):
    region = read_region(real.table("region.toml"))
    offices, stops = (
        read_table(real.table("offices.csv"), OFFICES),
        read_table(real.table("stops.csv"), STOPS),
    )
    sources = [
        GazetteerProvider(read_table(real.table("gazetteer.csv"), GAZETTEER)),
        GeonamesProvider(region.country),
    ]
    rebuilt = Cache(tmp_path / "geocodes.csv")
    run.run(queries_of(offices, stops, region.country), rebuilt, sources, matcher_of(real, region))
    for path in tmp_path.iterdir():
        assert path.read_bytes() == real.table(path.name).read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {GEOCODES.file, CANDIDATES.file}


def test_every_real_place_is_found(real):
    answers = read_table(real.table("geocodes.csv"), GEOCODES)
    assert len(answers) == 28
    assert set(answers["status"]) == {"found"}

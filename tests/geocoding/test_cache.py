import errno
import json
import logging
import os
import signal
import subprocess
import sys
import unicodedata
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from support.geocode_cases import geocode_row

from poliskarta.errors import DataError
from poliskarta.geocoding.cache import Cache, StatusIndex
from poliskarta.project.csv_tables import read_table, write_table
from poliskarta.project.geocode_table import read_geocodes
from poliskarta.project.schema import CANDIDATES, GEOCODES

ROOT = Path(__file__).parents[2]
CACHE_WRITER = ROOT / "tests" / "support" / "cache_writer.py"
text = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
text = text.map(lambda name: unicodedata.normalize("NFC", name))


def files(cache):
    return sorted(path.name for path in cache.path.parent.iterdir())


def keep(cache, *answers, candidates=()):
    with cache.writing():
        for answer in answers:
            cache.keep(answer, candidates)


def candidate_row(query, rank=1):
    point = {"latitude": 1.0, "longitude": 2.0}
    return {"query": query, "rank": rank, "inside": "no", "provider": "gazetteer", **point}


@contextmanager
def writing_cache(*arguments):
    """A process that keeps answers; ended, however the test ends."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    process = subprocess.Popen(
        [sys.executable, str(CACHE_WRITER), *map(str, arguments)],
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_an_answer_is_known_as_soon_as_it_is_kept_and_by_others_too(cache):
    with cache.writing():
        cache.keep(geocode_row("Mitt, SE"), [])
        assert cache.status("MITT, se") == "found"
        assert list(read_geocodes(cache.path)["query"]) == ["Mitt, SE"]
        assert not cache.path.exists()


def test_after_a_run_there_is_the_sorted_table_and_nothing_else(cache):
    keep(cache, geocode_row("b"), geocode_row("a"))
    assert list(read_table(cache.path, GEOCODES)["query"]) == ["a", "b"]
    assert files(cache) == ["geocodes.csv"]


def test_looking_up_writes_nothing(cache):
    assert cache.status("a") == ""
    assert files(cache) == []


def test_a_run_that_keeps_nothing_leaves_the_table_untouched(cache):
    keep(cache, geocode_row("a"))
    before = cache.path.stat()
    keep(cache)
    assert cache.path.stat() == before
    assert files(cache) == ["geocodes.csv"]


def test_a_newer_answer_replaces_an_older_one_whatever_the_case(cache):
    keep(cache, geocode_row("Mitt", "not_found"))
    keep(cache, geocode_row("mitt", "found"))
    assert list(read_table(cache.path, GEOCODES)["status"]) == ["found"]


def test_a_manual_row_is_never_overwritten(cache):
    keep(cache, geocode_row("a", "manual", note="a person knows"))
    keep(cache, geocode_row("a", "not_found"))
    assert cache.status("a") == "manual"
    assert list(read_table(cache.path, GEOCODES)["note"]) == ["a person knows"]


def test_a_row_made_manual_while_a_run_goes_on_is_not_overwritten(cache):
    with cache.writing():
        cache.keep(geocode_row("a", "not_found"), [])
        manual = read_geocodes(cache.path).assign(status="manual")
        write_table(cache.path, GEOCODES, manual)
    assert list(read_table(cache.path, GEOCODES)["status"]) == ["manual"]


def test_an_interrupted_run_loses_nothing(cache):
    with pytest.raises(KeyboardInterrupt), cache.writing():  # noqa: PT012
        cache.keep(geocode_row("a"), [])
        raise KeyboardInterrupt
    assert list(read_table(cache.path, GEOCODES)["query"]) == ["a"]


def test_candidates_are_replaced_with_their_answer_and_leave_with_it(cache):
    with cache.writing():
        cache.keep(geocode_row("a"), [candidate_row("a"), candidate_row("a", 2)])
        cache.keep(geocode_row("b"), [candidate_row("b")])
    keep(cache, geocode_row("a"), candidates=[candidate_row("a")])
    stored = read_table(cache.path.with_name(CANDIDATES.file), CANDIDATES)
    assert list(stored["query"]) == ["a", "b"]
    cache.path.unlink()
    keep(cache, geocode_row("a"), candidates=[candidate_row("a")])
    stored = read_table(cache.path.with_name(CANDIDATES.file), CANDIDATES)
    assert list(stored["query"]) == ["a"]


def test_a_column_of_the_reader_s_own_stays(cache):
    keep(cache, geocode_row("a"))
    stored = read_table(cache.path, GEOCODES).assign(reviewer="the desk")
    write_table(cache.path, GEOCODES, stored)
    keep(cache, geocode_row("b"))
    assert list(read_table(cache.path, GEOCODES)["reviewer"]) == ["the desk", ""]


def test_the_torn_line_of_a_killed_process_is_left_out(cache):
    journal = cache.path.with_name("geocodes.csv.journal")
    keep(cache, geocode_row("a"))
    with cache.writing():
        cache.keep(geocode_row("b"), [])
        whole = journal.read_bytes()
    journal.write_bytes(whole + whole[: len(whole) // 2])
    cache.path.unlink()
    assert list(read_geocodes(cache.path)["query"]) == ["b"]
    keep(cache, geocode_row("c"))
    assert list(read_table(cache.path, GEOCODES)["query"]) == ["b", "c"]


def test_an_unreadable_line_of_the_journal_is_named_and_left_out(cache, caplog):
    cache.path.with_name("geocodes.csv.journal").write_bytes(b"\0\0\0\n")
    with caplog.at_level(logging.WARNING, "poliskarta"):
        assert read_geocodes(cache.path).empty
    assert "geocodes.csv.journal:1" in caplog.text


ROW = geocode_row("a")


@pytest.mark.parametrize(
    "line",
    [
        "7",
        "null",
        "[]",
        "{}",
        '{"answer": 7, "candidates": []}',
        '{"answer": {}, "candidates": []}',
        json.dumps({"answer": ROW}),
        json.dumps({"answer": ROW, "candidates": [7]}),
        json.dumps({"answer": ROW, "candidates": [{"query": "a"}]}),
        json.dumps({"answer": ROW | {"status": "perhaps"}, "candidates": []}),
        json.dumps({"answer": ROW | {"latitude": 99}, "candidates": []}),
        json.dumps({"answer": ROW | {"query": ["a"]}, "candidates": []}),
        json.dumps({"answer": {"query": "a", "status": "found"}, "candidates": []}),
        "[" * 100_000,
        "9" * 5000,
    ],
)
def test_a_line_that_is_no_answer_is_left_out_and_the_rest_kept(cache, caplog, line):
    good = json.dumps({"answer": geocode_row("b"), "candidates": [candidate_row("b")]})
    journal = cache.path.with_name("geocodes.csv.journal")
    journal.write_text(f"{line}\n{good}\n")
    with caplog.at_level(logging.WARNING, "poliskarta"):
        assert list(read_geocodes(cache.path)["query"]) == ["b"]
    assert "geocodes.csv.journal:1: not readable, left out" in caplog.text
    keep(cache, geocode_row("c"))
    assert list(read_table(cache.path, GEOCODES)["query"]) == ["b", "c"]
    assert not journal.exists()


def test_numbers_in_the_journal_may_be_texts(cache):
    row = geocode_row("b") | {"latitude": "59,5", "longitude": "18.25", "radius_m": ""}
    journal = cache.path.with_name("geocodes.csv.journal")
    journal.write_text(json.dumps({"answer": row, "candidates": []}) + "\n")
    assert read_geocodes(cache.path)["latitude"].tolist() == [59.5]


def test_a_name_is_the_same_however_its_accents_are_encoded(cache):
    composed, decomposed = (unicodedata.normalize(form, "Älvsjö") for form in ("NFC", "NFD"))
    keep(cache, geocode_row(decomposed))
    assert Cache(cache.path).status(composed) == "found"
    keep(cache, geocode_row(composed))
    assert list(read_table(cache.path, GEOCODES)["query"]) == [composed]


def test_a_linked_table_stays_a_link_and_keeps_its_mode(tmp_path):
    shared, own = tmp_path / "shared", tmp_path / "own"
    shared.mkdir()
    own.mkdir()
    table = shared / "all.csv"
    keep(Cache(table), geocode_row("a"))
    table.chmod(0o664)
    (own / "geocodes.csv").symlink_to(table)
    keep(Cache(own / "geocodes.csv"), geocode_row("b"))
    assert (own / "geocodes.csv").is_symlink()
    assert table.stat().st_mode & 0o777 == 0o664
    assert list(read_table(table, GEOCODES)["query"]) == ["a", "b"]
    assert [path.name for path in shared.iterdir()] == ["all.csv"]


def test_a_full_disk_is_told_and_what_was_there_stays(cache, monkeypatch):
    keep(cache, geocode_row("a"))

    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DataError, match=r"can't be written: No space left on device"):
            keep(cache, geocode_row("b"))
    assert list(read_geocodes(cache.path)["query"]) == ["a", "b"]
    keep(cache)
    assert list(read_table(cache.path, GEOCODES)["query"]) == ["a", "b"]
    assert files(cache) == ["geocodes.csv"]


@settings(max_examples=25)
@given(st.dictionaries(text, text, min_size=1, max_size=5))
def test_what_is_written_is_what_is_read(tmp_path_factory, names):
    cache = Cache(tmp_path_factory.mktemp("cache") / "geocodes.csv")
    folded = {query.casefold(): geocode_row(query, note=note) for query, note in names.items()}
    keep(cache, *folded.values())
    stored = read_geocodes(cache.path)
    assert dict(zip(stored["query"], stored["note"], strict=True)) == {
        row["query"]: row["note"] for row in folded.values()
    }
    write_table(cache.path, GEOCODES, stored)
    assert_frame_equal(read_geocodes(cache.path), stored)


@pytest.mark.parametrize("lines", [1, 30])
def test_kill_9_loses_no_answer_that_was_given(cache, lines):
    with writing_cache(cache.path, "a", 100_000) as process:
        assert process.stdout.readline() == "knows 0\n"
        told = {process.stdout.readline().strip() for _ in range(lines)}
    assert process.returncode == -signal.SIGKILL
    assert len(told) == lines
    assert told <= set(read_geocodes(cache.path)["query"])
    keep(cache, geocode_row("after"))
    assert {*told, "after"} <= set(read_table(cache.path, GEOCODES)["query"])


def test_two_processes_at_once_take_turns_and_lose_nothing(cache):
    with writing_cache(cache.path, "a", 20, "wait") as first:
        assert first.stdout.readline() == "knows 0\n"
        with writing_cache(cache.path, "b", 20) as second:
            assert "waiting" in second.stderr.readline()
            assert first.communicate("go on\n")[1] == ""
            assert second.stdout.readline() == "knows 20\n"
            assert second.communicate()[1] == ""
    expected = {f"{name}{number}" for name in "ab" for number in range(20)}
    assert set(read_table(cache.path, GEOCODES)["query"]) == expected
    assert files(cache) == ["geocodes.csv"]


@given(
    st.lists(st.sampled_from(["Bro", "bro", "BRO", "Ängö", "ÄNGÖ", "Straße", "STRASSE", "Lund"]))
)
def test_case_tells_no_questions_apart(written):
    index = StatusIndex({})
    for number, query in enumerate(written):
        index.note(query, ("found", str(number)))
        index.look_up(["nobody asked this"])
    known = {query.casefold() for query in written}
    asked = ["bro", "Bro", "ängö", "strasse", "Straße", "lund"]
    answered = [query for query, pair in zip(asked, index.look_up(asked), strict=True) if pair]
    assert answered == [query for query in asked if query.casefold() in known]

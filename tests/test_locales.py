"""Languages are folders, the package's and a project's own; what one lacks is told, all at once."""

import json
import re
import shutil

import pytest
from support.hebrew_town import speak_hebrew

from poliskarta.cli.app import main
from poliskarta.errors import DataError
from poliskarta.i18n import Words
from poliskarta.locales import (
    FILES,
    LOCALES,
    TERMS,
    check_words,
    draft_notes,
    draft_words,
    known_languages,
    read_words,
)
from poliskarta.project.csv_tables import read_table
from poliskarta.project.region import read_region
from poliskarta.project.schema import OFFICES


@pytest.fixture
def own(tmp_path):
    """A folder of locales with one language, complete: English by another name."""
    shutil.copytree(LOCALES / "en", tmp_path / "locale" / "xx")
    path = tmp_path / "locale" / "xx" / "fields.csv"
    path.write_bytes((LOCALES / "de" / "fields.csv").read_bytes())
    return tmp_path / "locale"


def change(path, section, **words):
    """Put words into a JSON file, and take those out that are None."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    table = raw[section] if section else raw
    table.update({key.replace("__", "."): text for key, text in words.items()})
    for key in [key for key, text in table.items() if text is None]:
        del table[key]
    path.write_text(json.dumps(raw), encoding="utf-8")


def told(problems):
    return [(problem.file.rsplit("/")[-1], problem.column, problem.what) for problem in problems]


@pytest.mark.parametrize("language", known_languages())
def test_every_language_of_the_package_is_complete(language):
    assert check_words(language) == []
    files = sorted(path.name for path in (LOCALES / language).iterdir())
    assert files == list(FILES) or draft_words(language)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("language", known_languages())
def test_every_language_wants_the_same_values(language, file):
    first, other = (values_of(read_words(file, name)) for name in ("en", language))
    assert other == first


def values_of(sections):
    found = {}
    for section, words in sections.items():
        for key, text in words.items():
            stem = section, re.sub(r"\.(one|other)$", "", key)
            values = set(re.findall(r"\{(\w+)\}", text)) - set(TERMS)
            found.setdefault(stem, set()).update(values)
    # A form for one need not say the number.
    return {stem: values - {"n"} for stem, values in found.items()}


def test_a_folder_of_the_project_is_a_language_too(own):
    assert known_languages(own) == ["de", "en", "he", "sv", "xx"]
    assert check_words("xx", own) == []
    words = Words(("xx", "de"), own)
    assert words.say("contact.heading") == {"xx": "Contact", "de": "Kontakt"}


def test_words_of_the_project_come_before_the_packages(tmp_path):
    folder = tmp_path / "sv"
    folder.mkdir()
    (folder / "page.json").write_text('{"page": {"districts.name": "Stadsdel"}}', "utf-8")
    assert check_words("sv", tmp_path) == []
    words = Words(("sv",), tmp_path)
    assert words.message("sv", "districts.name") == "Stadsdel"
    assert words.message("sv", "sort.district") == Words(("sv",)).message("sv", "sort.district")


def test_districts_are_called_what_the_force_calls_them_where_it_says_so():
    words = Words(("en", "sv"), terms={"district": {"en": "beat"}, "districts": {"en": "beats"}})
    assert words.say("districts.lead", n=3, place="Smallham")["en"].startswith("3 beats share")
    assert words.say("districts.name") == {"en": "Beat", "sv": "Distrikt"}
    assert words.say("district.kind") == {"en": "beat", "sv": "distrikt"}


def test_every_term_is_said():
    for language in known_languages():
        page = Words((language,)).read("page.json")[language]
        texts = [text for messages in page.values() for text in messages.values()]
        assert not [text for text in texts if any(f"{{{name}}}" in text for name in TERMS)]


def test_a_file_that_was_changed_is_read_anew(own):
    path = own / "xx" / "page.json"
    assert read_words("page.json", "xx", own)["page"]["nav.take"] == "Download"
    change(path, "page", nav__take="Take")
    assert read_words("page.json", "xx", own)["page"]["nav.take"] == "Take"


def test_every_word_that_is_missing_is_told_at_once_by_file_and_key(own):
    change(own / "xx" / "page.json", "page", nav__take=None, nav__what_if="")
    change(own / "xx" / "page.json", "script", list__count__one=None, list__count__other=None)
    change(own / "xx" / "review.json", "", decide=None)
    fields = own / "xx" / "fields.csv"
    lines = fields.read_text("utf-8").splitlines(keepends=True)
    fields.write_text("".join(line for line in lines if not line.startswith("stops,,")), "utf-8")
    (own / "xx" / "report.json").unlink()
    assert told(check_words("xx", own)) == [
        ("fields.csv", "stops/ alias", "no words"),
        ("fields.csv", "stops/ description", "no words"),
        ("page.json", "page nav.take", "no words"),
        ("page.json", "page nav.what_if", "no words"),
        ("page.json", "script list.count", "no words"),
        ("report.json", None, "the file is missing"),
        ("review.json", "decide", "no words"),
    ]


def test_the_remedy_has_the_english_words(own):
    change(own / "xx" / "page.json", "page", nav__take=None)
    assert check_words("xx", own)[0].remedy == "Add it: 'Download' in English."


def test_words_that_nobody_asks_for_and_values_that_nobody_gives_are_told(own):
    change(own / "xx" / "page.json", "page", nav__tkae="Download", districts__lead="{n} of {total}")
    change(own / "xx" / "report.json", "", percent="{figures")
    assert told(check_words("xx", own)) == [
        (
            "page.json",
            "page districts.lead",
            "values in braces that it isn't given, or braces that don't pair",
        ),
        ("page.json", "page nav.tkae", "nobody asks for these words"),
        (
            "report.json",
            "percent",
            "values in braces that it isn't given, or braces that don't pair",
        ),
    ]


def test_a_condition_that_words_do_not_have_is_told(own):
    path = own / "xx" / "methods.toml"
    text = path.read_text("utf-8").replace("[mobile: A mobile office", "[moblie: A mobile office")
    path.write_text(text, "utf-8")
    [problem] = check_words("xx", own)
    assert problem.column == "offices formula"
    assert problem.what == "a condition in brackets that these words don't have"
    assert problem.remedy == "There are: kinds, mobile."


def test_a_draft_says_in_english_what_it_lacks_and_is_told_without_being_wrong(own):
    change(own / "xx" / "page.json", "page", locale__draft="A draft.", nav__take=None)
    change(own / "xx" / "page.json", "script", list__count__one=None, list__count__other=None)
    change(own / "xx" / "page.json", "script", list__count="x")
    (own / "xx" / "report.json").unlink()
    assert check_words("xx", own) == []
    words = read_words("page.json", "xx", own)
    assert words["page"]["nav.take"] == "Download"
    assert {key for key in words["script"] if key.startswith("list.count")} == {"list.count"}
    assert read_words("report.json", "xx", own) == read_words("report.json", "en")
    english = read_words("report.json", "en")[""]
    lacking = len({re.sub(r"\.(one|other)$", "", key) for key in english})
    assert draft_notes(["en", "xx"], own) == [
        "xx/page.json: a draft; words that are missing and said in English: 1.",
        f"xx/report.json: a draft; words that are missing and said in English: {lacking}.",
    ]


def test_a_draft_can_be_wrong_all_the_same(own):
    change(own / "xx" / "page.json", "page", locale__draft="A draft.", nav__tkae="Download")
    change(own / "xx" / "page.json", "page", language__direction="up")
    assert told(check_words("xx", own)) == [
        ("page.json", "page language.direction", "no direction of writing"),
        ("page.json", "page nav.tkae", "nobody asks for these words"),
    ]


def test_english_among_words_from_the_right_is_set_apart(own):
    change(own / "xx" / "page.json", "page", locale__draft="A draft.", about__private_text=None)
    assert read_words("page.json", "xx", own)["page"]["about.private_text"].startswith("Everything")
    change(own / "xx" / "page.json", "page", language__direction="rtl")
    text = read_words("page.json", "xx", own)["page"]["about.private_text"]
    assert text.startswith("\u2068Everything")
    assert text.endswith(".\u2069")


def test_check_tells_of_a_draft_in_a_note(town, capsys):
    main(["check", "--project", str(speak_hebrew(town).root)])
    said = capsys.readouterr().err
    assert re.search(
        r"he/methods\.toml: a draft; words that are missing and said in English: \d+", said
    )
    assert "he/page.json" not in said


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("page.json", b"{"),
        ("page.json", b'{"page": "x"}\xff'),
        ("methods.toml", b"[texts"),
        ("fields.csv", b"layer;field;alias\n;name;Namn\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(own, file, content):
    (own / "xx" / file).write_bytes(content)
    [problem] = check_words("xx", own)
    assert problem.file.endswith(file)
    assert f"not {file.split('.')[1].upper()} in UTF-8" in problem.what


def test_what_is_no_text_is_told_with_its_key(own):
    change(own / "xx" / "review.json", "", decide=7, map=["a"])
    assert told(check_words("xx", own)) == [
        ("review.json", "decide", "not a text"),
        ("review.json", "map", "not a text"),
    ]


@pytest.fixture
def speaking(town, own):
    """The town, in the project's own language first."""
    shutil.copytree(own, town.data / "locale")
    region = town.table("region.toml")
    text = region.read_text("utf-8").replace('["sv", "en"]', '["xx", "en"]')
    region.write_text(text.replace(".sv = ", ".xx = "), "utf-8")
    return town


def test_a_region_finds_the_languages_beside_it(speaking):
    region = read_region(speaking.table("region.toml"))
    assert region.locale == speaking.data / "locale"
    assert region.words.message("xx", "language.name") == "English"


def test_the_folder_of_locales_is_no_setting(town):
    region = town.table("region.toml")
    region.write_text('locale = "x"\n' + region.read_text("utf-8"), "utf-8")
    with pytest.raises(DataError, match="locale 'x': no such setting"):
        read_region(region)


@pytest.mark.parametrize(
    "command", [["check"], ["map"], ["export"], ["report"], ["review"], ["locate", "59.5", "17.6"]]
)
def test_every_command_tells_what_a_language_lacks_before_it_writes(speaking, command, capsys):
    change(speaking.data / "locale" / "xx" / "page.json", "page", nav__take=None, nav__what_if=None)
    assert main([*command, "--project", str(speaking.root)]) == 2
    told = capsys.readouterr().err
    assert "locale/xx/page.json: page nav.take: no words" in told
    assert "page nav.what_if: no words" in told
    assert "2 problems." in told
    assert not speaking.out.exists()


def test_a_language_that_is_nowhere_is_told_with_those_there_are(town, capsys):
    region = town.table("region.toml")
    text = region.read_text("utf-8").replace('["sv", "en"]', '["sv", "tlh", "grc"]')
    region.write_text(text, "utf-8")
    assert main(["check", "--project", str(town.root)]) == 2
    told = capsys.readouterr().err
    for language in ("tlh", "grc"):
        assert f"languages {language!r}: there are no words in this language" in told
    assert "There are: de, en, he, sv." in told


def test_no_word_of_the_package_is_about_one_force_only(real):
    """Places, brochures and the like stand in a project's own words."""
    text = "".join(
        path.read_text(encoding="utf-8") for path in LOCALES.rglob("*") if path.is_file()
    )
    offices = read_table(real.table("offices.csv"), OFFICES)
    places = {*offices["place"], *offices["municipality"]} - {""}
    own = {*places, "brochure", "broschyr", "Broschüre", "youth", "ungdomsbrott"}
    assert [name for name in own if re.search(rf"\b{name}\b", text)] == []


def test_a_project_calls_things_by_its_own_words(real):
    for language in ("sv", "en"):
        own = read_words("page.json", language, real.data / "locale")
        package = read_words("page.json", language)
        assert own["script"]["district.units"] != package["script"]["district.units"]
        assert own["page"]["search.hint"] != package["page"]["search.hint"]

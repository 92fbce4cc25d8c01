"""Texts that aren't UTF-8: told, or refused; never silently nonsense."""

from pathlib import Path

import pytest

from poliskarta.errors import DataError
from poliskarta.project.encodings import code_page, decode, detect, is_plausible

NAMES = "name\nGårda\nCafé Señor\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_word(tmp_path, caplog, encoding):
    assert decode(tmp_path, "name\n강남\n".encode(encoding)) == "name\n강남\n"
    assert caplog.text == ""


def test_western_european_is_read_and_shown(tmp_path, caplog):
    assert decode(tmp_path, NAMES.encode("cp1252")) == NAMES
    assert "Gårda" in caplog.text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("강남경찰서", "cp949"),
        ("Полиция", "cp1251"),
        ("Αστυνομία", "cp1253"),
        ("北京市公安局", "gb18030"),
        ("สถานีตำรวจ", "cp874"),
        ("警察署", "cp932"),
        ("شرطة", "cp1256"),
        ("משטרה", "cp1255"),
    ],
)
def test_another_script_is_refused_until_it_is_named(tmp_path, text, encoding):
    content = f"name\n{text}\n".encode(encoding)
    with pytest.raises(DataError, match="its encoding can't be told"):
        decode(tmp_path, content)
    assert text in decode(tmp_path, content, encoding)


@pytest.mark.parametrize(("encoding", "what"), [("no", "no such encoding"), ("ascii", "not text")])
def test_an_encoding_that_does_not_fit_is_told(tmp_path, encoding, what):
    with pytest.raises(DataError, match=what):
        decode(tmp_path, NAMES.encode("cp1252"), encoding)


FILE = Path("stations.csv")
KOREAN = "서울강남경찰서,서울종로경찰서"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_of_a_published_file_is_certain(encoding):
    text = "name\nŁódź\n"
    found = detect(FILE, text.encode(encoding))
    assert (found.text, found.certain) == (text, True)


def test_the_country_tells_what_its_spreadsheets_write():
    found = detect(FILE, KOREAN.encode("cp949"), "KR")
    assert (found.text, found.encoding, found.certain) == (KOREAN, "cp949", False)


def test_what_is_told_comes_first():
    assert detect(FILE, "Москва".encode("koi8-r"), "KR", "koi8-r").text == "Москва"


def test_signs_where_letters_should_be_are_no_text():
    assert not is_plausible(KOREAN.encode("cp949").decode("latin-1"))
    assert is_plausible("Île-de-France – «Écoles», 12 °")  # one sign among letters
    assert is_plausible("（東京）、大阪。")


def test_letters_of_another_country_are_found_all_the_same():
    text = "Отдел полиции по району Хамовники, улица Россолимо\n" * 5
    assert detect(FILE, text.encode("cp1251"), "").text == text


@pytest.mark.parametrize(
    ("encoding", "message"), [("klingon", "no such encoding"), ("ascii", "not text in ascii")]
)
def test_a_told_encoding_that_can_t_be_is_refused(encoding, message):
    with pytest.raises(DataError, match=message):
        detect(FILE, "é".encode(), encoding=encoding)


def test_bytes_that_are_no_text_ask_for_the_encoding():
    with pytest.raises(DataError, match="Say which with --encoding"):
        detect(FILE, bytes(range(128, 256)) * 4, "KR")


def test_a_country_that_isn_t_listed_writes_windows_1252():
    assert (code_page("FR"), code_page("TH"), code_page("")) == ("cp1252", "cp874", "")

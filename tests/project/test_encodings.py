"""Texts that aren't UTF-8: told, or refused; never silently nonsense."""

import pytest

from poliskarta.errors import DataError
from poliskarta.project.encodings import decode

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

"""What stands inside the page: the order of the scripts, the policy, what is asked of no one."""

import json
import re

import folium
import pytest
from branca.element import Element
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.page import bundle
from poliskarta.templating import inline

SCRIPT_FILES = sorted(path.name for path in bundle.STATIC.glob("*.js"))
IMPORT = re.compile(r'^import \{ (.*?) \} from "\./(.*?)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async function|function|const|class) (\w+)", re.MULTILINE)


def test_every_script_and_style_of_the_page_is_joined_once():
    assert sorted(bundle.SCRIPTS) == SCRIPT_FILES
    assert sorted(bundle.STYLES) == sorted(path.name for path in bundle.STATIC.glob("*.css"))


@pytest.mark.parametrize("name", SCRIPT_FILES)
def test_a_module_imports_only_what_modules_before_it_export(name):
    before = bundle.SCRIPTS[: bundle.SCRIPTS.index(name)]
    for names, source in IMPORT.findall(bundle.read_page_file(name)):
        assert source in before
        exported = EXPORT.findall(bundle.read_page_file(source))
        assert set(names.split(", ")) <= set(exported)


@pytest.mark.parametrize("name", SCRIPT_FILES)
def test_a_module_uses_all_that_it_imports(name):
    text = bundle.read_page_file(name)
    body = IMPORT.sub("", text)
    imported = [word for names, _ in IMPORT.findall(text) for word in names.split(", ")]
    assert [word for word in imported if not re.search(rf"\b{word}\b", body)] == []


def test_everything_a_module_exports_is_used_by_another():
    imported = {
        word
        for name in SCRIPT_FILES
        for names, _ in IMPORT.findall(bundle.read_page_file(name))
        for word in names.split(", ")
    }
    exported = {
        word for name in SCRIPT_FILES for word in EXPORT.findall(bundle.read_page_file(name))
    }
    for_unit_tests = {"isOneSlip", "minuteOfWeek", "overlap", "safeText"}
    assert exported - imported == for_unit_tests


@pytest.mark.parametrize("name", SCRIPT_FILES)
def test_a_module_is_at_most_120_lines(name):
    assert len(bundle.read_page_file(name).splitlines()) <= 120


def test_the_joined_script_has_no_module_syntax_left():
    assert not re.search(r"^(import|export)\b", bundle.page_script(), re.MULTILINE)


def test_leaflet_keeps_its_copyright_line_and_asks_for_no_source_map():
    assert "(c) 2010-2022 Vladimir Agafonkin" in bundle.leaflet_script()
    assert "sourceMappingURL" not in bundle.leaflet_script()


def test_leaflet_is_the_version_that_folium_is_made_for():
    urls = dict(folium.Map.default_js)
    assert f"leaflet@{bundle.LEAFLET_VERSION}/" in urls["leaflet"]


def test_no_style_asks_for_a_file():
    urls = re.findall(r"url\((.*?)\)", bundle.page_style())
    assert [url for url in urls if not url.strip("'\"").startswith("#")] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON)
def test_a_json_block_is_inert_and_says_the_same(value):
    block = str(bundle.json_block(value))
    assert json.loads(block) == value
    assert not set("<>&\u2028\u2029") & set(block)


def test_a_json_block_holds_no_number_that_json_does_not_know():
    with pytest.raises(ValueError, match="not JSON compliant"):
        bundle.json_block({"radius": float("nan")})


def test_the_policy_allows_nothing_but_the_texts_it_was_made_for():
    policy = bundle.content_policy(["one()"], ["b{}"])
    assert "default-src 'none'" in policy
    assert f"script-src {bundle.content_hash('one()')};" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_hash_is_the_sha256_that_browsers_compute():
    assert bundle.content_hash("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


@pytest.mark.parametrize("text", ["</script>", "a</SCRIPT ", "</style>", "<!-- x"])
def test_a_text_that_would_end_its_element_is_refused(text):
    with pytest.raises(ValueError, match="end of one"):
        inline(text)


def test_an_element_with_an_id_is_named_by_it():
    assert bundle.with_id(Element(), "here").get_name() == "element_here"

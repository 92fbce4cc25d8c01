"""What stands inside the page: the order of the scripts, the policy, what is asked of no one."""

import json
import re
from graphlib import CycleError

import folium
import pytest
from branca.element import Element
from hypothesis import given
from hypothesis import strategies as st

from poliskarta.page import bundle
from poliskarta.templating import inline

SCRIPTS = {
    path.relative_to(bundle.STATIC).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(bundle.STATIC.rglob("*.js"))
}
STYLES = {path.stem for path in bundle.STATIC.rglob("*.css")}
IMPORT = re.compile(r'^import \{ (.*?) \} from "(.*?)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async function|function|const|class) (\w+)", re.MULTILINE)
# Which folder may import from which; the files beside them may from all.
FOLDERS = {
    "core": set(),
    "ground": {"core"},
    "map": {"core", "ground"},
    "finder": {"core", "map"},
    "card": {"core", "map"},
    "what-if": {"core", "map", "finder", "card"},
    "share": {"core", "map", "finder", "card"},
    "review": {"core", "ground"},
}
OF_THE_REVIEW = {"review/review.js"}


def folder_of(name):
    return name.rpartition("/")[0]


def test_every_script_and_style_of_the_page_is_joined_once():
    joined = re.findall(r'^modules\["(.*?)"\] = ', bundle.page_script(), re.MULTILINE)
    assert sorted(joined) == sorted(SCRIPTS.keys() - OF_THE_REVIEW)
    assert sorted(bundle.STYLES) == sorted(STYLES - {"review"})


def test_scripts_import_only_by_the_table():
    assert {folder_of(name) for name in SCRIPTS} == {"", *FOLDERS}
    strangers = {
        f"{name} imports {other}"
        for name in SCRIPTS
        for other in bundle.imports_of(name)
        if folder_of(name) and folder_of(other) not in FOLDERS[folder_of(name)] | {folder_of(name)}
    }
    assert strangers == set()


def test_a_module_comes_after_those_it_imports(monkeypatch):
    texts = {
        "main.js": 'import { a } from "./one/a.js";\na();\n',
        "one/a.js": 'import { b } from "../two/b.js";\nexport const a = () => b;\n',
        "two/b.js": "export const b = 1;\n",
    }
    monkeypatch.setattr(bundle, "read_page_file", texts.__getitem__)
    places = [bundle.join_scripts(["main.js"]).index(f'["{name}"] =') for name in texts]
    assert places == sorted(places, reverse=True)


def test_modules_that_import_each_other_are_refused(monkeypatch):
    texts = {
        "a.js": 'import { b } from "./b.js";\nexport const a = b;\n',
        "b.js": 'import { a } from "./a.js";\nexport const b = a;\n',
    }
    monkeypatch.setattr(bundle, "read_page_file", texts.__getitem__)
    with pytest.raises(CycleError, match=r"a\.js"):
        bundle.join_scripts(["a.js"])


def test_what_is_imported_is_exported():
    missing = {
        f"{name}: {word} of {source}"
        for name, text in SCRIPTS.items()
        for (names, _), source in zip(IMPORT.findall(text), bundle.imports_of(name), strict=True)
        for word in set(names.split(", ")) - set(EXPORT.findall(SCRIPTS[source]))
    }
    assert missing == set()


def test_everything_a_module_exports_is_used_by_another():
    imported = {
        word
        for text in SCRIPTS.values()
        for names, _ in IMPORT.findall(text)
        for word in names.split(", ")
    }
    exported = {word for text in SCRIPTS.values() for word in EXPORT.findall(text)}
    for_unit_tests = {"isFewSlips", "minuteOfWeek", "overlap", "safeText"}
    assert exported - imported == for_unit_tests


def test_a_script_is_at_most_400_lines():
    assert [name for name, text in SCRIPTS.items() if len(text.splitlines()) > 400] == []


def test_the_joined_script_has_no_module_syntax_left():
    assert not re.search(r"^(import|export)\b", bundle.page_script(), re.MULTILINE)


def test_comments_and_types_stay_behind():
    assert not re.search(r"/\*|^\s*//|@type|@param", bundle.page_script(), re.MULTILINE)


def test_a_type_within_a_line_takes_no_code_with_it(monkeypatch):
    text = """/** @type {any} */
const a = /** @type {any} */ (1);
/** @type {any} */ (a).b = 2; /* kept */
/** Return three. */
export const c = 3;
"""
    monkeypatch.setattr(bundle, "read_page_file", {"a.js": text}.__getitem__)
    assert "const a = (1);\n(a).b = 2; /* kept */\nconst c = 3;" in bundle.join_scripts(["a.js"])


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

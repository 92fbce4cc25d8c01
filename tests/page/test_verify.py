"""A page that shows what the data say passes; one that doesn't is told where."""

import json

import pytest
from support.changed import changed

from poliskarta.coverage.analysis import analyse
from poliskarta.page.bundle import json_block
from poliskarta.page.render import render_page
from poliskarta.page.verify import compare_pages
from poliskarta.pipeline import locate


@pytest.fixture
def page(region, town):
    return render_page(analyse(locate(town)))


def test_the_page_of_these_data_passes(page):
    assert compare_pages(page, page) == []


def test_a_fact_that_was_changed_is_named_by_its_path(page):
    start = page.index('id="poliskarta-data">') + len('id="poliskarta-data">')
    end = page.index("</script>", start)
    data = json.loads(page[start:end])
    data["offices"][0]["lat"] += 1
    found = page[:start] + str(json_block(data)) + page[end:]
    (line,) = compare_pages(found, page)
    assert line.startswith(f"offices.{data['offices'][0]['id']}.lat: page ")


def test_an_office_that_is_not_in_the_page_is_named(region, town, page):
    analysis = analyse(locate(town))
    offices = analysis.located.offices
    gone = offices["office_id"].iloc[0]
    other = render_page(changed(analysis, offices=offices[1:]))
    lines = compare_pages(other, page)
    assert any(line.startswith(f"offices.{gone}: page nothing, data {{") for line in lines)
    assert any(line.startswith("fingerprint: ") for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"use strict";', '"use strict";alert(1);', "the scripts are not those"),
        ("<style>", "<style>p{}", "the styles are not those"),
        ("<h1", "<h1 hidden", "the words or the markup"),
    ],
)
def test_what_is_no_fact_is_compared_as_a_whole(page, old, new, said):
    (line,) = compare_pages(page.replace(old, new, 1), page)
    assert line.startswith(said)


def test_a_looser_policy_is_noticed(page):
    policy = "default-src &#39;none&#39;"
    assert policy in page
    (line,) = compare_pages(page.replace(policy, "default-src *"), page)
    assert line.startswith("the policy")


@pytest.mark.parametrize("text", ["", "<html></html>"])
def test_another_file_is_no_page(page, text):
    (line,) = compare_pages(text, page)
    assert "the block of data is missing" in line


def test_a_broken_block_is_said_so(page):
    (line,) = compare_pages(page.replace('id="poliskarta-data">{', 'id="poliskarta-data">'), page)
    assert line.startswith("the block of data can't be read")

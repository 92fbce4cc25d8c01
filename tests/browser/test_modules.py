"""The pure modules of the page, one by one."""

import pytest

from poliskarta.page.geometry import write_path


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Hässelby Gård", "hasselby gard"), ("  Åre–ÖST ", "are ost"), ("Ærø", "ærø"), ("!?", "")],
)
def test_words_are_compared_without_accents_case_and_punctuation(functions, text, folded):
    assert functions("modules['core/text.js'].fold(argument)", text) == folded


def test_values_are_put_into_a_message_as_they_are(functions):
    filled = functions("modules['core/text.js'].fill('{a} av {b}', {a: '$&{b}', b: 2})")
    assert filled == "$&{b} av 2"


@pytest.mark.parametrize(("count", "chosen"), [(1, "one"), (2, "many"), (None, "plain")])
def test_a_message_has_the_form_its_number_asks_for(functions, count, chosen):
    messages = {"k.one": "one", "k.other": "many", "k": "plain"}
    call = "modules['core/text.js'].chooseMessage(argument[0], 'k', argument[1] ?? undefined, 'en')"
    assert functions(call, [messages, count]) == chosen


@pytest.mark.parametrize(
    "query",
    ["husby", "HÚSBY", "hus", "stockholm husby", "husbi", "hsby", "hubsy", "huussby", "stokcholn"],
)
def test_a_search_forgives_case_accents_and_one_slip(functions, query):
    call = "modules['finder/search.js'].makeMatcher(['Husby', 'Stockholm', undefined])(argument)"
    assert functions(call, query)


@pytest.mark.parametrize("query", ["rinkeby", "husby nacka", "xyz", "hab"])
def test_a_search_finds_nothing_that_is_not_there(functions, query):
    call = "modules['finder/search.js'].makeMatcher(['Husby', 'Stockholm'])(argument)"
    assert not functions(call, query)


@pytest.mark.parametrize(
    "link",
    [
        {"office": "husby", "lang": "en"},
        {"district": "a&b=c#d", "find": "å ä ö/%"},
        {"view": {"zoom": 12.25, "lat": 59.4, "lon": 17.9}},
        {},
    ],
)
def test_a_link_is_read_as_it_was_written(functions, link):
    module = "modules['core/permalink.js']"
    call = f"{module}.parsePermalink('#' + {module}.formatPermalink(argument))"
    assert functions(call, link) == link


@pytest.mark.parametrize(
    "fragment", ["#view=a/b/c", "#view=1/2", "#view=9/91/0", "#%E0%A4%A", "#x=1", "#=&&"]
)
def test_a_link_that_makes_no_sense_asks_for_nothing(functions, fragment):
    assert functions("modules['core/permalink.js'].parsePermalink(argument)", fragment) in (
        {},
        {"view": None},
    )


def test_a_path_is_read_from_its_letters(functions):
    path = [(1_800_000, 5_900_000), (1_799_990, 5_900_100), (-5, 0)]
    read = functions(
        "modules['core/geometry.js'].decodePath(argument, 100000)", write_path(tuple(path))
    )
    assert read == [[y / 100_000, x / 100_000] for x, y in path]


def test_arcs_are_joined_forwards_and_backwards(functions):
    arcs = [["a", "b", "c"], ["a", "d", "c"]]
    assert functions("modules['core/geometry.js'].joinArcs([0, -2], argument)", arcs) == list(
        "abcda"
    )


def test_boxes_that_touch_nothing_are_placed_in_order(functions):
    boxes = [
        [{"x": x, "y": 0, "w": 10, "h": 10} for x in places] for places in ([0], [5, 20], [25])
    ]
    candidates = [{"boxes": places} for places in boxes]
    assert functions("modules['core/collision.js'].placeBoxes(argument)", candidates) == [0, 1, -1]


def test_points_at_one_place_end_up_side_by_side(functions):
    offsets = functions("modules['core/collision.js'].spread([[0, 0], [0, 0], [100, 0]], 24)")
    assert offsets[0][0] == pytest.approx(-12, abs=0.2)
    assert offsets[1][0] == pytest.approx(12, abs=0.2)
    assert offsets[2] == [0, 0]


def test_a_store_tells_its_listeners_what_was_before(functions):
    call = """(() => {
      const store = modules['core/store.js'].makeStore({ a: 1, b: 2 });
      const heard = [];
      store.listen((now, before) => heard.push([now.a, before.a, now.b]));
      store.update({ a: 3 });
      return heard;
    })()"""
    assert functions(call) == [[3, 1, 2]]


def test_slips_are_looked_for_only_when_nothing_is_found_as_written(functions):
    call = """((names, query) => {
      const { makeMatcher, gradeAll } = modules['finder/search.js'];
      const { graded, grade } = gradeAll(names.map((name) => [name, makeMatcher([name])]), query);
      return [grade, graded.filter(([, own]) => own === grade && own).map(([name]) => name)];
    })(...argument)"""
    assert functions(call, [["Husby", "Hasby"], "husb"]) == [2, ["Husby"]]
    assert functions(call, [["Husby", "Tensta"], "husbi"]) == [1, ["Husby"]]
    assert functions(call, [[], "husby"]) == [0, []]


def test_the_nearest_of_several_points_is_found(functions):
    points = [{"lat": 59.4, "lon": 18}, {"lat": 59.31, "lon": 18}]
    call = "modules['core/distance.js'].closestTo({ lat: 59.3, lon: 18 }, argument) ?? null"
    assert functions(call, points) == points[1]
    assert functions(call, []) is None

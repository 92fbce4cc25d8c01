"""The accessibility statement: what is tested, by which tests, and what is known to fall short.

The words are in the locale files (`access.claim_…`, `access.limit_…`). A claim without a test
that is there fails the suite, so the statement says what is true of this version.
"""

from __future__ import annotations

CLAIMS: dict[str, tuple[str, ...]] = {
    "axe": ("test_axe_finds_nothing", "test_axe_finds_nothing_with_everything_shown"),
    "without_map": ("test_without_scripts_everything_is_still_there",),
    "keyboard": (
        "test_everything_can_be_reached_and_left_by_tab",
        "test_a_marker_opens_the_same_card_by_key",
    ),
    "names": ("test_every_marker_has_a_name_of_its_own_place_and_kind",),
    "reflow": ("test_nothing_scrolls_sideways",),
    "targets": ("test_what_is_pressed_is_large_enough",),
    "forced": ("test_with_forced_colours_everything_can_be_told_apart",),
    "motion": ("test_nothing_moves_for_who_wants_it_still",),
    "languages": ("test_both_languages_are_complete",),
    "print": ("test_what_is_printed_has_map_list_legend_date_and_source",),
}
LIMITS = ("shapes", "drag", "people")

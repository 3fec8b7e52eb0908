"""Entity tags and If-None-Match, as RFC 9110 has them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.entity_tag import MAX_HEADER, etag, matches

OURS = '"abc"'


def test_an_etag_is_strong_and_quoted() -> None:
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag("<svg/>"))


def test_the_same_body_has_the_same_etag_and_another_body_another() -> None:
    assert etag("<svg>é</svg>") == etag("<svg>é</svg>")
    assert etag("<svg>é</svg>") != etag("<svg>e</svg>")


@pytest.mark.parametrize(
    "header",
    [
        '"abc"',
        'W/"abc"',
        "*",
        " * ",
        ' "abc" ',
        '"x", "abc"',
        '"x","abc","y"',
        '"x"\t,\tW/"abc"',
        'W/"x", W/"abc"',
        '"with,comma", "abc"',
        ', ,"abc"',
        '"abc",',
        '"", "abc"',
        '"abc", then rubbish',
    ],
)
def test_a_client_that_has_it_is_told_so(header: str) -> None:
    assert matches(header, OURS)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        " ",
        ",",
        "abc",
        '"abd"',
        '"ABC"',
        '"abc',
        'abc"',
        "'abc'",
        '"abc-gzip"',
        '"x,"abc"',
        '"x "abc""',
        'w/"abc"',
        'W / "abc"',
        'W/ "abc"',
        '"x" "abc"',
        '"x"; "abc"',
        '"*"',
        '*, "x"',
        "**",
        '"x,abc"',
        '"with space", "abc"',
        '""',
        '"\x00", "abc"',
    ],
)
def test_a_client_that_has_not_or_says_it_wrongly_gets_the_body(header: str | None) -> None:
    assert not matches(header, OURS)


def test_the_comparison_is_weak_whichever_side_is() -> None:
    assert matches('"abc"', 'W/"abc"')
    assert matches('W/"abc"', 'W/"abc"')


def test_a_header_without_bound_is_not_read() -> None:
    padding = '"x",' * MAX_HEADER

    assert not matches(padding + OURS, OURS)


@pytest.mark.parametrize("unit", [" ", "\t", ",", ", ", "W/", '"', '"",', '"x" ', "W/ "])
def test_the_longest_rubbish_is_read_in_no_time_and_matches_nothing(unit: str) -> None:
    assert not matches((unit * MAX_HEADER)[:MAX_HEADER], OURS)


@given(st.text(max_size=60))
def test_no_header_is_too_odd_to_be_read(header: str) -> None:
    assert not matches(header, etag("body")) or header.strip(" \t") == "*"


@given(st.text(), st.lists(st.from_regex(r'(W/)?"[!#-~]{0,9}"', fullmatch=True), max_size=5))
def test_a_body_s_own_etag_is_found_among_any_others(body: str, others: list[str]) -> None:
    assert matches(", ".join([*others, etag(body)]), etag(body))

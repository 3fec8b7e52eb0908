"""What a badge may say, and how much room that takes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.badge_text import MAX_TEXT, plain, width

# Any code point, half of a surrogate pair included.
ANY_TEXT = st.text(st.characters(codec=None), max_size=300)
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("shop-api", "shop-api"),
        ("café Łódź", "café Łódź"),
        ("東京 🚀", "東京 🚀"),
        ("  two\r\n\tlines ", "two lines"),
        ("no\u00a0break\u2028line", "no break line"),
        ("nul\x00l bell\x07 escape\x1b[31m", "null bell escape[31m"),
        ("abc\u202egnp.exe\u202c", "abcgnp.exe"),
        ("\u2066isolated\u2069 \u200eleft", "isolated left"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half \ud83d pair", "half pair"),
        ("not a character \ufffe\uffff", "not a character"),
        ("private \ue000", "private"),
        ("\x00\u202e\n", ""),
        ("", ""),
    ],
)
def test_only_one_line_of_what_can_be_seen_is_left(written: str, left: str) -> None:
    assert plain(written) == left


@given(ANY_TEXT)
def test_nothing_unseen_or_too_long_is_ever_left(text: str) -> None:
    left = plain(text)

    assert len(left) <= MAX_TEXT
    assert not UNSEEN & {unicodedata.category(one) for one in left}
    assert plain(left) == left


# Pixels at size 11, summed from the fonts' own advances (without kerning, which only ever narrows these).
@pytest.mark.parametrize(
    ("text", "dejavu", "verdana"),
    [
        ("web", 22.7, 22.4),
        ("shop-api-production", 110.4, 111.5),
        ("i" * 63, 192.5, 190.2),
        ("w" * 63, 566.8, 567.1),
        ("M" * 128 + " deployed", 1269.1, 1240.4),
        ("v1.4.2 deployed", 88.8, 89.2),
        ("main-1f2e3d4 timed out", 133.9, 134.7),
        ("no deployments", 88.7, 88.2),
        ("a-b-c-0123456789", 101.7, 104.1),
        ("a" * 63, 424.7, 416.2),
        ("c" * 63, 381.0, 361.1),
        ("e" * 63, 426.4, 412.8),
        ("g" * 63, 439.9, 431.8),
        ("m" * 63, 675.1, 674.1),
        ("o" * 63, 424.0, 420.6),
        ("r" * 63, 284.9, 295.7),
        ("t" * 63, 271.7, 273.1),
        ("0" * 63, 440.9, 440.6),
        ("-" * 63, 250.1, 314.7),
        ("".join(map(chr, range(32, 127))), 624.0, 642.9),
        ("The quick brown fox jumps over the lazy dog", 248.0, 250.2),
    ],
)
def test_there_is_room_for_the_text_in_either_font_and_little_more(
    text: str, dejavu: float, verdana: float
) -> None:
    wider = max(dejavu, verdana)

    assert wider <= width(text) <= wider * 1.05 + 1


def test_narrow_letters_take_less_room_than_wide_ones() -> None:
    assert width("iiii") < width("nnnn") < width("WWWW")


@pytest.mark.parametrize("accented", ["é", "Ü", "ñ", "Å"])
def test_an_accented_letter_is_as_wide_as_the_letter(accented: str) -> None:
    assert width(accented) == width(unicodedata.normalize("NFD", accented)[0])


@pytest.mark.parametrize("unknown", ["東", "🚀", "Ж", "ش", "…", "\u0301"])
def test_a_character_that_is_in_no_table_gets_more_room_than_any_that_is(unknown: str) -> None:
    ascii_only = [chr(one) for one in range(32, 127)]

    assert width(unknown, 1000) > max(width(one, 1000) for one in ascii_only)


@given(ANY_TEXT, ANY_TEXT)
def test_more_text_never_takes_less_room(one: str, another: str) -> None:
    assert max(width(one), width(another)) <= width(one + another) <= width(one) + width(another)


def test_nothing_takes_no_room() -> None:
    assert width("") == 0

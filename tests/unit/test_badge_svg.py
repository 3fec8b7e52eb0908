"""A badge drawn: complete, wide enough, and with nothing in it that a text could bring along."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.badge import Badge, badge_of
from chalicelib.domain.badge_svg import svg
from chalicelib.domain.badge_text import plain, width
from chalicelib.domain.lifecycle import State

SVG = "{http://www.w3.org/2000/svg}"
STRUCTURE = [
    "svg",
    "title",
    "linearGradient",
    "stop",
    "stop",
    "clipPath",
    "rect",
    "g",
    "rect",
    "rect",
    "rect",
    "g",
]
_ATTRIBUTES = """
    width height viewBox role aria-label id x2 y2 offset stop-color stop-opacity rx fill clip-path x y text-anchor
    font-family font-size text-rendering aria-hidden fill-opacity transform textLength
"""
ATTRIBUTES = set(_ATTRIBUTES.split())
INJECTIONS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><svg onload="alert(1)">',
    "' onload='alert(1)",
    '" onload="alert(1)',
    "a & b",
    "&lt;b&gt;",
    "&#60;script&#62;",
    "&xxe;",
    '<!DOCTYPE svg [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
    "]]>",
    "<![CDATA[x]]>",
    "<!-- x -->",
    "<?xml-stylesheet href='x'?>",
    "two\r\nlines\ttabbed",
    "\x00\x01\x1b[31m red",
    "abc\u202egnp.exe\u202c",
    "\u2066isolated\u2069",
    "half \ud83d pair",
    "not a character \ufffe",
    "{total}{0}{words.__class__}",
    "%s %(x)s ${x}",
    "javascript:alert(1)",
    "url(https://example.com/x.png)",
    "n" * 63,
    "t" * 128,
    "W" * 10_000,
    "café Łódź 東京 🚀 שלום",
    "\u0301" * 300,
]


def elements(document: ET.Element) -> list[str]:
    return [one.tag.removeprefix(SVG) for one in document.iter()]


def parsed(image: str) -> ET.Element:
    return ET.fromstring(image)  # noqa: S314 (the test is what a parser makes of our own image)


def texts(document: ET.Element) -> list[str]:
    return [one.text or "" for one in document.iter(f"{SVG}text")]


def assert_drawn_safely(label: str, message: str) -> None:
    """The image holds both texts as text, and no element or attribute beyond the fixed ones."""
    badge = Badge(label, f"v {message}", "#123456", error=False)
    image = svg(badge)
    image.encode()
    document = parsed(image)

    said = [one for one in (plain(label), plain(f"v {message}")) for _ in range(2) if one]
    assert texts(document) == said
    assert elements(document) == STRUCTURE + ["text"] * len(said)
    assert {name for one in document.iter() for name in one.attrib} <= ATTRIBUTES
    assert document.attrib["aria-label"] == document.findtext(f"{SVG}title") == badge.words
    assert all((one.tail or "") == "" for one in document.iter())


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_label_and_no_message_becomes_anything_but_text(text: str) -> None:
    assert_drawn_safely(text, text)


@given(st.text(st.characters(codec=None), max_size=200), st.text(st.characters(codec=None), max_size=200))
def test_no_text_at_all_becomes_anything_but_text(label: str, message: str) -> None:
    assert_drawn_safely(label, message)


@given(st.lists(st.sampled_from([*INJECTIONS[:16], "<", ">", '"', "'", "&", "{", "}", "]]>"]), max_size=6))
def test_no_mixture_of_markup_becomes_anything_but_text(parts: list[str]) -> None:
    assert_drawn_safely("".join(parts), "".join(reversed(parts)))


@pytest.mark.parametrize("state", [*State, None])
def test_the_badge_has_its_color_on_the_right_and_both_texts_with_a_shadow(state: State | None) -> None:
    badge = badge_of("shop-api", state, "v1.4.2")
    document = parsed(svg(badge))

    label, value = list(document.findall(f"{SVG}g/{SVG}rect"))[:2]
    assert (label.get("fill"), value.get("fill")) == ("#555", badge.color)
    assert texts(document) == ["shop-api", "shop-api", badge.message, badge.message]


def test_a_screen_reader_hears_it_once() -> None:
    document = parsed(svg(badge_of("shop-api", State.DEPLOYING, "v1.5.0")))

    assert document.get("role") == "img"
    assert document.get("aria-label") == document.findtext(f"{SVG}title") == "shop-api: v1.5.0 deploying"


def test_a_badge_without_a_label_is_its_message_alone() -> None:
    badge = badge_of("", State.HELD, "2.0")
    document = parsed(svg(badge))

    assert texts(document) == ["2.0 held", "2.0 held"]
    assert document.get("aria-label") == "2.0 held"
    assert document.get("width") == str(width("2.0 held") + 10)


@pytest.mark.parametrize("label", ["i", "web", "n" * 63, "W" * 63, "東京 🚀"])
@pytest.mark.parametrize("version", ["v1", "M" * 128, "0123456789ab"])
def test_each_text_has_its_whole_width_within_its_own_half(label: str, version: str) -> None:
    badge = badge_of(label, State.TIMED_OUT, version)
    document = parsed(svg(badge))

    rooms = list(document.findall(f"{SVG}g/{SVG}rect"))[:2]
    drawn = list(document.iter(f"{SVG}text"))[1::2]
    for room, text in zip(rooms, drawn, strict=True):
        start, across = int(room.get("x", "0")), int(room.attrib["width"])
        middle, length = int(text.attrib["x"]) / 10, int(text.attrib["textLength"]) / 10
        assert length == width(text.text or "")
        assert middle - length / 2 == start + 5
        assert middle + length / 2 == start + across - 5


def test_the_image_is_as_wide_as_both_halves_and_twenty_pixels_high() -> None:
    document = parsed(svg(badge_of("shop-api", State.SUCCEEDED, "v1.4.2")))

    halves = list(document.findall(f"{SVG}g/{SVG}rect"))[:2]
    total = sum(int(one.attrib["width"]) for one in halves)
    assert document.get("width") == str(total)
    assert document.get("height") == "20"
    assert document.get("viewBox") == f"0 0 {total} 20"


@pytest.mark.parametrize("text", ["shop-api", *INJECTIONS])
def test_nothing_is_fetched_run_or_styled_so_the_strictest_policy_lets_it_be_seen(text: str) -> None:
    document = parsed(svg(badge_of(text, State.FAILED, text)))

    values = [value for one in document.iter() for key, value in one.attrib.items() if key != "aria-label"]
    assert not [one for one in values if ":" in one]
    referred = {one for value in values for one in re.findall(r"url\(([^)]*)\)", value)}
    assert referred == {f"#{one.attrib['id']}" for one in document.iter() if "id" in one.attrib}
    assert not {"script", "style", "foreignObject", "image", "use", "a", "set", "animate"} & set(
        elements(document)
    )


def test_badges_of_different_width_do_not_share_a_clip() -> None:
    clips = {
        one.attrib["id"]
        for label in ("web", "shop-api")
        for one in parsed(svg(badge_of(label, None, None))).iter(f"{SVG}clipPath")
    }

    assert len(clips) == 2


def test_the_longest_texts_still_make_a_small_image() -> None:
    assert len(svg(badge_of("&" * 10_000, State.FAILED, '"' * 10_000)).encode()) < 8192


def test_the_same_badge_is_drawn_alike_every_time() -> None:
    assert svg(badge_of("web", State.HELD, "v1")) == svg(badge_of("web", State.HELD, "v1"))

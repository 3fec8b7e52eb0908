"""Versions are ordered by semver 2.0.0; ranges mean what they mean to npm."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.semver import MAX_LENGTH, Version, VersionRange

# The order of https://semver.org/#spec-item-11, and around it.
ASCENDING = (
    "0.0.0-0",
    "0.0.0",
    "0.0.1",
    "0.1.0",
    "1.0.0-0",
    "1.0.0-2",
    "1.0.0-11",
    "1.0.0--",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
    "10.0.0",
)


def test_versions_sort_by_precedence() -> None:
    versions = [Version.parse(text) for text in ASCENDING]
    shuffled = random.Random(11).sample(versions, len(versions))  # noqa: S311  an order, not a secret
    assert sorted(shuffled) == versions


@pytest.mark.parametrize("lower", range(len(ASCENDING) - 1))
def test_each_version_is_lower_than_the_next(lower: int) -> None:
    first, second = Version.parse(ASCENDING[lower]), Version.parse(ASCENDING[lower + 1])
    assert first < second
    assert second > first
    assert first <= second
    assert not first >= second
    assert first != second


def test_build_metadata_does_not_order() -> None:
    assert Version.parse("1.0.0+a") == Version.parse("1.0.0+b")
    assert not Version.parse("1.0.0+a") < Version.parse("1.0.0+b")


@pytest.mark.parametrize(
    "text", ["1.2.3", "0.0.0", "1.2.3-rc.1", "1.2.3-0a.-b", "1.2.3+build.007", "1.2.3-x+y-z"]
)
def test_a_version_reads_back_as_it_was_written(text: str) -> None:
    assert str(Version.parse(text)) == text


def test_a_leading_v_is_dropped() -> None:
    assert str(Version.parse("v1.2.3")) == "1.2.3"


NO_VERSIONS = [
    "",
    "1",
    "1.2",
    "1.2.3.4",
    "01.2.3",
    "1.02.3",
    "1.2.03",
    "-1.2.3",
    "1.2.3-",
    "1.2.3-01",
    "1.2.3-a..b",
    "1.2.3+",
    "1.2.3+a_b",
    "V1.2.3",
    "vv1.2.3",
    " 1.2.3",
    "1.2.3\n",
    "1.2.x",
    "latest",
    "\u0661.2.3",
    "1.2." + "3" * MAX_LENGTH,
]


@pytest.mark.parametrize("text", NO_VERSIONS)
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a semantic version"):
        Version.parse(text)


# range: (versions inside, versions outside)
RANGES = {
    "1.2.3": ("1.2.3 v1.2.3 1.2.3+build", "1.2.2 1.2.4 1.2.3-rc.1"),
    "=1.2.3": ("1.2.3", "1.2.4"),
    "= v1.2.3": ("1.2.3", "1.2.4"),
    ">1.2.3": ("1.2.4 2.0.0", "1.2.3 1.2.4-rc.1"),
    ">=1.2.3": ("1.2.3 9.0.0", "1.2.2 1.2.3-rc.1"),
    "<1.2.3": ("1.2.2 0.0.0", "1.2.3 1.2.3-rc.1"),
    "<=1.2.3": ("1.2.3 0.1.0", "1.2.4"),
    ">=1 <2": ("1.0.0 1.99.99", "0.9.9 2.0.0 2.0.0-rc.1 1.5.0-rc.1"),
    ">=1,<2": ("1.0.0", "2.0.0"),
    ">= 1 , < 2": ("1.0.0", "2.0.0"),
    "1": ("1.0.0 1.9.9", "2.0.0 0.9.9 1.0.0-rc.1 2.0.0-0"),
    "1.2": ("1.2.0 1.2.9", "1.3.0 1.1.9"),
    "=1.2": ("1.2.0 1.2.9", "1.3.0"),
    ">1": ("2.0.0", "1.9.9"),
    ">1.2": ("1.3.0", "1.2.9"),
    ">=1.2": ("1.2.0", "1.1.9"),
    "<1.2": ("1.1.9", "1.2.0 1.2.0-rc.1"),
    "<=1": ("1.9.9", "2.0.0 2.0.0-rc.1"),
    "<=1.2": ("1.2.9 0.0.0", "1.3.0"),
    "^1.2.3": ("1.2.3 1.9.0", "1.2.2 2.0.0 2.0.0-rc.1"),
    "^0.2.3": ("0.2.3 0.2.9", "0.3.0 0.2.2"),
    "^0.0.3": ("0.0.3", "0.0.4 0.0.2"),
    "^1": ("1.0.0 1.9.9", "2.0.0 0.9.9"),
    "^1.x": ("1.0.0 1.9.9", "2.0.0"),
    "^0.1": ("0.1.0 0.1.9", "0.2.0"),
    "^0.0": ("0.0.0 0.0.9", "0.1.0"),
    "^0": ("0.0.0 0.9.9", "1.0.0"),
    "~1.2.3": ("1.2.3 1.2.9", "1.3.0 1.2.2"),
    "~1.2": ("1.2.0 1.2.9", "1.3.0"),
    "~1": ("1.0.0 1.9.9", "2.0.0"),
    "1.x": ("1.0.0 1.9.9", "2.0.0"),
    "1.2.x": ("1.2.0 1.2.9", "1.3.0"),
    "1.*.3": ("1.0.0 1.9.9", "2.0.0"),
    "*": ("0.0.0 99.0.0", "1.0.0-rc.1"),
    "X": ("0.0.0", "1.0.0-rc.1"),
    ">=*": ("0.0.0", "1.0.0-rc.1"),
    ">*": ("", "0.0.0 1.0.0 1.0.0-rc.1"),
    "<x": ("", "0.0.0 0.0.0-rc.1"),
    "1 || 3": ("1.0.0 3.1.0", "2.0.0 4.0.0"),
    "<1||>=2 <3": ("0.9.0 2.5.0", "1.0.0 3.0.0"),
    # A pre-release is wanted only where one of the same major.minor.patch is named.
    ">=1.2.3-beta": ("1.2.3-beta 1.2.3-rc.1 1.2.3 2.0.0", "1.2.3-alpha 1.2.4-rc.1 2.0.0-rc.1"),
    "^1.2.3-beta.2": ("1.2.3-beta.2 1.2.3-beta.4 1.3.0", "1.2.3-beta.1 1.2.4-beta.2 2.0.0"),
    "<2.0.0-rc.1": ("2.0.0-beta 1.0.0", "2.0.0-rc.1 2.0.0 1.0.0-rc.1"),
    "1.2.3-rc.1": ("1.2.3-rc.1", "1.2.3 1.2.3-rc.2"),
    ">=1.0.0-a || >=2.0.0": ("1.0.0-b 2.0.0 1.0.0", "2.0.0-b"),
    ">=1.2.3+build": ("1.2.3", "1.2.2"),
}
INSIDE = [(text, one) for text, (inside, _) in RANGES.items() for one in inside.split()]
OUTSIDE = [(text, one) for text, (_, outside) in RANGES.items() for one in outside.split()]


@pytest.mark.parametrize(("text", "version"), INSIDE)
def test_a_version_is_in_the_range(text: str, version: str) -> None:
    assert VersionRange.parse(text).contains(Version.parse(version))


@pytest.mark.parametrize(("text", "version"), OUTSIDE)
def test_a_version_is_not_in_the_range(text: str, version: str) -> None:
    assert not VersionRange.parse(text).contains(Version.parse(version))


NO_RANGES = [
    "",
    " ",
    "||",
    "1 ||",
    "|| 1",
    "1 | 2",
    "latest",
    ">",
    ">=1 <",
    "=>1",
    "~>1",
    "!=1",
    "1.2.3.4",
    "01",
    ",1",
    "1,",
    "1,,2",
    "1.2-rc.1",
    "1.2.x-rc.1",
    "1.0.0 - 2.0.0",
    ">=1;<2",
    "1\n",
    "1\u00a0",
    "1 " * MAX_LENGTH,
]


@pytest.mark.parametrize("text", NO_RANGES)
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"version range|pre-release"):
        VersionRange.parse(text)


VERSION_LIKE = st.text(alphabet="0123xX*v.-+<>=^~|, abc\n", max_size=40) | st.text(max_size=40)


@given(VERSION_LIKE)
def test_any_text_is_a_version_or_a_value_error(text: str) -> None:
    try:
        parsed = Version.parse(text)
    except ValueError:
        return
    assert Version.parse(str(parsed)) == parsed


@given(VERSION_LIKE)
def test_any_text_is_a_range_or_a_value_error(text: str) -> None:
    try:
        parsed = VersionRange.parse(text)
    except ValueError:
        return
    assert parsed.contains(Version(1, 0, 0)) in (True, False)

"""Semantic versions and ranges: read, written and ordered consistently, or ValueError."""

from __future__ import annotations

from chalicelib.domain.semver import MAX_LENGTH, Version, VersionRange
from fuzz.printable import assert_one_line

KNOWN = tuple(
    Version.parse(one) for one in ("0.0.0-0", "0.0.1", "1.0.0-rc.1", "1.0.0", "1.2.3", "2.0.0", "99.0.0")
)


def check(data: bytes) -> None:
    """The first line is read as a version and the rest as a range."""
    first, _, rest = data.decode("utf-8", "surrogateescape").partition("\n")
    version = _version(first)
    for text in (first, rest):
        _range(text, (*KNOWN, version) if version is not None else KNOWN)


def _version(text: str) -> Version | None:
    try:
        version = Version.parse(text)
    except ValueError as refused:
        assert_one_line(str(refused))
        return None
    assert Version.parse(str(version)) == version
    assert str(version) == text.removeprefix("v")
    for other in KNOWN:
        assert [version < other, version == other, version > other].count(True) == 1
    return version


def _range(text: str, versions: tuple[Version, ...]) -> None:
    try:
        wanted = VersionRange.parse(text)
    except ValueError as refused:
        assert_one_line(str(refused))
        return
    again = VersionRange.parse(f"{text}\t"[:MAX_LENGTH])
    assert [wanted.contains(one) for one in versions] == [again.contains(one) for one in versions]

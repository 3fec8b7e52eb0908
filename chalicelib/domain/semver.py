"""Semantic versions and ranges of them: https://semver.org (2.0.0), ranges as npm reads them."""

from __future__ import annotations

import operator
import re
from dataclasses import field
from functools import total_ordering

from chalicelib.domain.frozen import frozen

# The longest version that npm takes; a longer one is never a release.
MAX_LENGTH = 256

_NUMBER = r"(?:0|[1-9][0-9]*)"
_IDENTIFIER = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_SUFFIX = rf"(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
_VERSION = re.compile(rf"v?({_NUMBER})\.({_NUMBER})\.({_NUMBER}){_SUFFIX}")

_PART = rf"({_NUMBER}|[xX*])"
_COMPARATOR = re.compile(
    rf"(\^|~|>=|<=|>|<|=)?[ \t]*v?{_PART}(?:\.{_PART}(?:\.{_PART}{_SUFFIX})?)?(?:[ \t]*,[ \t]*(?=.)|[ \t]+|$)"
)


@total_ordering
@frozen
class Version:
    """Ordered and equal by precedence, to which `build` does not belong. `str()` has no leading "v"."""

    major: int
    minor: int
    patch: int
    prerelease: tuple[str, ...] = ()
    build: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> Version:
        """Takes MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD], with or without a leading "v", else ValueError."""
        found = _VERSION.fullmatch(text) if len(text) <= MAX_LENGTH else None
        if found is None:
            raise ValueError(f"{text[:MAX_LENGTH]!r} is not a semantic version: write it like 1.4.2")
        major, minor, patch, prerelease, build = found.groups(default="")
        return cls(int(major), int(minor), int(patch), _identifiers(prerelease), build)

    @property
    def core(self) -> tuple[int, int, int]:
        return self.major, self.minor, self.patch

    def __lt__(self, other: Version) -> bool:
        return self._precedence() < other._precedence()

    def __str__(self) -> str:
        core = f"{self.major}.{self.minor}.{self.patch}"
        prerelease = f"-{'.'.join(self.prerelease)}" if self.prerelease else ""
        return f"{core}{prerelease}{'+' if self.build else ''}{self.build}"

    def _precedence(self) -> tuple[object, ...]:
        """Rule 11: numbers before words, fewer identifiers before more, any pre-release before none."""
        ranks = tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in self.prerelease)
        return (self.core, not self.prerelease, ranks)


_TESTS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq}
_LOWEST = ("0",)  # the pre-release before which none comes


@frozen
class Comparator:
    """One bound, `operator` being >=, >, <=, < or =."""

    operator: str
    bound: Version

    def admits(self, version: Version) -> bool:
        return bool(_TESTS[self.operator](version, self.bound))


@frozen
class VersionRange:
    """Sets of comparators: a version is in the range when it satisfies all comparators of one set."""

    text: str = field(compare=False)
    sets: tuple[tuple[Comparator, ...], ...]

    @classmethod
    def parse(cls, text: str) -> VersionRange:
        """Takes comparators joined by space or comma (and) and `||` (or), else ValueError.

        A comparator is = > >= < <= ^ ~ or nothing, before a version that may be partial (1.4) or have
        wildcards (1.x, *).
        """
        if len(text) > MAX_LENGTH:
            raise ValueError(
                f"a version range of {len(text)} characters is too long: keep it to {MAX_LENGTH}"
            )
        return cls(text, tuple(_set(part.strip(" \t"), text) for part in text.split("||")))

    def contains(self, version: Version) -> bool:
        return any(_admits(comparators, version) for comparators in self.sets)


def _admits(comparators: tuple[Comparator, ...], version: Version) -> bool:
    """As npm: a pre-release is wanted only where the range names one of the same major.minor.patch."""
    wanted = not version.prerelease or any(
        one.bound.prerelease and one.bound.core == version.core for one in comparators
    )
    return wanted and all(one.admits(version) for one in comparators)


def _set(part: str, text: str) -> tuple[Comparator, ...]:
    comparators: list[Comparator] = []
    at = 0
    while at < len(part) or not part:
        found = _COMPARATOR.match(part, at)
        if found is None:
            raise ValueError(
                f"{text!r} is not a version range: {part[at:]!r} is no comparator; write it like '>=1.4 <2'"
            )
        comparators += _comparators(*found.groups(default=""))
        at = found.end()
    return tuple(comparators)


def _comparators(
    sign: str, major: str, minor: str, patch: str, prerelease: str, _build: str
) -> list[Comparator]:
    known = _known(major, minor, patch)
    partial = len(known) < len(("major", "minor", "patch"))
    if partial and prerelease:
        raise ValueError(f"a pre-release ({prerelease!r}) needs all of MAJOR.MINOR.PATCH before it")
    if not known:
        return [Comparator("<", Version(0, 0, 0, _LOWEST))] if sign in ("<", ">") else []
    floor = Version(*_padded(known), _identifiers(prerelease))
    if sign == "^":
        first = next((at for at, number in enumerate(known) if number), len(known) - 1)
        return [Comparator(">=", floor), _below_next(known[: first + 1])]
    if sign == "~":
        return [Comparator(">=", floor), _below_next(known[:2])]
    return _partial(sign, known, floor) if partial else [Comparator(sign or "=", floor)]


def _partial(sign: str, known: tuple[int, ...], floor: Version) -> list[Comparator]:
    """A partial version stands for all versions that begin so."""
    match sign:
        case ">":
            return [Comparator(">=", Version(*_next(known)))]
        case ">=":
            return [Comparator(">=", floor)]
        case "<":
            return [Comparator("<", Version(*_padded(known), _LOWEST))]
        case "<=":
            return [_below_next(known)]
    return [Comparator(">=", floor), _below_next(known)]


def _known(*parts: str) -> tuple[int, ...]:
    """The numbers up to the first part that is missing or a wildcard."""
    numbers: list[int] = []
    for part in parts:
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)


def _padded(known: tuple[int, ...]) -> tuple[int, int, int]:
    major, minor, patch = (*known, 0, 0)[:3]
    return major, minor, patch


def _next(known: tuple[int, ...]) -> tuple[int, int, int]:
    return _padded((*known[:-1], known[-1] + 1))


def _below_next(known: tuple[int, ...]) -> Comparator:
    return Comparator("<", Version(*_next(known), _LOWEST))


def _identifiers(prerelease: str) -> tuple[str, ...]:
    return tuple(prerelease.split(".")) if prerelease else ()

"""Which tags of a repository a service wants, and what a tag says about its commit and version.

Tags are at most 128 characters and patterns at most 200, and patterns come from the operator's own file:
that bounds what a slow expression can cost.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import field
from fnmatch import fnmatchcase
from typing import TypeAlias

from chalicelib.domain.frozen import frozen
from chalicelib.domain.rule import Rule, RuleBrokenError, shown, text_of
from chalicelib.domain.semver import Version, VersionRange

MAX_PATTERN = 200
ONE_PATTERN = ("tags need exactly one pattern", "write either regex or semver")

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHORT_COMMIT = re.compile(r"[0-9a-f]{7,40}")

GLOB = Rule(
    what="a glob for tags",
    pattern=r"[A-Za-z0-9_.\-*?\[\]!]+",
    longest=MAX_PATTERN,
    hint="use letters, digits, . _ - and the wildcards * ? [abc] [!abc], nothing else can be in a tag",
    example="main-*",
)


@frozen
class GlobPolicy:
    """Wants the tags that the glob matches as a whole, case and all, as `fnmatch.fnmatchcase` reads it."""

    glob: str = "*"

    def __post_init__(self) -> None:
        GLOB(self.glob)

    def matches(self, tag: str) -> bool:
        return fnmatchcase(tag, self.glob)

    def commit(self, tag: str) -> str | None:
        """The tag itself when it is a full commit hash."""
        return _full_commit(tag)

    def version(self, tag: str) -> Version | None:
        """Return None: these tags are ordered by push."""
        del tag
        return None


@frozen
class RegexPolicy:
    """Wants the tags in which the expression is found anywhere (`re.search`): anchors are up to the user."""

    regex: str
    _compiled: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_compiled", compiled(self.regex))

    def matches(self, tag: str) -> bool:
        return self._compiled.search(tag) is not None

    def commit(self, tag: str) -> str | None:
        """A full hash for a tag, else what the group `commit` found if that is 7 to 40 hex digits."""
        found = self._compiled.search(tag)
        if found is None or "commit" not in self._compiled.groupindex:
            return _full_commit(tag)
        named = (found["commit"] or "").lower()
        return _full_commit(tag) or (named if _SHORT_COMMIT.fullmatch(named) else None)

    def version(self, tag: str) -> Version | None:
        """Return None: these tags are ordered by push."""
        del tag
        return None


@frozen
class SemverPolicy:
    """Wants the tags that are semantic versions in the range; a lower one never replaces a higher."""

    semver: str
    _range: VersionRange = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_range", version_range(self.semver))

    def matches(self, tag: str) -> bool:
        version = self.version(tag)
        return version is not None and self._range.contains(version)

    def commit(self, tag: str) -> str | None:
        """The tag itself when it is a full commit hash."""
        return _full_commit(tag)

    def version(self, tag: str) -> Version | None:
        """The tag's version, in the range or not; None when it is not one."""
        try:
            return Version.parse(tag)
        except ValueError:
            return None


TagPolicy: TypeAlias = GlobPolicy | RegexPolicy | SemverPolicy


def compiled(value: object) -> re.Pattern[str]:
    """The rule for `regex`: it compiles, without a warning that it may not mean what it says."""
    text = _bounded(value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(text)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise RuleBrokenError(
            f"{shown(text)} is not a regular expression: {str(error).encode('unicode_escape').decode()}",
            r"write it as Python does, for example ^main-(?P<commit>[0-9a-f]{7,40})$",
        ) from error


def version_range(value: object) -> VersionRange:
    """The rule for `semver`."""
    text = _bounded(value)
    try:
        return VersionRange.parse(text)
    except ValueError as error:
        raise RuleBrokenError(str(error), "see 'Tag policies' in the documentation") from error


def _bounded(value: object) -> str:
    text = text_of(value)
    if not 0 < len(text) <= MAX_PATTERN:
        raise RuleBrokenError(
            f"a pattern of {len(text)} characters is refused", f"write 1 to {MAX_PATTERN} characters"
        )
    return text


def _full_commit(tag: str) -> str | None:
    return tag if _COMMIT.fullmatch(tag) else None

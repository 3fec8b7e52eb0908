"""Tag policies, the first line being the pattern and the rest a tag: a policy that answers, or ValueError."""

from __future__ import annotations

import re

from chalicelib.domain.semver import Version
from chalicelib.domain.tag_policy import GlobPolicy, RegexPolicy, SemverPolicy
from fuzz.printable import assert_one_line

# The operator's own expression may be slow (its author pays for it), so it is tried on short tags only.
LONGEST = {GlobPolicy: 128, RegexPolicy: 12, SemverPolicy: 128}


def check(data: bytes) -> None:
    pattern, _, tag = data.decode("utf-8", "surrogateescape").partition("\n")
    for kind, longest in LONGEST.items():
        try:
            policy = kind(pattern)
        except ValueError as refused:
            assert_one_line(str(refused))
            continue
        assert policy == kind(pattern)
        _ask(policy, tag[:longest])


def _ask(policy: GlobPolicy | RegexPolicy | SemverPolicy, tag: str) -> None:
    matches, commit, version = policy.matches(tag), policy.commit(tag), policy.version(tag)
    assert matches in {True, False}
    assert commit is None or re.fullmatch("[0-9a-f]{7,40}", commit)
    assert version is None or isinstance(version, Version)
    assert not isinstance(policy, SemverPolicy) or not matches or version is not None

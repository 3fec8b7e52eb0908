"""Which tags a service wants, and what a tag says."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.semver import Version
from chalicelib.domain.tag_policy import MAX_PATTERN, GlobPolicy, RegexPolicy, SemverPolicy, TagPolicy

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TAGS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", fullmatch=True)


@pytest.mark.parametrize(
    ("glob", "wanted", "unwanted"),
    [
        ("*", "latest main-1 1.0.0", ""),
        ("main-*", "main-1 main-", "main xmain-1 Main-1"),
        ("v?.?", "v1.2", "v1.20 v1"),
        ("[ab]-*", "a-1 b-1", "c-1"),
        ("[!ab]-*", "c-1", "a-1"),
        ("latest", "latest", "latest-2"),
        ("1.2", "1.2", "1x2"),
    ],
)
def test_a_glob_matches_the_whole_tag(glob: str, wanted: str, unwanted: str) -> None:
    policy = GlobPolicy(glob)
    assert all(policy.matches(tag) for tag in wanted.split())
    assert not any(policy.matches(tag) for tag in unwanted.split())


def test_a_glob_wants_every_tag_by_default() -> None:
    assert GlobPolicy() == GlobPolicy("*")


@given(st.text(alphabet="ab-*?[]!", min_size=1, max_size=12), TAGS)
def test_a_glob_reads_as_fnmatchcase_does(glob: str, tag: str) -> None:
    assert GlobPolicy(glob).matches(tag) == fnmatchcase(tag, glob)


@pytest.mark.parametrize("glob", ["", "main/*", "a, b", "main *", "\u00e9*", "a\n", "x" * (MAX_PATTERN + 1)])
def test_a_glob_that_no_tag_can_match_is_refused(glob: str) -> None:
    with pytest.raises(ValueError, match="glob for tags"):
        GlobPolicy(glob)


@pytest.mark.parametrize(
    ("regex", "wanted", "unwanted"),
    [
        ("main", "main main-1 xmainx", "mai Main"),
        ("^main-[0-9]+$", "main-1", "main-1x xmain-1 main-"),
        ("(?i)main", "MAIN", "mai"),
        ("a|^b$", "xa b", "bb"),
    ],
)
def test_a_regex_is_searched_for_anywhere(regex: str, wanted: str, unwanted: str) -> None:
    policy = RegexPolicy(regex)
    assert all(policy.matches(tag) for tag in wanted.split())
    assert not any(policy.matches(tag) for tag in unwanted.split())


@pytest.mark.parametrize("regex", ["(", "[a", "*", "(?P<commit>", "a{99999999999999999999}", "(?P<1>a)"])
def test_a_regex_that_does_not_compile_is_refused(regex: str) -> None:
    with pytest.raises(ValueError, match="not a regular expression"):
        RegexPolicy(regex)


def test_a_regex_that_python_warns_about_is_refused() -> None:
    with pytest.raises(ValueError, match="nested set"):
        RegexPolicy("[[a]")


@pytest.mark.parametrize("regex", ["", "a" * (MAX_PATTERN + 1)])
def test_a_regex_has_bounds(regex: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        RegexPolicy(regex)


@pytest.mark.parametrize(
    ("tag", "commit"),
    [
        ("main-0123456", "0123456"),
        ("main-ABCDEF0", "abcdef0"),
        (f"main-{COMMIT}", COMMIT),
        ("main-012345", None),
        ("main-01234567x", None),
        ("main-" + "a" * 41, None),
        ("main-", None),
        ("other-0123456", None),
        (COMMIT, COMMIT),
        (COMMIT.upper(), None),
    ],
)
def test_the_group_commit_is_the_commit(tag: str, commit: str | None) -> None:
    assert RegexPolicy(r"^main-(?P<commit>[0-9a-zA-Z]*)$").commit(tag) == commit


def test_a_group_commit_that_took_no_part_is_no_commit() -> None:
    assert RegexPolicy("^main(-(?P<commit>[0-9a-f]{7}))?$").commit("main") is None


def test_a_full_hash_comes_before_a_group_that_cuts_it() -> None:
    assert RegexPolicy("^(?P<commit>[0-9a-f]{7})").commit(COMMIT) == COMMIT


POLICIES: list[TagPolicy] = [GlobPolicy(), RegexPolicy("."), SemverPolicy("*")]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_tag_that_is_a_full_hash_is_the_commit(policy: TagPolicy) -> None:
    assert policy.commit(COMMIT) == COMMIT


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "tag", ["latest", COMMIT[:-1], COMMIT + "0", COMMIT.upper(), "v1.2.3", f"{COMMIT}\n"]
)
def test_any_other_tag_names_no_commit(policy: TagPolicy, tag: str) -> None:
    assert policy.commit(tag) is None


def test_a_semver_policy_wants_the_versions_of_its_range() -> None:
    policy = SemverPolicy(">=1 <2")
    assert [tag for tag in ("0.9.0", "1.0.0", "v1.5.0", "1.5", "2.0.0", "latest") if policy.matches(tag)] == [
        "1.0.0",
        "v1.5.0",
    ]


def test_only_a_semver_policy_reads_versions() -> None:
    assert [policy.version("v1.2.3") for policy in POLICIES] == [None, None, Version(1, 2, 3)]


def test_a_tag_that_is_no_version_has_none() -> None:
    assert SemverPolicy("*").version("latest") is None


def test_a_version_outside_the_range_is_still_a_version() -> None:
    assert SemverPolicy("^1").version("2.0.0") == Version(2, 0, 0)


@pytest.mark.parametrize("text", ["", "latest", "1 ||", "1" * (MAX_PATTERN + 1)])
def test_a_semver_policy_needs_a_range(text: str) -> None:
    with pytest.raises(ValueError, match=r"version range|characters"):
        SemverPolicy(text)


@given(st.text(max_size=30))
def test_any_text_is_a_policy_or_a_value_error(text: str) -> None:
    for policy in (GlobPolicy, RegexPolicy, SemverPolicy):
        try:
            built = policy(text)
        except ValueError:
            continue
        assert built.matches("main-0123456") in (True, False)


def test_policies_are_equal_by_what_they_say() -> None:
    assert RegexPolicy("a") == RegexPolicy("a")
    assert hash(SemverPolicy("^1")) == hash(SemverPolicy("^1"))
    assert SemverPolicy("^1") != SemverPolicy("^2")

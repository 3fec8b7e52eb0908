"""From a push to what one service is wished to run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import REPOSITORY, commit, digest, later, mapped, push_event
from chalicelib.domain.deployment import Order, Origin
from chalicelib.domain.events import Push, parse_push
from chalicelib.domain.semver import Version
from chalicelib.domain.wishes import wish_of
from fakes.clock import NOON


def push(tag: str = "v2", of: str | None = None) -> Push:
    parsed = parse_push(push_event(tag, of))
    assert isinstance(parsed, Push)
    return parsed


def following(tags: object) -> dict[str, object]:
    return {"repository": REPOSITORY, "tags": tags}


def test_a_push_is_wished_for_as_it_landed() -> None:
    wish = wish_of(push("v2"), mapped())

    assert (wish.service, wish.tag, wish.digest, wish.origin) == ("web", "v2", digest("v2"), Origin.PUSH)
    assert wish.order == Order(NOON, digest("v2"))
    assert wish.requested_by == "push of shop/api:v2"


def test_an_event_delivered_twice_is_one_wish() -> None:
    assert wish_of(push(), mapped()) == wish_of(replace(push(), event_id="another"), mapped())


def test_one_digest_under_several_tags_within_a_second_is_one_deployment() -> None:
    first = wish_of(push("v2", digest("same")), mapped())
    second = wish_of(push("latest", digest("same")), mapped())

    assert first.id == second.id


@pytest.mark.parametrize(
    "other",
    [replace(push(), at=later()), replace(push(), digest=digest("other"))],
    ids=["another time", "another digest"],
)
def test_another_push_is_another_wish(other: Push) -> None:
    assert wish_of(other, mapped()).id != wish_of(push(), mapped()).id


COMMIT = commit("v2")
REGEX = {"regex": "^main-(?P<commit>[0-9a-f]{7,40})$"}


@pytest.mark.parametrize(
    ("tags", "tag", "found"),
    [
        ("*", "v2", None),
        ("*", COMMIT, COMMIT),
        (REGEX, f"main-{COMMIT}", COMMIT),
        (REGEX, f"main-{COMMIT[:7]}", COMMIT[:7]),
        ({"semver": ">=1"}, "1.2.3", None),
    ],
)
def test_the_commit_is_found_as_the_policy_says(tags: object, tag: str, found: str | None) -> None:
    assert wish_of(push(tag), mapped(image=following(tags))).commit == found


@pytest.mark.parametrize(("tags", "version"), [({"semver": ">=1"}, Version(1, 2, 3)), ("*", None)])
def test_a_version_counts_under_a_semver_policy_only(tags: object, version: Version | None) -> None:
    assert wish_of(push("1.2.3"), mapped(image=following(tags))).order.version == version

"""A new revision is the old one but for the image of the containers in question."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import REGISTRY, REPOSITORY, commit, definition, deployment, digest, mapped, wish
from chalicelib.domain.ecs import TaskDefinition
from chalicelib.domain.taskdef import MAX_TAGS, containers_of, images, revision_tags, with_image

if TYPE_CHECKING:
    from chalicelib.domain.ecs import Json

ARN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"
NEW = f"{REGISTRY}/{REPOSITORY}@{digest('v2')}"

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=10)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
CONTAINERS = st.lists(
    st.builds(
        lambda name, rest: {**rest, "name": name, "image": "busybox"},
        st.sampled_from(["api", "proxy", "logs", "cron"]),
        st.dictionaries(st.text(max_size=10), JSON, max_size=3),
    ),
    max_size=4,
    unique_by=lambda one: str(one["name"]),
)
DEFINITIONS = st.builds(
    lambda rest, containers: {**rest, "containerDefinitions": containers},
    st.dictionaries(st.text(max_size=10), JSON, max_size=4),
    CONTAINERS,
)


@given(DEFINITIONS, st.sets(st.sampled_from(["api", "proxy", "logs"])))
def test_nothing_differs_but_the_image_of_the_named_containers(
    before: dict[str, Json], names: set[str]
) -> None:
    untouched = copy.deepcopy(before)

    after = with_image(before, tuple(names), NEW)

    expected = copy.deepcopy(before)
    containers = expected["containerDefinitions"]
    assert isinstance(containers, list)
    for one in containers:
        assert isinstance(one, dict)
        if one["name"] in names:
            one["image"] = NEW
    assert after == expected
    assert before == untouched


def test_a_member_that_nobody_has_heard_of_is_kept() -> None:
    future: dict[str, Json] = {"quantumProfile": {"qubits": 8}}

    after = with_image(definition() | future, ("api",), NEW)

    assert after == definition(NEW) | future


def test_an_image_is_given_to_a_container_that_had_none() -> None:
    assert with_image({"containerDefinitions": [{"name": "api"}]}, ("api",), NEW) == {
        "containerDefinitions": [{"name": "api", "image": NEW}]
    }


@pytest.mark.parametrize(("broken", "kept"), [("none", []), (["odd"], ["odd"])])
def test_what_are_no_containers_is_no_reason_to_fall_over(broken: Json, kept: Json) -> None:
    assert with_image({"containerDefinitions": broken}, ("api",), NEW) == {"containerDefinitions": kept}


def test_containers_are_told_with_their_images_in_order() -> None:
    assert list(images(definition()).items()) == [
        ("api", f"{REGISTRY}/{REPOSITORY}:1"),
        ("proxy", "envoyproxy/envoy:v1.30"),
    ]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({}, {}),
        ({"containerDefinitions": ["odd"]}, {}),
        ({"containerDefinitions": [{"name": "a"}]}, {"a": ""}),
    ],
)
def test_containers_that_are_missing_or_without_image_are_told_as_such(
    broken: dict[str, Json], told: dict[str, str]
) -> None:
    assert images(broken) == told


@pytest.mark.parametrize(
    ("image", "runs"),
    [
        (f"{REGISTRY}/{REPOSITORY}", True),
        (f"{REGISTRY}/{REPOSITORY}:1", True),
        (f"{REGISTRY}/{REPOSITORY}@{digest('v1')}", True),
        (f"{REGISTRY}/{REPOSITORY}:1@{digest('v1')}", True),
        (f"{REGISTRY}/{REPOSITORY}-worker:1", False),
        (f"{REGISTRY}/{REPOSITORY}/worker:1", False),
        (f"999999999999.dkr.ecr.eu-west-1.amazonaws.com/{REPOSITORY}:1", False),
        (f"123456789012.dkr.ecr.us-east-1.amazonaws.com/{REPOSITORY}:1", False),
        (REPOSITORY, False),
        ("not an image", False),
    ],
)
def test_a_container_runs_an_image_of_the_repository_whatever_its_tag_or_digest(
    image: str, *, runs: bool
) -> None:
    assert containers_of(definition(image), mapped().repository) == (("api",) if runs else ())


def base(**tags: str) -> TaskDefinition:
    return TaskDefinition(ARN, definition(), tags)


def test_a_revision_is_tagged_with_deployment_image_tag_and_commit() -> None:
    one = deployment(wish("v2", commit=commit("v2")))

    assert revision_tags(base(), one) == {
        "slipway:deployment": one.id,
        "slipway:image-tag": "v2",
        "slipway:commit": commit("v2"),
    }


def test_what_is_not_known_is_not_tagged() -> None:
    one = deployment(wish(None))

    assert revision_tags(base(), one) == {"slipway:deployment": one.id}


def test_the_tags_of_the_base_are_kept_less_those_that_aws_sets_itself() -> None:
    tags = revision_tags(base(**{"team": "shop", "aws:cloudformation:stack-name": "web"}), deployment())

    assert tags["team"] == "shop"
    assert not [key for key in tags if key.startswith("aws:")]


def test_the_tags_of_an_earlier_deployment_give_way_to_ours() -> None:
    earlier = {"slipway:deployment": "old", "slipway:image-tag": "v1", "slipway:commit": commit("v1")}
    one = deployment(wish("v2"))

    assert revision_tags(base(**earlier), one) == {"slipway:deployment": one.id, "slipway:image-tag": "v2"}


@pytest.mark.parametrize(
    ("own", "ours"),
    [
        (47, ["slipway:deployment", "slipway:image-tag", "slipway:commit"]),
        (48, ["slipway:deployment", "slipway:image-tag"]),
        (49, ["slipway:deployment"]),
        (50, []),
    ],
)
def test_a_definition_without_room_keeps_its_own_tags_and_ours_follow_by_rank(
    own: int, ours: list[str]
) -> None:
    kept = {f"tag-{number}": "kept" for number in range(own)}

    tags = revision_tags(base(**kept), deployment(wish("v2", commit=commit("v2"))))

    assert len(tags) <= MAX_TAGS
    assert [key for key in tags if key not in kept] == ours
    assert kept.items() <= tags.items()

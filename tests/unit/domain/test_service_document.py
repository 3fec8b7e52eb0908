"""A document becomes the mapping or is refused at its first mistake."""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.image import Registry, Repository
from chalicelib.domain.mapping import (
    BadgeVisibility,
    BitbucketTarget,
    MappedService,
    MappingInvalid,
    Target,
    TaskGrant,
    Trigger,
    mapping_from,
)
from chalicelib.domain.tag_policy import GlobPolicy, RegexPolicy, SemverPolicy
from mapping_documents import ACCOUNT, FULL, HOME, LEAST, REGION, ROLE, UUID, document, edited


def test_every_key_arrives() -> None:
    mapping = mapping_from(document(shop_api=FULL), HOME)
    assert mapping.named("shop-api") == MappedService(
        name="shop-api",
        repository=Repository(Registry("111111111111", "us-east-1", "amazonaws.com"), "shop/api"),
        policy=RegexPolicy("^main-(?P<commit>[0-9a-f]{7,40})$"),
        target=Target("production", "shop-api", "eu-central-1", ROLE, "slipway"),
        containers=("api", "worker"),
        bitbucket=BitbucketTarget("acme/shop-api", UUID, frozenset({UUID}), frozenset({"main", "release/1"})),
        trigger=Trigger.MANUAL,
        deadline=timedelta(minutes=45),
        badge=BadgeVisibility.PUBLIC,
        tasks=TaskGrant("shop-api", ("shop-api-task",)),
    )


def test_what_is_left_out_has_its_default() -> None:
    mapping = mapping_from(document(web=LEAST), HOME)
    assert list(mapping) == [
        MappedService(
            name="web",
            repository=Repository(Registry(ACCOUNT, REGION, "amazonaws.com"), "shop/web"),
            policy=GlobPolicy("*"),
            target=Target("staging", "web", REGION),
            containers=(),
            bitbucket=None,
            trigger=Trigger.PUSH,
            deadline=timedelta(minutes=30),
            badge=BadgeVisibility.PRIVATE,
            tasks=TaskGrant(None, None),
        )
    ]


@pytest.mark.parametrize(
    ("tags", "policy"),
    [
        ("main-*", GlobPolicy("main-*")),
        ({"regex": "^x"}, RegexPolicy("^x")),
        ({"semver": ">=1 <2"}, SemverPolicy(">=1 <2")),
    ],
)
def test_tags_are_a_glob_a_regex_or_a_range(tags: object, policy: object) -> None:
    mapped = mapping_from(document(x=edited("image.tags", tags)), HOME).named("x")
    assert mapped is not None
    assert mapped.policy == policy


def test_one_container_needs_no_list() -> None:
    mapped = mapping_from(document(x=edited("ecs.container", "api")), HOME).named("x")
    assert mapped is not None
    assert mapped.containers == ("api",)


def test_a_task_definition_may_be_said_to_have_no_roles() -> None:
    mapped = mapping_from(document(x=edited("ecs.roles", [])), HOME).named("x")
    assert mapped is not None
    assert mapped.tasks.roles == ()


MISTAKES = [
    ("image", None, "services.x.image"),
    ("image.repository", "Shop", "services.x.image"),
    ("image.repository", None, "services.x.image.repository: nothing is written here"),
    ("image.registry", "docker.io", "services.x.image"),
    ("image.tags", 1.0, "services.x.image.tags: 1.0 is not text: YAML reads it as float; put it in quotes"),
    ("image.tags", None, "services.x.image.tags"),
    ("image.tags", "a b", "services.x.image.tags"),
    ("image.tags", [], "services.x.image.tags: a list stands where text belongs"),
    ("image.tags", {}, "services.x.image.tags: tags need exactly one pattern"),
    ("image.tags", {"regex": "a", "semver": "1"}, "services.x.image.tags: tags need exactly one pattern"),
    ("image.tags", {"regexp": "a"}, "services.x.image.tags: unknown key 'regexp'"),
    ("image.tags", {"regex": "("}, "services.x.image.tags"),
    ("image.tags", {"semver": 1}, "services.x.image.tags.semver"),
    ("image.tag", "x", "services.x.image: unknown key 'tag'"),
    ("ecs", [], "services.x.ecs"),
    ("ecs.cluster", "a/b", "services.x.ecs: 'a/b' is not an ECS cluster name"),
    ("ecs.cluster", {}, "services.x.ecs.cluster: a block of keys stands where text belongs"),
    ("ecs.service", "", "services.x.ecs"),
    ("ecs.container", "a b", "services.x: 'a b' is not a container name"),
    ("ecs.container", ["a", 1], "services.x.ecs.container: 1 is not text"),
    ("ecs.container", [], "services.x.ecs.container: the list is empty"),
    ("ecs.container", ["a", "a"], "services.x.ecs.container: 'a' is listed twice"),
    ("ecs.container", 1, "services.x.ecs.container"),
    ("ecs.region", "Ireland", "services.x.ecs"),
    ("ecs.role_arn", "arn:aws:iam::210987654321:user/x", "services.x.ecs"),
    ("ecs.role_arn", "arn:aws:iam::210987654321:role/*", "services.x.ecs"),
    ("ecs.external_id", "x", "services.x.ecs"),
    ("ecs.family", "shop-api:7", "services.x.ecs: 'shop-api:7' is not a task definition family"),
    ("ecs.family", None, "services.x.ecs.family"),
    ("ecs.roles", "shop-api-task", "services.x.ecs.roles: 'shop-api-task' is not a list"),
    ("ecs.roles", ["a", "a"], "services.x.ecs.roles: 'a' is listed twice"),
    ("ecs.roles", ["arn:aws:iam::210987654321:user/x"], "services.x.ecs: 'arn:aws:iam"),
    ("ecs.roles", ["*"], "services.x.ecs: '*' is not an IAM role's name or ARN"),
    ("bitbucket", None, "services.x.bitbucket"),
    ("bitbucket.repository", "shop-api", "services.x.bitbucket"),
    ("bitbucket.uuid", "{4a5b}", "services.x.bitbucket"),
    ("bitbucket.environments", [], "services.x.bitbucket.environments: the list is empty"),
    ("bitbucket.environments", ["production"], "services.x.bitbucket"),
    (
        "bitbucket.branches",
        "main",
        "services.x.bitbucket.branches: 'main' is not a list; write branches: [...]",
    ),
    ("bitbucket.branches", ["release/*"], "services.x.bitbucket: 'release/*' is not a branch name"),
    ("bitbucket.project", "x", "services.x.bitbucket: unknown key 'project'"),
    ("trigger", "cron", "services.x.trigger: 'cron' is no choice here; write push or manual"),
    ("trigger", None, "services.x.trigger"),
    ("deadline_minutes", 0, "services.x.deadline_minutes: a deadline of 0 minutes is not possible"),
    ("deadline_minutes", 1441, "services.x.deadline_minutes"),
    ("deadline_minutes", 1.5, "services.x.deadline_minutes: 1.5 is not a number of minutes"),
    ("deadline_minutes", True, "services.x.deadline_minutes: True is not a number of minutes"),
    ("deadline_minutes", "30", "services.x.deadline_minutes: '30' is not a number of minutes"),
    ("badge", "yes", "services.x.badge"),
    ("extra", 1, "services.x: unknown key 'extra'"),
]


@pytest.mark.parametrize(("path", "value", "message"), MISTAKES)
def test_a_mistake_is_refused_at_its_path(path: str, value: object, message: str) -> None:
    with pytest.raises(MappingInvalid) as refused:
        mapping_from(document(x=edited(path, value)), HOME)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    "path", ["image", "ecs", "image.repository", "ecs.cluster", "ecs.service", "bitbucket.repository"]
)
def test_what_must_be_there_is_missed(path: str) -> None:
    broken = copy.deepcopy(FULL)
    *blocks, last = path.split(".")
    del (broken[blocks[0]] if blocks else broken)[last]
    with pytest.raises(MappingInvalid, match=f"{last} is missing"):
        mapping_from(document(x=broken), HOME)


def test_an_external_id_needs_a_role() -> None:
    broken = copy.deepcopy(FULL)
    del broken["ecs"]["role_arn"]
    with pytest.raises(MappingInvalid, match="without a role_arn"):
        mapping_from(document(x=broken), HOME)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the mapping"),
        ([], "the mapping"),
        ("text", "the mapping"),
        ({}, "the mapping: version is missing"),
        ({"version": 1}, "the mapping: services is missing"),
        ({"version": 2, "services": {"x": LEAST}}, "version: 2"),
        ({"version": True, "services": {"x": LEAST}}, "version: True"),
        ({"version": 1.0, "services": {"x": LEAST}}, "version: 1.0"),
        ({"version": "1", "services": {"x": LEAST}}, "version: '1'"),
        ({"version": 1, "services": {}}, "services: there is no service"),
        ({"version": 1, "services": [LEAST]}, "services: there is no service"),
        ({"version": 1, "services": None}, "services: there is no service"),
        ({"version": 1, "services": {"x": LEAST}, "more": 1}, "the mapping: unknown key 'more'"),
        ({"version": 1, "services": {"x": None}}, "services.x"),
        ({"version": 1, "services": {"X": LEAST}}, "services.X: 'X' is not a service name"),
        ({"version": 1, "services": {"-x": LEAST}}, "services.-x"),
        ({"version": 1, "services": {"x" * 64: LEAST}}, "services.x"),
        ({"version": 1, "services": {False: LEAST}}, "services.False: False is not text"),
        ({1: 1}, "the mapping: unknown key 1"),
    ],
)
def test_the_document_as_a_whole_is_judged(content: object, message: str) -> None:
    with pytest.raises(MappingInvalid) as refused:
        mapping_from(content, HOME)
    assert str(refused.value).startswith(message)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = st.sampled_from(["version", "services", "image", "ecs", "tags", "regex", "container", "x"]) | st.text(
    max_size=3
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_any_document_is_a_mapping_or_invalid(content: object) -> None:
    with pytest.raises(MappingInvalid):
        mapping_from(content, HOME)


@given(st.sampled_from([path for path, _, _ in MISTAKES]), DOCUMENTS)
def test_any_value_at_any_key_is_taken_or_invalid(path: str, value: object) -> None:
    try:
        mapping = mapping_from(document(x=edited(path, value)), HOME)
    except MappingInvalid:
        return
    assert len(mapping) == 1

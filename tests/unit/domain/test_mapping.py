"""The mapping: its values judge themselves, its document is refused at the first mistake."""

from __future__ import annotations

import copy
import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.image import Registry, Repository
from chalicelib.domain.mapping import (
    BadgeVisibility,
    BitbucketTarget,
    Home,
    MappedService,
    Mapping,
    MappingInvalid,
    Target,
    Trigger,
    mapping_from,
    normalised_uuid,
)
from chalicelib.domain.tag_policy import GlobPolicy, RegexPolicy, SemverPolicy

ACCOUNT, REGION = "123456789012", "eu-west-1"
HOME = Home(ACCOUNT, REGION)
ROLE = "arn:aws:iam::210987654321:role/path/slipway"
UUID = "{4a5b0c6e-0d21-4f0b-9c55-3b7e4d1f2a90}"
REPOSITORY = Repository(Registry.of(ACCOUNT, REGION), "shop/api")

FULL: dict[str, Any] = {
    "image": {
        "repository": "shop/api",
        "registry": "111111111111.dkr.ecr.us-east-1.amazonaws.com",
        "tags": {"regex": "^main-(?P<commit>[0-9a-f]{7,40})$"},
    },
    "ecs": {
        "cluster": "production",
        "service": "shop-api",
        "container": ["api", "worker"],
        "region": "eu-central-1",
        "role_arn": ROLE,
        "external_id": "slipway",
    },
    "bitbucket": {
        "repository": "acme/shop-api",
        "uuid": UUID.upper().strip("{}"),
        "environments": [UUID],
        "branches": ["main", "release/1"],
    },
    "trigger": "manual",
    "deadline_minutes": 45,
    "badge": "public",
}
LEAST: dict[str, Any] = {"image": {"repository": "shop/web"}, "ecs": {"cluster": "staging", "service": "web"}}


def document(**services: Any) -> dict[str, Any]:
    return {"version": 1, "services": {name.replace("_", "-"): one for name, one in services.items()}}


def service(name: str, target: Target | None = None) -> MappedService:
    return MappedService(name, REPOSITORY, GlobPolicy(), target or Target("production", name, REGION))


def edited(path: str, value: Any) -> dict[str, Any]:
    """Return the full service with the value at the dotted path."""
    changed = copy.deepcopy(FULL)
    *blocks, last = path.split(".")
    at = changed
    for one in blocks:
        at = at[one]
    at[last] = value
    return changed


# What the document becomes


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


# What is refused

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


# One ECS service is mapped once


def test_two_services_never_share_an_ecs_service() -> None:
    with pytest.raises(MappingInvalid, match="b and a both deploy ECS service web of cluster staging"):
        mapping_from(document(a=LEAST, b=LEAST), HOME)


def test_the_own_region_and_account_are_the_same_place_when_written_out() -> None:
    written = copy.deepcopy(LEAST)
    written["ecs"] |= {"region": REGION, "role_arn": f"arn:aws:iam::{ACCOUNT}:role/slipway"}
    with pytest.raises(MappingInvalid, match="both deploy"):
        mapping_from(document(a=LEAST, b=written), HOME)


@pytest.mark.parametrize(
    "change", [{"region": "us-east-1"}, {"role_arn": ROLE}, {"cluster": "b"}, {"service": "b"}]
)
def test_another_account_region_cluster_or_service_is_another_place(change: dict[str, str]) -> None:
    other = copy.deepcopy(LEAST)
    other["ecs"] |= change
    assert len(mapping_from(document(a=LEAST, b=other), HOME)) == 2


def test_two_roles_of_one_account_lead_to_one_place() -> None:
    one, other = (Target("c", "s", REGION, f"arn:aws:iam::210987654321:role/{name}") for name in "ab")
    with pytest.raises(ValueError, match="both deploy"):
        Mapping((service("a", one), service("b", other)))


def test_two_services_never_share_a_name() -> None:
    with pytest.raises(ValueError, match="one name"):
        Mapping((service("a"), service("a", Target("other", "a", REGION))))


# Finding


def test_services_are_found_by_name() -> None:
    mapping = Mapping((service("a"), service("b")))
    assert [one.name for one in mapping] == ["a", "b"]
    assert mapping.named("b") == service("b")
    assert mapping.named("../b") is None


def test_services_are_found_by_repository() -> None:
    mapping = Mapping((service("a"), service("b")))
    assert [one.name for one in mapping.of_repository(ACCOUNT, REGION, "shop/api")] == ["a", "b"]
    assert mapping.of_repository(ACCOUNT, "us-east-1", "shop/api") == ()
    assert mapping.of_repository("111111111111", REGION, "shop/api") == ()
    assert mapping.of_repository(ACCOUNT, REGION, "shop") == ()


def test_services_are_found_by_ecs_service() -> None:
    staging, production = (
        service("a", Target("staging", "s", REGION)),
        service("b", Target("production", "s", REGION)),
    )
    mapping = Mapping((staging, production))
    assert mapping.of_ecs_service(REGION, "staging", "s") == (staging,)
    assert mapping.of_ecs_service(REGION, None, "s") == (staging, production)
    assert mapping.of_ecs_service(REGION, "other", "s") == ()
    assert mapping.of_ecs_service("us-east-1", None, "s") == ()


def test_a_push_finds_its_services_among_ten_thousand_in_well_under_a_millisecond() -> None:
    def one(number: int) -> MappedService:
        repository = Repository(REPOSITORY.registry, f"shop/api{number}")
        return MappedService(
            f"s{number}", repository, GlobPolicy("main-*"), Target("c", f"s{number}", REGION)
        )

    mapping = Mapping(tuple(one(number) for number in range(10_000)))
    began = time.perf_counter()
    for _ in range(100):
        found = [
            one
            for one in mapping.of_repository(ACCOUNT, REGION, "shop/api777")
            if one.policy.matches("main-1")
        ]
    each = (time.perf_counter() - began) / 100
    assert [one.name for one in found] == ["s777"]
    assert each < 0.000_5


# Values


@pytest.mark.parametrize("text", [UUID, UUID.upper(), UUID.strip("{}"), UUID.strip("{}").upper()])
def test_a_uuid_is_kept_in_one_spelling(text: str) -> None:
    assert normalised_uuid(text) == UUID
    assert BitbucketTarget("a/b", text, frozenset({text})) == BitbucketTarget("a/b", UUID, frozenset({UUID}))


def test_a_target_knows_its_account_from_its_role() -> None:
    assert Target("c", "s", REGION, ROLE).account == "210987654321"
    assert Target("c", "s", REGION).account is None


def test_targets_can_be_counted() -> None:
    assert len({Target("c", "s", REGION), Target("c", "s", REGION)}) == 1


@pytest.mark.parametrize("deadline", [timedelta(0), timedelta(seconds=59), timedelta(days=1, seconds=1)])
def test_a_deadline_is_a_minute_to_a_day(deadline: timedelta) -> None:
    with pytest.raises(ValueError, match="deadline"):
        MappedService("a", REPOSITORY, GlobPolicy(), Target("c", "s", REGION), deadline=deadline)


@pytest.mark.parametrize(("account", "region"), [("1", REGION), (ACCOUNT, "Ireland")])
def test_home_is_a_real_place(account: str, region: str) -> None:
    with pytest.raises(ValueError, match="not an AWS"):
        Home(account, region)


def test_long_values_are_cut_in_messages() -> None:
    with pytest.raises(ValueError, match=r"xxx\.\.\. is not an ECS cluster name"):
        Target("x" * 300, "s", REGION)


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

"""The mapping: its values judge themselves, and services are found in it."""

from __future__ import annotations

import copy
import time
from datetime import timedelta

import pytest

from chalicelib.domain.image import Repository
from chalicelib.domain.mapping import (
    BitbucketTarget,
    Home,
    MappedService,
    Mapping,
    MappingInvalid,
    Target,
    mapping_from,
    normalised_uuid,
)
from chalicelib.domain.tag_policy import GlobPolicy
from mapping_documents import ACCOUNT, HOME, LEAST, REGION, REPOSITORY, ROLE, UUID, document


def service(name: str, target: Target | None = None, policy: GlobPolicy | None = None) -> MappedService:
    return MappedService(
        name, REPOSITORY, policy or GlobPolicy(), target or Target("production", name, REGION)
    )


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


def test_services_are_found_by_repository_and_tag() -> None:
    everything, main = service("a"), service("b", policy=GlobPolicy("main-*"))
    mapping = Mapping((everything, main))
    assert mapping.wanting(ACCOUNT, REGION, "shop/api", "main-1") == (everything, main)
    assert mapping.wanting(ACCOUNT, REGION, "shop/api", "branch-1") == (everything,)
    assert Mapping((main,)).wanting(ACCOUNT, REGION, "shop/api", "branch-1") == ()


@pytest.mark.parametrize(
    "elsewhere",
    [
        (ACCOUNT, "us-east-1", "shop/api"),
        ("111111111111", REGION, "shop/api"),
        (ACCOUNT, REGION, "shop"),
    ],
)
def test_a_repository_that_nothing_runs_is_told_from_a_tag_that_nobody_wants(
    elsewhere: tuple[str, str, str],
) -> None:
    assert Mapping((service("a"),)).wanting(*elsewhere, "main-1") is None


def test_a_policy_is_asked_once_however_many_services_share_it() -> None:
    asked: list[str] = []

    class Asking(GlobPolicy):
        def matches(self, tag: str) -> bool:
            asked.append(tag)
            return super().matches(tag)

    shared = [service(name, policy=Asking("main-*")) for name in ("a", "b", "c")]
    other = service("d", policy=Asking("release-*"))

    found = Mapping((shared[0], other, *shared[1:])).wanting(ACCOUNT, REGION, "shop/api", "main-1")

    assert found == tuple(shared)
    assert asked == ["main-1", "main-1"]


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
        found = mapping.wanting(ACCOUNT, REGION, "shop/api777", "main-1")
    each = (time.perf_counter() - began) / 100
    assert found == (one(777),)
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

"""What cannot be made to happen on the local AWS: judged from facts that are made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from builders import HOME, definition, mapping, service_document
from chalicelib.domain.ecs import Service, TaskDefinition
from slipway.live.facts import Facts, Shown, place_of
from slipway.live.findings import Level, Unseen
from slipway.live.judge import judge

WEB = mapping()
(MAPPED,) = WEB
RUNS = TaskDefinition("arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7", definition(), {})
DENIED = Unseen("ecs:DescribeServices: AccessDenied", "grant it")
FINE = Facts(
    home=HOME,
    clusters={(place_of(MAPPED.target), "production"): "ACTIVE"},
    services={
        MAPPED.target: Shown(
            Service("web", "ACTIVE", "ECS", RUNS.arn, ()), breaker=True, rolls_back=True, alarms=False
        )
    },
    definitions={MAPPED.target: RUNS},
    repositories={MAPPED.repository: "MUTABLE"},
    forwarding={},
)


def judged(facts: Facts) -> Mapping[str, tuple[str, str]]:
    """Whatever is not fine: about -> (level, message)."""
    found = [one for one in judge(WEB, facts) if one.level is not Level.OK]
    return {one.about: (one.level.value, one.message) for one in found}


def shown(**changes: Any) -> Facts:
    seen = FINE.services[MAPPED.target]
    assert isinstance(seen, Shown)
    return replace(FINE, services={MAPPED.target: replace(seen, **changes)})


def test_all_is_fine() -> None:
    assert judged(FINE) == {}


def test_a_cluster_that_is_no_more_active_is_a_mistake() -> None:
    inactive = replace(FINE, clusters={(place_of(MAPPED.target), "production"): "INACTIVE"})
    assert judged(inactive) == {
        "cluster": ("mistake", "cluster production in eu-west-1 of 123456789012 is INACTIVE")
    }


@pytest.mark.parametrize(
    ("breaker", "rolls_back", "alarms", "says"),
    [
        (False, False, False, "only noticed at the deadline"),
        (False, True, False, "only noticed at the deadline"),
        (True, False, False, "does not roll back"),
        (False, False, True, "does not roll back"),
        (True, True, False, ""),
    ],
)
def test_how_a_bad_rollout_is_noticed(*, breaker: bool, rolls_back: bool, alarms: bool, says: str) -> None:
    found = judged(shown(breaker=breaker, rolls_back=rolls_back, alarms=alarms))
    assert list(found) == (["circuit breaker"] if says else [])
    assert says in found.get("circuit breaker", ("", ""))[1]


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        (replace(FINE, services={MAPPED.target: DENIED}), "service"),
        (replace(FINE, definitions={MAPPED.target: DENIED}), "task definition"),
        (replace(FINE, repositories={MAPPED.repository: DENIED}), "repository"),
        (
            replace(
                FINE,
                services={MAPPED.target: None},
                clusters={(place_of(MAPPED.target), "production"): DENIED},
            ),
            "cluster",
        ),
    ],
)
def test_what_nobody_could_look_at_is_a_mistake(facts: Facts, about: str) -> None:
    assert judged(facts) == {about: ("mistake", DENIED.message)}


def passing(**ecs: Any) -> list[tuple[str, str]]:
    """What is found of a task definition web with the role web: (level, about), when the mapping says that."""
    document = service_document()
    found = judge(mapping(web={**document, "ecs": {**document["ecs"], **ecs}}), FINE)
    return [(item.level.value, item.about) for item in found if item.about in {"family", "roles"}]


@pytest.mark.parametrize(
    ("ecs", "found"),
    [
        ({}, [("ok", "roles")]),
        ({"family": "web", "roles": ["web"]}, [("ok", "roles")]),
        ({"roles": ["arn:aws:iam::123456789012:role/web"]}, [("ok", "roles")]),
        ({"family": "shop"}, [("mistake", "family"), ("ok", "roles")]),
        ({"roles": []}, [("mistake", "roles")]),
        ({"roles": ["other"]}, [("mistake", "roles"), ("warning", "roles")]),
        ({"roles": ["web", "other"]}, [("warning", "roles"), ("ok", "roles")]),
    ],
)
def test_the_mapping_has_to_name_what_the_service_runs(
    ecs: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert passing(**ecs) == found

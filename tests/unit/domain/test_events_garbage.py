"""Events that are none: each is turned away with the path of what is wrong, and nothing raises."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import deployment_event, push_event
from chalicelib.domain.events import (
    Ignored,
    Push,
    Rejected,
    ServiceChange,
    parse_push,
    parse_service_change,
)

EVENTS = Path(__file__).parents[2] / "events"
SAMPLES = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(EVENTS.glob("*.json"))]

MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"source": None}, "event.source is no text"),
    ({"source": "acme.ecr"}, "source is 'acme.ecr'; only aws.ecr speaks for ECR"),
    ({"detail-type": 7}, "event.detail-type is no text"),
    ({"detail": None}, "event.detail is no object"),
    ({"detail": []}, "event.detail is no object"),
    ({"account": "12"}, "event.account: '12' is not an AWS account id"),
    ({"region": "mars"}, "event.region: 'mars' is not an AWS region"),
    ({"time": "yesterday"}, "event.time is 'yesterday', which is no time"),
    ({"time": "2026-11-22T12:00:00"}, "event.time is '2026-11-22T12:00:00', which has no time zone"),
    ({"time": None}, "event.time is no text"),
]
MALFORMED_DETAIL: list[tuple[dict[str, Any], str]] = [
    ({"action-type": None}, "event.detail.action-type is no text"),
    ({"result": 1}, "event.detail.result is no text"),
    ({"image-tag": ["v2"]}, "event.detail.image-tag is no text"),
    ({"image-tag": "v2; rm -rf /"}, "event.detail.image-tag: 'v2; rm -rf /' is not an image tag"),
    ({"image-digest": "sha256:xyz"}, "event.detail.image-digest: 'sha256:xyz' is not an image digest"),
    ({"repository-name": "../up"}, "event.detail.repository-name: '../up' is not an ECR repository name"),
]


@pytest.mark.parametrize(("changes", "reason"), MALFORMED)
def test_a_malformed_event_is_rejected_with_the_path_of_what_is_wrong(
    changes: dict[str, Any], reason: str
) -> None:
    rejected = parse_push(push_event() | changes)

    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)


@pytest.mark.parametrize(("changes", "reason"), MALFORMED_DETAIL)
def test_a_malformed_detail_is_rejected_with_the_path_of_what_is_wrong(
    changes: dict[str, Any], reason: str
) -> None:
    rejected = parse_push(push_event(**changes))

    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)


@pytest.mark.parametrize("resources", [None, [], "arn", [7]])
def test_a_change_of_nothing_is_rejected(resources: object) -> None:
    rejected = parse_service_change(deployment_event() | {"resources": resources})

    assert rejected == Rejected("event.resources is no list of texts")


TEXT = st.text(max_size=40)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


def _members(value: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return []
    return [one for key, inner in value.items() for one in [(*path, key), *_members(inner, (*path, key))]]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A real event in which some members are other values, or gone."""
    event: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for path in draw(st.lists(st.sampled_from(_members(event)), min_size=1, max_size=3)):
        place: Any = event
        for key in path[:-1]:
            place = place.get(key) if isinstance(place, dict) else None
        if isinstance(place, dict):
            place.pop(path[-1], None)
            if draw(st.booleans()):
                place[path[-1]] = draw(JSON)
    return event


@given(JSON)
def test_no_json_value_makes_parsing_raise(value: object) -> None:
    assert isinstance(parse_push(value), (Push, Ignored, Rejected))
    assert isinstance(parse_service_change(value), (ServiceChange, Ignored, Rejected))


@given(mutated())
def test_no_mutation_of_a_real_event_makes_parsing_raise(event: dict[str, Any]) -> None:
    assert isinstance(parse_push(event), (Push, Ignored, Rejected))
    assert isinstance(parse_service_change(event), (ServiceChange, Ignored, Rejected))

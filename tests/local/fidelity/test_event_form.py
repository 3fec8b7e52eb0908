"""An event's form against those of captured and documented events."""

from __future__ import annotations

from typing import Any

import pytest

from deviations import samples
from slipway.local.fidelity.event_form import Sample, flaws, form
from slipway.local.fidelity.finding import Flaw, Kind

DETAIL = {"eventName": "DONE", "reason": "r", "tasks": [{"id": "a", "cpu": 1}], "updatedAt": "t"}


def event(detail: Any, **envelope: Any) -> dict[str, Any]:
    return {"source": "aws.x", "detail-type": "X", "detail": detail, **envelope}


SAMPLES = [
    Sample(form(event(DETAIL)), whole=True),
    Sample(form(event({**DETAIL, "extra": "e"})), whole=True),
    Sample(form(event({"eventName": "DONE", "reason": 5})), whole=False),
    Sample(form(event({"eventName": "BEGUN", "reason": "r"})), whole=True),
]


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        pytest.param(DETAIL, [], id="as a sample"),
        pytest.param(DETAIL | {"extra": "e"}, [], id="with what one sample has"),
        pytest.param(DETAIL | {"tasks": []}, [], id="with an empty list"),
        pytest.param({"eventName": "BEGUN", "reason": "r"}, [], id="without what another variant has"),
        pytest.param(DETAIL | {"reason": 5}, [], id="with a trimmed sample's type"),
        pytest.param(
            DETAIL | {"who": {"is": "it"}},
            [Flaw(Kind.UNKNOWN, "detail.who", "structure")],
            id="with what no sample has",
        ),
        pytest.param(
            DETAIL | {"tasks": [{"id": "a"}]},
            [Flaw(Kind.MISSING, "detail.tasks[].cpu")],
            id="without what all samples have",
        ),
        pytest.param(
            {name: DETAIL[name] for name in ("eventName", "reason", "updatedAt")},
            [Flaw(Kind.MISSING, "detail.tasks")],
            id="only the outermost of what is missing",
        ),
        pytest.param(
            DETAIL | {"updatedAt": 5},
            [Flaw(Kind.TYPE, "detail.updatedAt", "integer")],
            id="with another type",
        ),
    ],
)
def test_an_event_is_compared_with_samples_of_its_kind(detail: dict[str, Any], expected: list[Flaw]) -> None:
    assert flaws(form(event(detail)), SAMPLES) == expected


def test_a_member_of_the_envelope_counts_too() -> None:
    assert flaws(form(event(DETAIL, who="x")), SAMPLES) == [Flaw(Kind.UNKNOWN, "who", "string")]


def test_an_event_of_a_kind_without_a_sample_is_a_finding() -> None:
    strange = {**event(DETAIL), "detail-type": "Y"}
    assert [flaw.member for flaw in flaws(form(strange), SAMPLES)] == ["detail-type"]


def test_a_task_that_never_ran_is_not_held_against_one_that_did() -> None:
    assert form(event({"lastStatus": "STOPPED", "startedAt": "t"})).variant == "STOPPED"
    assert form(event({"lastStatus": "STOPPED"})).variant == "STOPPED before it ran"


def test_every_captured_event_agrees_with_all_others() -> None:
    everything = samples()
    assert {flaw for one in everything if one.whole for flaw in flaws(one.form, everything)} == set()

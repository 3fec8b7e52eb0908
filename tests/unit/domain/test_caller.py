"""Who asks, and on which services they may act."""

from __future__ import annotations

from typing import Any

import pytest

from builders import mapped
from chalicelib.domain.caller import (
    Caller,
    Operator,
    Pipeline,
    caller_of_context,
    may_act,
    plain_branch,
)
from chalicelib.domain.errors import UnauthorisedError
from chalicelib.domain.mapping import MappedService

WORKSPACE, REPOSITORY, STEP, PIPELINE, STAGING, PRODUCTION = (
    f"{{{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}}}" for digit in "123abf"
)
ALICE = Operator("alice")


def pipeline(**changes: str | None) -> Pipeline:
    members: dict[str, Any] = {
        "workspace": WORKSPACE,
        "repository": REPOSITORY,
        "pipeline": PIPELINE,
        "step": STEP,
        "environment": PRODUCTION,
        "branch": "main",
    }
    return Pipeline(**members | changes)


def service(**bitbucket: object) -> MappedService:
    return mapped(bitbucket={"repository": "acme/shop-api", **bitbucket})


@pytest.mark.parametrize(
    "of", [service(), service(uuid=REPOSITORY, branches=["main"]), mapped(bitbucket=None)]
)
def test_an_operator_may_act_on_every_service(of: MappedService) -> None:
    assert may_act(ALICE, of) is None


@pytest.mark.parametrize(
    ("caller", "of"),
    [
        (pipeline(), service(uuid=REPOSITORY)),
        (pipeline(repository=REPOSITORY.upper()), service(uuid=REPOSITORY.strip("{}"))),
        (pipeline(environment=None, branch=None), service(uuid=REPOSITORY)),
        (pipeline(), service(uuid=REPOSITORY, environments=[STAGING, PRODUCTION.upper()])),
        (pipeline(), service(uuid=REPOSITORY, branches=["release", "main"])),
        (pipeline(), service(uuid=REPOSITORY, environments=[PRODUCTION], branches=["main"])),
    ],
)
def test_a_pipeline_may_act_where_the_mapping_names_all_that_it_is(caller: Caller, of: MappedService) -> None:
    assert may_act(caller, of) is None


@pytest.mark.parametrize(
    ("caller", "of", "why"),
    [
        (pipeline(), mapped(bitbucket=None), "bitbucket.uuid is not set"),
        (pipeline(), service(), "bitbucket.uuid is not set"),
        (pipeline(repository=None), service(), "bitbucket.uuid is not set"),
        (pipeline(repository=None), service(uuid=REPOSITORY), "of repository None"),
        (pipeline(repository=STAGING), service(uuid=REPOSITORY), "of repository"),
        (pipeline(environment=STAGING), service(uuid=REPOSITORY, environments=[PRODUCTION]), "environment"),
        (pipeline(environment=None), service(uuid=REPOSITORY, environments=[PRODUCTION]), "environment None"),
        (pipeline(branch="Main"), service(uuid=REPOSITORY, branches=["main"]), "branch 'Main'"),
        (pipeline(branch=None), service(uuid=REPOSITORY, branches=["main"]), "branch None"),
        (
            pipeline(branch="dev"),
            service(uuid=REPOSITORY, environments=[PRODUCTION], branches=["main"]),
            "branch 'dev'",
        ),
    ],
)
def test_any_other_pipeline_may_not_and_an_absent_claim_is_a_no(
    caller: Caller, of: MappedService, why: str
) -> None:
    denial = may_act(caller, of)

    assert denial is not None
    assert why in denial.reason


def test_records_name_the_operator_or_pipeline_step_and_repository() -> None:
    assert ALICE.requested_by == "operator alice"
    assert pipeline().requested_by == f"pipeline {PIPELINE}, step {STEP} of repository {REPOSITORY}"


def test_requests_are_told_apart_by_operator_or_repository() -> None:
    assert ALICE.key == "operator:alice"
    assert pipeline().key == pipeline(step=STAGING, pipeline=STAGING).key == f"repository:{REPOSITORY}"


@pytest.mark.parametrize("name", ["", "a b", "a\n", "-a", "ä", "a" * 65])
def test_no_operator_is_called_what_would_not_fit_in_a_record(name: str) -> None:
    with pytest.raises(ValueError, match="is not an operator's name"):
        Operator(name)


CALLERS = [ALICE, pipeline(), pipeline(repository=None, environment=None, branch=None)]


@pytest.mark.parametrize("caller", CALLERS)
def test_a_caller_goes_through_api_gateway_and_comes_out_the_same(caller: Caller) -> None:
    context = caller.context

    assert all(isinstance(value, str) for value in context.values())
    assert caller_of_context(context | {"principalId": "x", "integrationLatency": 7}) == caller


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"kind": "root", "name": "alice"},
        {"kind": "operator"},
        {"kind": "operator", "name": "a\nb"},
        {"kind": "operator", "name": 7},
        {"kind": ["operator"], "name": "alice"},
        {**pipeline().context, "step": None},
        {**pipeline().context, "repository": "acme/shop"},
    ],
)
def test_a_context_that_names_nobody_is_not_let_through(context: dict[str, object]) -> None:
    with pytest.raises(UnauthorisedError):
        caller_of_context(context)


@pytest.mark.parametrize("branch", [None, "", "a\nb", "\ud800", "b" * 513, 7, ["main"]])
def test_what_no_branch_is_called_is_no_branch(branch: object) -> None:
    assert plain_branch(branch) is None

"""Whose families and roles a policy names, and what it does when the names do not fit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from slipway.policies.documents import LIMIT, PolicyTooLargeError, documents, size
from slipway.policies.tasks import Running, Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = "eu-west-1:123456789012"
CLUSTER = {"ecs:cluster": f"arn:aws:ecs:{HERE}:cluster/production"}
CREATING = {"ecs:CreateAction": "RegisterTaskDefinition"}
TO_TASKS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
ADVANCING = ["app", "image_pushed", "deployment_changed", "sweep"]
BADGE_KEY = f"arn:aws:secretsmanager:{HERE}:secret:BadgeSecret-1-a1B2c3"
OPERATORS = f"arn:aws:secretsmanager:{HERE}:secret:slipway/operators-a1B2c3"
DEAD_LETTERS = f"arn:aws:sqs:{HERE}:slipway-DeadLetters-1"
TABLE = f"arn:aws:dynamodb:{HERE}:table/slipway-Table-1"


ROLE = "arn:aws:iam::123456789012:role"
NAMED = {
    "shop-api-production": {"family": "shop-api", "roles": ["task", f"{ROLE}/path/execution"]},
    "shop-web-production": {"family": "shop-web", "roles": []},
}


def described(mapping: dict[str, Any], ecs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The mapping with more members of `ecs`, by service."""
    services = {
        name: {**one, "ecs": one["ecs"] | ecs.get(name, {})} for name, one in mapping["services"].items()
    }
    return {**mapping, "services": services}


@pytest.mark.parametrize("function", ADVANCING)
@pytest.mark.parametrize(
    ("allowed", "action", "resource", "context"),
    [
        (True, "ecs:RegisterTaskDefinition", f"arn:aws:ecs:{HERE}:task-definition/shop-api:2", {}),
        (True, "ecs:TagResource", f"arn:aws:ecs:{HERE}:task-definition/shop-api:2", CREATING),
        (False, "ecs:RegisterTaskDefinition", f"arn:aws:ecs:{HERE}:task-definition/other:2", {}),
        (False, "ecs:RegisterTaskDefinition", f"arn:aws:ecs:{HERE}:task-definition/shop-web:2", {}),
        (
            True,
            "ecs:RegisterTaskDefinition",
            "arn:aws:ecs:us-east-1:123456789012:task-definition/shop-web:2",
            {},
        ),
        (False, "ecs:TagResource", f"arn:aws:ecs:{HERE}:task-definition/other:2", CREATING),
        (True, "iam:PassRole", f"{ROLE}/task", TO_TASKS),
        (True, "iam:PassRole", f"{ROLE}/path/execution", TO_TASKS),
        (False, "iam:PassRole", f"{ROLE}/other", TO_TASKS),
        (False, "iam:PassRole", f"{ROLE}/task", {"iam:PassedToService": "lambda.amazonaws.com"}),
    ],
)
def test_families_and_roles_that_the_mapping_names_are_all_that_there_are(
    may: Callable[..., bool],
    mapping: dict[str, Any],
    function: str,
    action: str,
    resource: str,
    context: dict[str, str],
    *,
    allowed: bool,
) -> None:
    document = documents(described(mapping, NAMED))[function]
    assert may(function, action, resource, context, document) is allowed


def test_services_without_roles_need_no_permission_to_pass_any(mapping: dict[str, Any]) -> None:
    none = described(mapping, {name: {**one, "roles": []} for name, one in NAMED.items()})
    assert "iam:PassRole" not in json.dumps(documents(none))


def test_what_ecs_runs_stands_in_for_what_the_mapping_leaves_open(
    may: Callable[..., bool], mapping: dict[str, Any]
) -> None:
    given = described(mapping, {"shop-web-production": NAMED["shop-web-production"]})
    tasks = Tasks.of(given, {"shop-api-production": Running("shop-api", (f"{ROLE}/task",))})
    document = documents(given, tasks)["sweep"]

    for name, role, allowed in (("shop-api", "task", True), ("other", "other", False)):
        arn = f"arn:aws:ecs:{HERE}:task-definition/{name}:2"
        assert may("sweep", "ecs:RegisterTaskDefinition", arn, {}, document) is allowed
        assert may("sweep", "iam:PassRole", f"{ROLE}/{role}", TO_TASKS, document) is allowed


def _many(clusters: int, services: int, namespaces: int) -> dict[str, Any]:
    return {
        "version": 1,
        "services": {
            f"service-{number}": {
                "image": {"repository": f"team-{number % namespaces}/image-{number}"},
                "ecs": {"cluster": f"cluster-{number % clusters}", "service": f"service-{number}"},
                "bitbucket": {"repository": "acme/shop"},
            }
            for number in range(services)
        },
    }


@pytest.mark.parametrize(
    ("given", "reads", "changes"),
    [
        pytest.param(_many(1, 20, 1), 0, 0, id="few services: each by its name"),
        pytest.param(
            _many(2, 80, 3), 1, 0, id="dozens: reading in their clusters, changing each by its name"
        ),
        pytest.param(_many(2, 500, 3), 2, 1, id="hundreds: changing in their clusters"),
        pytest.param(_many(900, 10_000, 900), 2, 2, id="hundreds of clusters: all of the account"),
    ],
)
def test_a_mapping_too_long_for_iam_widens_no_more_than_it_must(
    may: Callable[..., bool], given: dict[str, Any], reads: int, changes: int
) -> None:
    document = documents(given)["sweep"]
    assert size(document) <= LIMIT
    farther = ["cluster-0/service-0", "cluster-0/unmapped", "elsewhere/service-0"]

    def reach(action: str) -> int:
        """How many of the services that lie farther away than the mapped one it covers."""
        arns = [f"arn:aws:ecs:{HERE}:service/{name}" for name in farther]
        return [may("sweep", action, arn, document=document) for arn in arns].count(True) - 1

    assert (reach("ecs:DescribeServices"), reach("ecs:UpdateService")) == (reads, changes)


def test_a_mapping_with_more_roles_than_iam_can_hold_is_refused_with_a_way_out() -> None:
    given = _many(1, 500, 1)
    for number, service in enumerate(given["services"].values()):
        service["ecs"]["role_arn"] = f"arn:aws:iam::210987654321:role/slipway-{number}"
    with pytest.raises(PolicyTooLargeError, match="Split it into several"):
        documents(given)


@pytest.mark.parametrize(
    ("services", "roles_each", "any_family", "any_role"),
    [
        pytest.param(10, 1, False, False, id="few: each by its name"),
        pytest.param(300, 0, True, False, id="hundreds: any family, and still these roles alone"),
        pytest.param(300, 1, True, True, id="hundreds of roles: any"),
    ],
)
def test_families_widen_before_roles_when_the_names_do_not_fit(
    may: Callable[..., bool], services: int, roles_each: int, *, any_family: bool, any_role: bool
) -> None:
    given = _many(1, services, 1)
    for name, one in given["services"].items():
        one["ecs"] |= {"family": name, "roles": ["execution", *[f"{name}-task"] * roles_each]}
    document = documents(given)["sweep"]

    assert size(document) <= LIMIT
    other = f"arn:aws:ecs:{HERE}:task-definition/other:1"
    assert may("sweep", "ecs:RegisterTaskDefinition", other, {}, document) is any_family
    assert may("sweep", "iam:PassRole", f"{ROLE}/execution", TO_TASKS, document)
    assert may("sweep", "iam:PassRole", f"{ROLE}/other", TO_TASKS, document) is any_role

"""What the demo claims, and that it notices when it is not so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slipway.demo import claims
from slipway.demo.claims import Claim, Evidence, Facts, UntrueError, verify
from slipway.demo.seen import Badge

DIGEST = f"sha256:{'ab' * 32}"
REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
BREAKER = "ECS deployment circuit breaker: tasks failed to start."


def definition(image: str, **changes: Any) -> dict[str, Any]:
    sidecar = {"name": "log-router", "image": f"{REGISTRY}/platform/log-router:2", "essential": False}
    app = {"name": "app", "image": f"{REGISTRY}/{image}", "environment": [{"name": "A", "value": "1"}]}
    usual = {"cpu": "512", "taskRoleArn": "arn:role", "revision": 1, "containerDefinitions": [app, sidecar]}
    return usual | changes


BEFORE = Facts(("ecs-svc/1",), "arn:1", definition("shop:main-1"), {"team": "shop"})
AFTER = Facts(
    ("ecs-svc/2",),
    "arn:2",
    definition(f"shop@{DIGEST}", revision=2),
    {"team": "shop", "slipway:deployment": "shop-api.1"},
)
ROLLED_OUT = Evidence(
    "shop-api",
    BEFORE,
    AFTER,
    Badge(("INPROGRESS", "SUCCESSFUL"), "4 tasks run it"),
    ("UpdateService",),
    DIGEST,
)
ROLLED_BACK = replace(ROLLED_OUT, after=BEFORE, badge=Badge(("INPROGRESS", "FAILED"), f"failed: {BREAKER}"))
PASSED_OVER = replace(
    ROLLED_OUT, after=BEFORE, badge=Badge(("STOPPED",), "late"), calls=("DescribeServices",)
)


def after(**changes: Any) -> Evidence:
    return replace(ROLLED_OUT, after=replace(AFTER, **changes))


def without_sidecar() -> dict[str, Any]:
    app = definition(f"shop@{DIGEST}")["containerDefinitions"][0]
    return definition("", containerDefinitions=[app])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (claims.pinned(), ROLLED_OUT),
        (claims.nothing_else_changed(), ROLLED_OUT),
        (claims.told("INPROGRESS", "SUCCESSFUL"), ROLLED_OUT),
        (claims.runs_again("v2"), ROLLED_BACK),
        (claims.reason(BREAKER), ROLLED_BACK),
        (claims.untouched(), PASSED_OVER),
        (claims.no_writes(), PASSED_OVER),
    ],
)
def test_a_claim_holds_when_it_is_so(claim: Claim, evidence: Evidence) -> None:
    verify([claim], [evidence])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        pytest.param(claims.pinned(), after(definition=definition("shop:main-2")), id="by tag"),
        pytest.param(
            claims.pinned(), after(definition=definition(f"shop@{DIGEST[:-1]}0")), id="another image"
        ),
        pytest.param(claims.nothing_else_changed(), after(tags={}), id="tags lost"),
        pytest.param(claims.nothing_else_changed(), after(definition=without_sidecar()), id="sidecar lost"),
        pytest.param(
            claims.nothing_else_changed(),
            after(definition=definition(f"shop@{DIGEST}", taskRoleArn=None)),
            id="role lost",
        ),
        pytest.param(claims.told("INPROGRESS", "SUCCESSFUL"), ROLLED_BACK, id="failed instead"),
        pytest.param(claims.told("STOPPED"), replace(PASSED_OVER, badge=None), id="nothing said"),
        pytest.param(claims.runs_again("v2"), ROLLED_OUT, id="another revision runs"),
        pytest.param(claims.reason(BREAKER), ROLLED_OUT, id="no reason"),
        pytest.param(claims.untouched(), ROLLED_OUT, id="it moved"),
        pytest.param(claims.no_writes(), ROLLED_OUT, id="it was updated"),
    ],
)
def test_a_claim_that_is_not_so_is_noticed(claim: Claim, evidence: Evidence) -> None:
    with pytest.raises(UntrueError, match=r"^shop-api: "):
        verify([claim], [evidence])


def test_only_what_differs_is_told() -> None:
    found = after(definition=definition(f"shop@{DIGEST}", cpu="256"))
    with pytest.raises(UntrueError) as untrue:
        verify([claims.nothing_else_changed()], [found])
    assert (untrue.value.expected, untrue.value.found) == ({"cpu": "512"}, {"cpu": "256"})
    assert untrue.value.function == "image_pushed"

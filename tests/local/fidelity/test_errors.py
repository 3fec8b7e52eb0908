"""Error answers: the code is one that the operation, or AWS as a whole, has."""

from __future__ import annotations

from typing import Any

import pytest

from local.fidelity.flaws import found
from slipway.local.fidelity.finding import Flaw, Kind

ERRORS: dict[str, tuple[str, Any, int, dict[str, str], list[Flaw]]] = {
    "the operation's own": ("ecs:UpdateService", {"__type": "ServiceNotFoundException"}, 400, {}, []),
    "with a namespace": ("ecs:UpdateService", {"__type": "a.b#ServiceNotFoundException"}, 400, {}, []),
    "one that all services have": ("ecs:UpdateService", {"__type": "ThrottlingException"}, 400, {}, []),
    "in a header": ("lambda:Invoke", {}, 404, {"x-amzn-errortype": "ResourceNotFoundException:"}, []),
    "in XML": (
        "cloudformation:DescribeStacks",
        "<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>",
        400,
        {},
        [],
    ),
    "with a member of its own": (
        "dynamodb:PutItem",
        {"__type": "ConditionalCheckFailedException", "message": "m", "Item": {"pk": {"S": "a"}}},
        400,
        {},
        [],
    ),
    "another operation's": (
        "ecs:UpdateService",
        {"__type": "ImageNotFoundException"},
        400,
        {},
        [Flaw(Kind.ERROR, "ImageNotFoundException")],
    ),
    "with an unknown member": (
        "dynamodb:PutItem",
        {"__type": "ConditionalCheckFailedException", "Who": "x"},
        400,
        {},
        [Flaw(Kind.UNKNOWN, "ConditionalCheckFailedException.Who", "string")],
    ),
    "without a code": (
        "ecs:UpdateService",
        {"message": "no"},
        400,
        {},
        [Flaw(Kind.UNREADABLE, "", "status 400 without an error code")],
    ),
}


@pytest.mark.parametrize(("call", "body", "status", "headers", "expected"), ERRORS.values(), ids=ERRORS)
def test_an_error_is_one_that_the_operation_has(
    call: str, body: Any, status: int, headers: dict[str, str], expected: list[Flaw]
) -> None:
    assert found(call, body, status, headers=headers) == expected

# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""AssumeRole as STS has it: a role's trust policy says who may, and credentials last as long as `Pace.session`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region, request_scope, set_request_account_id
from ministack.services import iam, sts

if TYPE_CHECKING:
    from slipway.local.aws.requests import AwsCall, Request
    from slipway.local.aws.shapes import Json

_ROLE: Final = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/.+")


def is_assuming(call: AwsCall) -> bool:
    return (call.service, call.operation) == ("sts", "AssumeRole")


def refusal(call: AwsCall, request: Request) -> str | None:
    """Why this AssumeRole is refused, or None.

    MiniStack's accounts come into being by being named: one in which nobody ever made a role lets everybody in,
    as MiniStack itself does.
    """
    form = _form(request.body)
    role = form.get("RoleArn", "")
    if not _ROLE.fullmatch(role):
        return None  # MiniStack itself says what is wrong with it
    account, name = role.split(":")[4], role.rsplit("/", 1)[-1]
    with request_scope(account, get_region()):
        if not len(iam._roles):
            return None
        known = iam._roles.get(name)
    with request_scope(get_account_id(), get_region()):
        set_request_account_id(call.access_key)
        caller = sts._caller_identity(request.headers, request.query)
    if known and _trusted(known, caller, role, form):
        return None
    return f"User: {caller['userArn']} is not authorized to perform: sts:AssumeRole on resource: {role}"


def lasting(body: bytes, seconds: float) -> bytes:
    """The same request, for credentials that last so long unless it says itself how long."""
    form = _form(body)
    return urlencode({"DurationSeconds": str(int(seconds))} | form).encode()


def _trusted(role: Json, caller: Json, arn: str, form: dict[str, str]) -> bool:
    context = iam_evaluator.EvalContext(
        principal_arn=caller["userArn"],
        principal_type=caller["principalType"],
        principal_account=caller["accountId"],
        action="sts:AssumeRole",
        resource_arn=arn,
        region=get_region(),
        service_context={"sts:externalid": form.get("ExternalId")},
    )
    policy = role.get("AssumeRolePolicyDocument", "{}")
    return bool(iam_evaluator.evaluate_trust_policy(policy, caller["userArn"], context))


def _form(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}

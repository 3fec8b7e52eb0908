"""Calls that failed, in words: what was asked, what AWS said, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from slipway.live.findings import Unseen

if TYPE_CHECKING:
    from chalicelib.domain.mapping import Target


def unseen_because(call: str, error: Exception, target: Target | None = None) -> Unseen:
    """`call` is what was asked, such as `ecs:DescribeServices`; `target` names the role that it was asked under."""
    if not isinstance(error, ClientError):
        return Unseen(f"{call}: {_first_line(error)}", "see that AWS can be reached, then check again")
    code = str(error.response["Error"].get("Code", ""))
    said = f"{code}: {error.response['Error'].get('Message', '')}"
    if error.operation_name == "AssumeRole" and target is not None:
        return Unseen(f"{target.role_arn} cannot be assumed: {said}", _trust(target), role=True)
    if code.startswith("AccessDenied"):
        return Unseen(f"{call}: {said}", f"grant {call} to whoever runs this check")
    return Unseen(f"{call}: {said}", "mend the cause, then check again")


def _trust(target: Target) -> str:
    asks = f" with the external id {target.external_id}" if target.external_id else ""
    return (
        f"have its trust policy allow sts:AssumeRole{asks} to the deployer's functions and to whoever runs this "
        "check; compare role_arn and external_id with it"
    )


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__

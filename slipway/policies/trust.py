"""Who may assume the roles that a mapping names in other accounts: the trust policy that each of them needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slipway.policies.documents import Document


def trust(mapping: Mapping[str, Any], account: str, stack: str) -> dict[str, Document]:
    """Role -> trust policy, for a valid mapping; `account` and `stack` are those that Slipway runs in.

    CloudFormation gives the functions' roles names of its own, so that they are told by how those begin. A role that is
    deleted and made anew is then trusted still, which a policy that names it is not.
    """
    external: dict[str, set[str]] = {}
    for service in mapping["services"].values():
        ecs = service["ecs"]
        if role := ecs.get("role_arn"):
            external.setdefault(role, set()).update({ecs["external_id"]} if ecs.get("external_id") else ())
    return {role: _document(role, sorted(external[role]), account, stack) for role in sorted(external)}


def _document(role: str, external: list[str], account: str, stack: str) -> Document:
    partition = role.split(":")[1]
    condition: dict[str, Any] = {
        "ArnLike": {"aws:PrincipalArn": f"arn:{partition}:iam::{account}:role/{stack}-*Role-*"}
    }
    if external:
        condition["StringEquals"] = {"sts:ExternalId": external[0] if len(external) == 1 else external}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "SlipwayMayDeployHere",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
                "Action": "sts:AssumeRole",
                "Condition": condition,
            }
        ],
    }

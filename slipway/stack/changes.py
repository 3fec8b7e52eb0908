"""A change set: what CloudFormation is about to do, before it does it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slipway.stack.errors import DeploymentError
from slipway.stack.state import absent, status

if TYPE_CHECKING:
    from collections.abc import Mapping

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
PREPARE_SECONDS = 300.0
FAILED_CREATION = "ROLLBACK_COMPLETE"
NOTHING = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True, slots=True)
class Change:
    """`action` is Add, Modify, Remove...; `replacement` is True, False, Conditional or empty."""

    action: str
    resource: str
    type: str
    replacement: str


@dataclass(frozen=True, slots=True)
class ChangeSet:
    name: str
    stack: str
    creates: bool
    changes: tuple[Change, ...]


def prepare(
    formation: Any, stack: str, template_url: str, parameters: Mapping[str, str], *, pause: float
) -> ChangeSet:
    """Let CloudFormation work out the changes; parameters that are not given stay as they are.

    Raises:
        DeploymentError: the template or a parameter is refused, or the stack is in no state to be changed.

    """
    before = None if absent(formation, stack) else status(formation, stack)
    if before == FAILED_CREATION:
        raise DeploymentError(
            f"The stack {stack} failed when it was first made and can only be taken down: `slipway stack destroy`."
        )
    creates = before in {None, "REVIEW_IN_PROGRESS"}
    name = f"slipway-{time.time_ns()}"
    formation.create_change_set(
        StackName=stack,
        ChangeSetName=name,
        ChangeSetType="CREATE" if creates else "UPDATE",
        TemplateURL=template_url,
        Parameters=_parameters(formation, stack, template_url, parameters, creates=creates),
        Capabilities=CAPABILITIES,
    )
    return ChangeSet(name, stack, creates, _changes(formation, stack, name, pause))


def _parameters(
    formation: Any, stack: str, template_url: str, given: Mapping[str, str], *, creates: bool
) -> list[dict[str, Any]]:
    known = {
        one["ParameterKey"] for one in formation.get_template_summary(TemplateURL=template_url)["Parameters"]
    }
    if unknown := sorted(set(given) - known):
        raise DeploymentError(
            f"No parameter is called {', '.join(unknown)}. There are: {', '.join(sorted(known))}."
        )
    kept: set[str] = set()
    if not creates:
        described = formation.describe_stacks(StackName=stack)["Stacks"][0].get("Parameters", [])
        kept = {one["ParameterKey"] for one in described} & known - set(given)
    return [
        *({"ParameterKey": key, "ParameterValue": value} for key, value in given.items()),
        *({"ParameterKey": key, "UsePreviousValue": True} for key in sorted(kept)),
    ]


def _changes(formation: Any, stack: str, name: str, pause: float) -> tuple[Change, ...]:
    deadline = time.monotonic() + PREPARE_SECONDS
    while time.monotonic() < deadline:
        told = formation.describe_change_set(StackName=stack, ChangeSetName=name)
        match told["Status"]:
            case "CREATE_COMPLETE":
                return _listed(formation, stack, name)
            case "FAILED":
                return _none(formation, stack, name, told.get("StatusReason", "no reason given"))
            case _:
                time.sleep(pause)
    raise DeploymentError(
        f"CloudFormation did not work out the changes of {stack} in {PREPARE_SECONDS:.0f} s."
    )


def _none(formation: Any, stack: str, name: str, reason: str) -> tuple[Change, ...]:
    """Tell a change set without changes, which fails, from one that is refused."""
    formation.delete_change_set(StackName=stack, ChangeSetName=name)
    if any(word in reason for word in NOTHING):
        return ()
    raise DeploymentError(f"CloudFormation refuses the changes of {stack}: {reason}")


def _listed(formation: Any, stack: str, name: str) -> tuple[Change, ...]:
    pages = formation.get_paginator("describe_change_set").paginate(StackName=stack, ChangeSetName=name)
    told = [one["ResourceChange"] for page in pages for one in page["Changes"]]
    changes = (
        Change(one["Action"], one["LogicalResourceId"], one["ResourceType"], one.get("Replacement", ""))
        for one in told
    )
    return tuple(sorted(changes, key=lambda one: (one.action, one.type, one.resource)))

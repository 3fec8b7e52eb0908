"""The policy documents: which function may do what, within IAM's limit on their size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from slipway.policies import grants
from slipway.policies.scope import Scope
from slipway.policies.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html:
# a role's inline policies together, white space not counted.
LIMIT = 10_240

Document = dict[str, Any]
Wanted: TypeAlias = "Callable[[str, Scope, Tasks], list[grants.Statement]]"

# As long as what CloudFormation will fill in can be.
LONGEST = {
    "${AWS::Partition}": "aws-us-gov",
    "${AWS::Region}": "ap-southeast-2",
    "${AWS::AccountId}": "123456789012",
}


class PolicyTooLargeError(Exception):
    """IAM would refuse it."""


def documents(mapping: Mapping[str, Any], tasks: Tasks | None = None) -> dict[str, Document]:
    """One policy document per function of app.py, for a valid mapping as parsed from YAML.

    `tasks`: what is known of the task definitions; None is what the mapping itself says.
    Raises PolicyTooLargeError when even whole clusters and registries instead of single names do not fit.
    """
    rungs = _ladder(Scope.of(mapping), tasks or Tasks.of(mapping))
    return {function: _first_that_fits(function, wanted, rungs) for function, wanted in FUNCTIONS.items()}


def _ladder(scope: Scope, tasks: Tasks) -> list[tuple[Scope, Tasks]]:
    """Ever wider grants. A revision of any family is harmless while no service may be given it; roles widen last."""
    *reading, far, changed, changed_all = scope.ladder()
    return [
        *((narrow, tasks) for narrow in (*reading, far)),
        (far, tasks.any_family),
        (changed, tasks.any_family),
        (changed_all, tasks.any_family),
        (changed_all, tasks.any_family.any_role),
    ]


def size(document: Document) -> int:
    """Count characters as IAM does once CloudFormation has filled names in."""
    return len("".join(json.dumps(_filled(document), separators=(",", ":")).split()))


def text(document: Document) -> str:
    return json.dumps(document, indent=2) + "\n"


def _first_that_fits(function: str, wanted: Wanted, rungs: list[tuple[Scope, Tasks]]) -> Document:
    for scope, tasks in rungs:
        document = {"Version": "2012-10-17", "Statement": wanted(function, scope, tasks)}
        if size(document) <= LIMIT:
            return document
    raise PolicyTooLargeError(
        f"The policy of {function} does not fit IAM's {LIMIT} characters: the mapping names too many roles "
        "or regions. Split it into several Slipway stacks, each with a mapping of its own.",
    )


def _advancing(scope: Scope, tasks: Tasks) -> list[grants.Statement]:
    """Whatever happens ends in `advance`, which may take any step of a deployment."""
    return [
        *grants.follow_services(scope),
        *grants.roll_out(scope, tasks),
        *grants.reach_elsewhere(scope),
        *grants.read_images(scope),
        *grants.keep_records(),
        *grants.read_secret("ReadBitbucketCredential", "BitbucketSecret"),
    ]


def _event(function: str, scope: Scope, tasks: Tasks) -> list[grants.Statement]:
    return [*_advancing(scope, tasks), *grants.log(function), *grants.give_up()]


def _sweep(function: str, scope: Scope, tasks: Tasks) -> list[grants.Statement]:
    return [*_event(function, scope, tasks), *grants.find_what_is_due()]


def _http(function: str, scope: Scope, tasks: Tasks) -> list[grants.Statement]:
    """A request is answered, so nothing of it is ever given up on."""
    own = [*grants.list_services(), *grants.read_badge_key(), *grants.log(function)]
    return [*_advancing(scope, tasks), *own]


def _authorizer(function: str, scope: Scope, tasks: Tasks) -> list[grants.Statement]:
    del scope, tasks
    return [*grants.read_secret("ReadOperators", "OperatorsSecret"), *grants.log(function)]


FUNCTIONS: Mapping[str, Wanted] = {
    "app": _http,
    "authorize": _authorizer,
    "image_pushed": _event,
    "deployment_changed": _event,
    "sweep": _sweep,
}


def _filled(part: Any) -> Any:
    match part:
        case {"Fn::Sub": str(pattern)}:
            for name, longest in LONGEST.items():
                pattern = pattern.replace(name, longest)
            return pattern
        case {"Fn::GetAtt": _} | {"Ref": _}:
            return "arn:aws:dynamodb:ap-southeast-2:123456789012:table/slipway-Table-ABCDEFGHIJKL"
        case dict():
            return {key: _filled(value) for key, value in part.items()}
        case list():
            return [_filled(value) for value in part]
        case _:
            return part

"""Asks EventBridge in the home account's other regions whether what happens there is told to the deployer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.aws import READS, client
from chalicelib.fanout import each
from slipway.live.facts import Forwarding
from slipway.live.failures import unseen_because

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from chalicelib.domain.mapping import Home
    from slipway.live.findings import Unseen

PUSHES = ("aws.ecr", "ECR Image Action")
DEPLOYMENTS = ("aws.ecs", "ECS Deployment State Change")


def forwarding(regions: Iterable[str], home: Home) -> dict[str, Forwarding | Unseen]:
    """Of each of these regions."""
    wanted = sorted(set(regions))
    for region in wanted:
        client("events", READS, region)  # made here, since threads must not
    found: dict[str, Forwarding | Unseen] = {}
    for outcome in each(wanted, lambda region: _of(region, home)):
        error = outcome.error
        seen = unseen_because("events:ListRules", error) if error else outcome.result
        found[outcome.item] = seen or Forwarding(pushes=False, deployments=False)
    return found


def bus_of(home: Home) -> str:
    """The ARN of the deployer's bus, in the partition of its region."""
    partitions = {"cn": "aws-cn", "us-gov": "aws-us-gov"}
    partition = next(
        (name for start, name in partitions.items() if home.region.startswith(f"{start}-")), "aws"
    )
    return f"arn:{partition}:events:{home.region}:{home.account}:event-bus/default"


def _of(region: str, home: Home) -> Forwarding:
    events = client("events", READS, region)
    rules = [
        rule
        for page in events.get_paginator("list_rules").paginate()
        for rule in page["Rules"]
        if rule.get("State") != "DISABLED"
    ]

    def told(kind: tuple[str, str]) -> bool:
        matching = (rule for rule in rules if _matches(rule, *kind))
        return any(bus_of(home) in _targets(events, rule["Name"]) for rule in matching)

    return Forwarding(pushes=told(PUSHES), deployments=told(DEPLOYMENTS))


def _matches(rule: Mapping[str, Any], source: str, detail_type: str) -> bool:
    """As far as source and detail-type tell; what a rule says of the detail is its own affair."""
    pattern = json.loads(rule.get("EventPattern") or "{}")
    return source in pattern.get("source", []) and detail_type in pattern.get("detail-type", [detail_type])


def _targets(events: Any, rule: str) -> set[str]:
    return {one["Arn"] for one in events.list_targets_by_rule(Rule=rule)["Targets"]}

"""All that a look at the account brought, to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain.ecs import TaskDefinition
from slipway.live.findings import Level
from slipway.live.judge import judge
from slipway.live.judge_tasks import passed
from slipway.live.look import look

if TYPE_CHECKING:
    from chalicelib.domain.mapping import Home, Mapping
    from slipway.live.facts import Facts
    from slipway.live.findings import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """`roles` are the ARNs that the generated policies let the deployer pass."""

    home: Home
    services: tuple[str, ...]
    findings: tuple[Finding, ...]
    roles: tuple[str, ...]

    @property
    def mistaken(self) -> bool:
        return self.count(Level.MISTAKE) > 0

    def count(self, level: Level) -> int:
        return sum(one.level is level for one in self.findings)

    def of(self, service: str, level: Level) -> list[Finding]:
        return [one for one in self.findings if one.service == service and one.level is level]

    def as_json(self) -> dict[str, Any]:
        return {
            "account": self.home.account,
            "region": self.home.region,
            "roles": list(self.roles),
            "findings": [
                {
                    "level": one.level.value,
                    "service": one.service,
                    "about": one.about,
                    "message": one.message,
                    "hint": one.hint,
                }
                for one in self.findings
            ],
        }


def report_on(mapping: Mapping, home: Home) -> Report:
    """Asks the account and judges."""
    facts = look(mapping, home)
    return Report(
        home, tuple(one.name for one in mapping), tuple(judge(mapping, facts)), _roles(mapping, facts)
    )


def _roles(mapping: Mapping, facts: Facts) -> tuple[str, ...]:
    """Not those of services behind a role: that role passes them, and its own policy has to allow it."""
    found: set[str] = set()
    for mapped in mapping:
        if mapped.target.role_arn is None:
            running = facts.definitions.get(mapped.target)
            seen = running if isinstance(running, TaskDefinition) else None
            found.update(passed(mapped, seen, facts.home.account))
    return tuple(sorted(found))

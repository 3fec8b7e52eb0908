"""Judges whether the deployer hears of what happens: its own rules only hear its own account and region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.mapping import Trigger
from slipway.live.ask_events import DEPLOYMENTS, PUSHES, bus_of
from slipway.live.facts import Forwarding
from slipway.live.findings import fine, mistake, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.mapping import Home, MappedService
    from slipway.live.facts import Facts
    from slipway.live.findings import Finding, Unseen


def of_events(mapped: MappedService, facts: Facts) -> Iterator[Finding]:
    registry, target, home = mapped.repository.registry, mapped.target, facts.home
    if mapped.trigger is Trigger.PUSH and (registry.account, registry.region) != (home.account, home.region):
        yield _of_pushes(mapped, facts)
    if (target.account or home.account, target.region) != (home.account, home.region):
        yield _of_deployments(mapped, facts)


def _of_pushes(mapped: MappedService, facts: Facts) -> Finding:
    registry = mapped.repository.registry
    where = f"{registry.region} of {registry.account}"
    seen = _told(facts, registry.account, registry.region)
    if isinstance(seen, Forwarding) and seen.pushes:
        return fine(mapped.name, "events", f"pushes in {where} are forwarded to the deployer")
    hint = _add_rule(PUSHES, where, registry.account, facts.home)
    if isinstance(seen, Forwarding):
        why = f"no rule in {where} forwards pushes to the deployer, so none deploys this service"
        return mistake(mapped.name, "events", why, f"{hint}; or set trigger: manual")
    return warning(mapped.name, "events", f"{_why(seen, where)}; a push there deploys only if so", hint)


def _of_deployments(mapped: MappedService, facts: Facts) -> Finding:
    account, region = mapped.target.account or facts.home.account, mapped.target.region
    where = f"{region} of {account}"
    seen = _told(facts, account, region)
    if isinstance(seen, Forwarding) and seen.deployments:
        return fine(mapped.name, "events", f"deployments in {where} are told to the deployer")
    late = "without it the end of a rollout is only noticed by the sweep, up to 5 minutes late"
    hint = _add_rule(DEPLOYMENTS, where, account, facts.home)
    if isinstance(seen, Forwarding):
        return warning(
            mapped.name, "events", f"no rule in {where} forwards ECS's events to the deployer; {late}", hint
        )
    return warning(mapped.name, "events", f"{_why(seen, where)}; {late}", hint)


def _told(facts: Facts, account: str, region: str) -> Forwarding | Unseen | None:
    """None for another account, whose rules are not ours to read."""
    return facts.forwarding[region] if account == facts.home.account else None


def _why(seen: Unseen | None, where: str) -> str:
    said = f" ({seen.message})" if seen else ""
    return f"whether a rule in {where} forwards events to the deployer cannot be seen from here{said}"


def _add_rule(kind: tuple[str, str], where: str, account: str, home: Home) -> str:
    source, detail_type = kind
    named = f'source {source}, detail-type "{detail_type}"'
    role = "with a role that may events:PutEvents there"
    allow = "" if account == home.account else f", and let that bus take events of {account}"
    return f"have a rule in {where} for {named} target {bus_of(home)}, {role}{allow}"

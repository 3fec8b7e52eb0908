"""Looks at all that a mapping names, in as few calls as AWS allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.mapping import Trigger
from slipway.live import ask_ecr, ask_ecs, ask_events
from slipway.live.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.domain.mapping import Home, MappedService, Mapping


def look(mapping: Mapping, home: Home) -> Facts:
    """Never raises for what AWS says: what could not be seen is in the facts as that."""
    targets = [one.target for one in mapping]
    services = ask_ecs.services(targets)
    return Facts(
        home=home,
        clusters=ask_ecs.clusters(targets),
        services=services,
        definitions=ask_ecs.definitions(services),
        repositories=ask_ecr.repositories(one.repository for one in mapping),
        forwarding=ask_events.forwarding(
            (region for one in mapping for region in _foreign_regions(one, home)), home
        ),
    )


def _foreign_regions(mapped: MappedService, home: Home) -> Iterator[str]:
    """Where in the home account something happens that the deployer's own rules do not hear."""
    registry, target = mapped.repository.registry, mapped.target
    if mapped.trigger is Trigger.PUSH and registry.account == home.account and registry.region != home.region:
        yield registry.region
    if target.account in (None, home.account) and target.region != home.region:
        yield target.region

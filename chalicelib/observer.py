"""What ECS says now about several services, read in as few calls as ECS allows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from chalicelib.domain.frozen import frozen
from chalicelib.fanout import each

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chalicelib.domain.ecs import Service
    from chalicelib.domain.mapping import Target
    from chalicelib.ports import Ecs

Seen: TypeAlias = "Service | Exception | None"


@frozen
class Observer:
    """Asks ECS for services."""

    ecs: Ecs

    def observe(self, targets: Iterable[Target]) -> dict[Target, Seen]:
        """Target -> its service, None when there is none, or the error that kept ECS from telling.

        One call serves ten services of a cluster, and a cluster that cannot be asked hides no other.
        """
        ordered = sorted(set(targets), key=_asked_together)
        groups = [tuple(group) for _, group in groupby(ordered, key=_asked_together)]
        seen: dict[Target, Seen] = {}
        for outcome in each(groups, self._ask):
            for target in outcome.item:
                seen[target] = outcome.error or (outcome.result or {}).get(target)
        return seen

    def _ask(self, group: Sequence[Target]) -> dict[Target, Service]:
        return dict(self.ecs.services(group))


def _asked_together(target: Target) -> tuple[str, str, str, str]:
    return (target.region, target.role_arn or "", target.external_id or "", target.cluster)

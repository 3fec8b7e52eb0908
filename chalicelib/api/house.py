"""What every view is given: the house behind the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from chalicelib.api.desk_port import BadgeKey, Orders, Reads
    from chalicelib.ports import Telemetry


@frozen
class House:
    """`badge_key` is asked only when a private badge is shown or linked to."""

    orders: Orders
    reads: Reads
    badge_key: BadgeKey
    telemetry: Telemetry

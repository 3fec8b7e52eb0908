"""What is seen at one moment of a rollout under traffic, and as one line of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slipway.demo import view

if TYPE_CHECKING:
    from slipway.demo.containers.traffic import Counted
    from slipway.demo.seen import Seen

BLOCKS = 20
SHADES = "█░▒▓"


@dataclass(frozen=True, slots=True)
class Moment:
    """The service and its commit (`row`), and who answered the requests of the last second."""

    row: Seen
    counted: Counted

    @property
    def over(self) -> bool:
        """ECS is at rest, the commit knows the end, and a single version answers."""
        return self.row.settled and len(self.counted.lately) == 1

    @property
    def shape(self) -> tuple[object, ...]:
        """What makes a new line worth printing."""
        badge = self.row.badge.state if self.row.badge else None
        return self.bar, self.row.phase, badge, len(self.counted.failures)

    @property
    def bar(self) -> str:
        """One block in twenty for each 5 % of the last second's answers, one shade per version."""
        lately = sorted(self.counted.lately.items())
        whole = sum(self.counted.lately.values()) or 1
        shares = [round(BLOCKS * count / whole) for _, count in lately]
        return "".join(SHADES[_shade(name)] * share for (name, _), share in zip(lately, shares, strict=True))

    @property
    def share(self) -> str:
        """For example "40 % v1, 60 % v2"."""
        whole = sum(self.counted.lately.values()) or 1
        return ", ".join(
            f"{100 * count / whole:.0f} % {name}" for name, count in sorted(self.counted.lately.items())
        )

    def line(self) -> str:
        cells = (
            f"{self.row.elapsed:5.1f} s",
            f"{self.bar:<{BLOCKS}}",
            f"{self.share:<17}",
            f"failures {len(self.counted.failures)}",
            f"{self.row.phase:<12}",
            view.badge(self.row.badge, "").plain,
        )
        return "  ".join(cells)


def _shade(name: str) -> int:
    digits = "".join(one for one in name if one.isdigit())
    return (int(digits or "1") - 1) % len(SHADES)

"""Remembers every line and every metric."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class FakeTelemetry:
    lines: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    counts: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    timings: list[tuple[str, float]] = field(default_factory=list)

    def info(self, message: str, **fields: object) -> None:
        self.lines.append(("info", message, fields))

    def warning(self, message: str, **fields: object) -> None:
        self.lines.append(("warning", message, fields))

    def error(self, message: str, **fields: object) -> None:
        self.lines.append(("error", message, fields))

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        self.counts.append((name, value, dimensions))

    def seconds(self, name: str, value: float) -> None:
        self.timings.append((name, value))

    def total(self, name: str, **dimensions: str) -> int:
        """The sum of a metric over the dimensions given."""
        return sum(
            value for one, value, given in self.counts if one == name and dimensions.items() <= given.items()
        )

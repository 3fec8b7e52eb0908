"""Operators by their tokens."""

from __future__ import annotations

from dataclasses import dataclass, field

from chalicelib.domain.errors import RetryableError


@dataclass
class FakeOperators:
    tokens: dict[str, str] = field(default_factory=dict)
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def named(self, token: str) -> str | None:
        self.asked.append(token)
        if self.down:
            raise RetryableError("the secret cannot be read")
        return self.tokens.get(token)

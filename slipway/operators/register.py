"""Who the operators are: the changes that people make to the list, each as a function of what it says now."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from slipway.operators.errors import OperatorsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Change: TypeAlias = "Callable[[Mapping[str, str]], dict[str, str]]"


def adding(name: str, kept: str, *, replace: bool) -> Change:
    """`kept` is the token's hash. Refuses a name that is there, unless it is to be replaced."""

    def add(now: Mapping[str, str]) -> dict[str, str]:
        if name in now and not replace:
            raise OperatorsError(
                f"{name} has a token already; --replace makes a new one, and the old one is refused then"
            )
        return {**now, name: kept}

    return add


def removing(name: str) -> Change:
    """Refuses a name that is not there."""

    def remove(now: Mapping[str, str]) -> dict[str, str]:
        if name not in now:
            there = ", ".join(sorted(now)) or "nobody"
            raise OperatorsError(f"there is no operator {name}; there is {there}")
        return {other: kept for other, kept in now.items() if other != name}

    return remove

"""Two services as the demo sees them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from slipway.demo.seen import Badge, Phase, Seen, Tasks
from slipway.demo.stage import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

COMMIT = "b184b814052d4e6376114fd202873fbb2980b9ee"
PAGE = f"http://127.0.0.1:4567/acme/shop/commits/{COMMIT}"
OLD, NEW = Tasks("v1", 4, 0, 0), Tasks("v2", 2, 1, 0)


@pytest.fixture
def row() -> Callable[..., Seen]:
    """Make what is seen of shop-api in the middle of a rollout, with changes."""

    def make(**changes: Any) -> Seen:
        usual: dict[str, Any] = {
            "service": "shop-api",
            "phase": Phase.ROLLING_OUT,
            "desired": 4,
            "tasks": (NEW, OLD),
            "event": f"has started 2 tasks: (task {'a1' * 16}) (task {'b2' * 16}).",
            "badge": Badge(("INPROGRESS",), f"main-{COMMIT} is rolling out on demo/shop-api"),
            "elapsed": 3.25,
        }
        return Seen(**usual | changes)

    return make


@pytest.fixture
def failed(row: Callable[..., Seen]) -> Seen:
    """shop-worker in the middle of a rollback, at its widest."""
    words = "ECS deployment circuit breaker: tasks failed to start. " * 3
    return row(
        service="shop-worker",
        phase=Phase.ROLLING_BACK,
        tasks=(Tasks("v2", 3, 1, 0), Tasks("v3", 2, 0, 4)),
        badge=Badge(("INPROGRESS", "FAILED"), f"main-{COMMIT} failed on demo/shop-worker: {words}"[:255]),
        elapsed=123.4,
    )


@pytest.fixture
def printed() -> Callable[..., str]:
    """Print something at a width, in colour or plainly, and give back what came out."""

    def render(renderable: Any, width: int = 80, *, colour: bool = False) -> str:
        file = io.StringIO()
        Console(
            file=file, width=width, force_terminal=colour, color_system="truecolor" if colour else None
        ).print(renderable)
        return file.getvalue()

    return render


@pytest.fixture
def lines() -> Lines:
    return Lines(Console(file=io.StringIO(), width=120, no_color=True, force_terminal=False))


@pytest.fixture
def said(lines: Lines) -> Callable[[], str]:
    """Tell all that was printed line by line so far."""

    def read() -> str:
        file = lines.console.file
        assert isinstance(file, io.StringIO)
        return file.getvalue()

    return read

"""How a deployment that is followed looks: one moving line in a terminal, a line for each change in a log."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from slipway.client.words import duration, look, tasks_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console, ConsoleOptions, RenderResult

    from slipway.client.following import Seen


class Progress(Protocol):
    def show(self, seen: Seen) -> None: ...


@dataclass(slots=True)
class Lines:
    """Says what changed, and nothing when nothing did; trouble has a line of its own. `say` prints a line."""

    say: Callable[[str], None]
    last: str = ""
    trouble: str = ""

    def show(self, seen: Seen) -> None:
        line, trouble = _words(seen), _trouble(seen)
        if line != self.last:
            self._say(seen, line)
        if trouble and trouble != self.trouble:
            self._say(seen, trouble)
        self.last, self.trouble = line, trouble

    def _say(self, seen: Seen, line: str) -> None:
        self.say(f"{duration(seen.elapsed):>10}  {line}")


@dataclass(slots=True)
class MovingLine:
    """Rich draws it again several times a second, so that the time goes on between two looks."""

    now: Callable[[], float] = time.monotonic
    spinner: Spinner = field(default_factory=lambda: Spinner("dots"))
    seen: Seen | None = None
    begun: float = 0.0

    def show(self, seen: Seen) -> None:
        self.seen, self.begun = seen, self.now() - seen.elapsed

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del options
        if self.seen is None:
            return
        _, colour = look(self.seen.deployment.state)
        line = Text(no_wrap=True, overflow="ellipsis")
        frame = self.spinner.render(console.get_time())
        line.append(frame.plain if isinstance(frame, Text) else "", colour)
        line.append(f" {self.seen.deployment.service} {self.seen.deployment.image} ", "bold")
        # First of all, since the line is cut where the terminal ends.
        if trouble := _trouble(self.seen):
            line.append(f"{trouble}  ", "yellow")
        line.append(_words(self.seen), colour)
        line.append(f"  {duration(self.now() - self.begun)}", "dim")
        yield line


@contextmanager
def progress_on(console: Console) -> Iterator[Progress]:
    """A moving line where `console` is a terminal that can move; it is gone afterwards."""
    if not console.file.isatty() or console.is_dumb_terminal:
        yield Lines(lambda line: console.print(Text(line), soft_wrap=True))
        return
    line = MovingLine()
    with Live(line, console=console, transient=True, refresh_per_second=8):
        yield line


def _words(seen: Seen) -> str:
    deployment = seen.deployment
    parts = [deployment.state, tasks_text(deployment.tasks), deployment.reason]
    return ", ".join(part for part in parts if part)


def _trouble(seen: Seen) -> str:
    return f"the API does not answer ({seen.trouble.title}), trying again" if seen.trouble else ""

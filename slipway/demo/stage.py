"""Where it is shown: live on a terminal, line by line anywhere else."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.live import Live
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from slipway.demo import view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from rich.console import RenderableType

    from slipway.demo.seen import Seen

    Show = Callable[[tuple[Seen, ...]], None]


class Stage(Protocol):
    """What an act needs to be seen."""

    def headline(self, title: str, sentence: str) -> None: ...
    def scene(self, commit: str, page: str) -> AbstractContextManager[Show]: ...
    def note(self, words: str) -> None: ...
    def truth(self, words: str, *, holds: bool = True) -> None: ...
    def table(self, renderable: RenderableType) -> None: ...


def stage() -> Stage:
    """Choose by where standard output goes; a dumb terminal cannot redraw either."""
    console = Console(highlight=False)
    if sys.stdout.isatty() and not console.is_dumb_terminal:
        return Terminal(console)
    return Lines(Console(highlight=False, force_terminal=False, no_color=True, width=PLAIN_WIDTH))


PLAIN_WIDTH = 120
TIMES_A_SECOND = 10


@dataclass(slots=True)
class Terminal:
    console: Console

    def headline(self, title: str, sentence: str) -> None:
        self.console.print()
        self.console.print(Rule(Text(title, "bold"), align="left", style="bright_black"))
        self.console.print(Text(sentence))
        self.console.print()

    @contextmanager
    def scene(self, commit: str, page: str) -> Iterator[Show]:
        """Redraw in place; what was seen last stays."""
        with Live(console=self.console, refresh_per_second=TIMES_A_SECOND) as live:
            yield lambda rows: live.update(view.screen(rows, commit, page))
        self.console.print()

    def note(self, words: str) -> None:
        self.console.print(Text(words, "bright_black"), soft_wrap=True)

    def truth(self, words: str, *, holds: bool = True) -> None:
        line = Table.grid(padding=(0, 1, 0, 0))
        line.add_row(
            "✓" if holds else "✗",
            Text(words, "default" if holds else ""),
            style="green" if holds else "bold red",
        )
        self.console.print(line)

    def table(self, renderable: RenderableType) -> None:
        self.console.print(renderable)


@dataclass(slots=True)
class Lines:
    """Prints a line when something has changed, and no control characters ever."""

    console: Console
    _last: dict[str, Seen] = field(default_factory=dict)

    def headline(self, title: str, sentence: str) -> None:
        self._say(f"\n== {title}\n{sentence}")

    @contextmanager
    def scene(self, commit: str, page: str) -> Iterator[Show]:
        self._last.clear()
        self._say(f"commit {commit[: view.SHORT]}: {page}")

        def show(rows: tuple[Seen, ...]) -> None:
            for row in rows:
                self._line(row, commit)

        yield show

    def _line(self, row: Seen, commit: str) -> None:
        before = self._last.get(row.service)
        self._last[row.service] = row
        if before is None or replace(before, elapsed=row.elapsed, event=row.event) != row:
            self._say(view.line(row, commit))
            if row.badge and row.badge.ended and (before is None or before.badge != row.badge):
                self._say(f"{'':9}{row.service}: {view.last_word(row)}")

    def note(self, words: str) -> None:
        self._say(words)

    def truth(self, words: str, *, holds: bool = True) -> None:
        self._say(f"{'ok' if holds else 'FALSE'}: {words}")

    def table(self, renderable: RenderableType) -> None:
        self.console.print(renderable)

    def _say(self, words: str) -> None:
        self.console.print(Text(words), soft_wrap=True)
        self.console.file.flush()

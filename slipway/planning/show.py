"""A preview for people: coloured on a terminal, plain elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from slipway.planning import words

if TYPE_CHECKING:
    from slipway.planning.preview import Preview

_COLOURS: Final = {"+": "green", "-": "red", "@": "cyan"}
_VERDICTS: Final = {"✗": "red", "✓": "green", "→": "bold"}
UNSEEN: Final = (
    "Holds, and wishes that are newer, are in Slipway's table and were not looked at. Nothing was changed."
)


def show(preview: Preview, *, show_values: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(words.subject(preview)))
    verdict = words.verdict(preview)
    console.print(Text(verdict, style=_VERDICTS[verdict[0]]))
    for number, step in enumerate(words.steps(preview), start=1):
        console.print(Text(f"  {number}. {step}"))
    for line in words.diff(preview, show_values=show_values):
        console.print(Text(line, style=_style(line)))
    console.print(Text(UNSEEN, style="dim"))


def _style(line: str) -> str:
    return "bold" if line.startswith(("+++", "---")) else _COLOURS.get(line[:1], "")

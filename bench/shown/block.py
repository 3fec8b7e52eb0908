"""What a document and a terminal both show: titled tables of text."""

from __future__ import annotations

from dataclasses import dataclass

PIPE = r"\|"


@dataclass(frozen=True, slots=True)
class Block:
    """One table; `how` says in a sentence or two how it was measured."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    how: str = ""
    plot: str = ""
    """The name of a plot that belongs to it, without `.png`."""

    def markdown(self, folder: str) -> str:
        """The table and its plot, which lies in `folder`, as Markdown."""
        lines = [f"### {self.title}", ""]
        if self.how:
            lines += [self.how, ""]
        lines += [_row(self.header), _row(["---"] * len(self.header)), *map(_row, self.rows), ""]
        if self.plot:
            lines += [f"![{self.title}]({folder}/{self.plot}.png)", ""]
        return "\n".join(lines)


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(one.replace('|', PIPE) for one in cells)} |"

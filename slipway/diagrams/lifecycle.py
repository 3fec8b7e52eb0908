"""The lifecycle of a deployment as an SVG: its arrows are the transition table's, only the places are chosen."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from chalicelib.domain.lifecycle import COMMIT_STATES, TRANSITIONS, CommitState, State

_PLACES: Final[dict[State, tuple[int, int]]] = {
    State.REQUESTED: (90, 200),
    State.HELD: (90, 330),
    State.UNCHANGED: (340, 50),
    State.REFUSED: (340, 120),
    State.DEPLOYING: (340, 200),
    State.SUPERSEDED: (340, 330),
    State.TIMED_OUT: (600, 200),
    State.STOPPED: (600, 330),
    State.SUCCEEDED: (850, 110),
    State.FAILED: (850, 290),
}
_COLOURS: Final[dict[CommitState, str]] = {
    CommitState.INPROGRESS: "#0052cc",
    CommitState.SUCCESSFUL: "#00805a",
    CommitState.FAILED: "#c9372c",
    CommitState.STOPPED: "#5e6c84",
}
_HALF_WIDTH: Final = 66
_HALF_HEIGHT: Final = 19
_FRAME: Final = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 940 420" font-family="system-ui, sans-serif">
<rect width="940" height="420" fill="#ffffff"/>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">\
<path d="M0,0 L8,4 L0,8 z" fill="#8993a4"/></marker></defs>
{arrows}
{boxes}
{legend}
</svg>
"""


def diagram() -> str:
    """The whole picture; a colour says what the commit shows meanwhile."""
    arrows = [_arrow(before, after) for before, afters in TRANSITIONS.items() for after in sorted(afters)]
    boxes = [_box(state) for state in State]
    legend = [_legend(index, state) for index, state in enumerate(CommitState)]
    return _FRAME.format(arrows="\n".join(arrows), boxes="\n".join(boxes), legend="\n".join(legend))


def _arrow(before: State, after: State) -> str:
    x1, y1 = _edge(_PLACES[before], _PLACES[after])
    x2, y2 = _edge(_PLACES[after], _PLACES[before])
    # The two ways between one pair of states lie beside each other.
    aside = 0 if before not in TRANSITIONS[after] else 8 if before < after else -8
    ends = f'x1="{x1 + aside}" y1="{y1}" x2="{x2 + aside}" y2="{y2}"'
    return f'<line {ends} stroke="#8993a4" stroke-width="1.5" marker-end="url(#tip)"/>'


def _edge(of: tuple[int, int], towards: tuple[int, int]) -> tuple[int, int]:
    """Where the line between two boxes' centres leaves the first."""
    dx, dy = towards[0] - of[0], towards[1] - of[1]
    across = _HALF_WIDTH / abs(dx) if dx else float("inf")
    along = _HALF_HEIGHT / abs(dy) if dy else float("inf")
    part = min(across, along)
    return round(of[0] + dx * part), round(of[1] + dy * part)


def _box(state: State) -> str:
    x, y = _PLACES[state]
    colour = _COLOURS[COMMIT_STATES[state]]
    frame = (
        f'x="{x - _HALF_WIDTH}" y="{y - _HALF_HEIGHT}" width="{2 * _HALF_WIDTH}" height="{2 * _HALF_HEIGHT}"'
    )
    return (
        f'<rect {frame} rx="6" fill="{colour}"/>'
        f'<text x="{x}" y="{y + 5}" fill="#ffffff" font-size="15" text-anchor="middle">{escape(state)}</text>'
    )


def _legend(index: int, state: CommitState) -> str:
    x = 30 + 200 * index
    return (
        f'<rect x="{x}" y="386" width="14" height="14" rx="3" fill="{_COLOURS[state]}"/>'
        f'<text x="{x + 22}" y="398" fill="#172b4d" font-size="13">commit: {escape(state)}</text>'
    )


if __name__ == "__main__":
    print(diagram(), end="")  # noqa: T201  this is what the module is run for

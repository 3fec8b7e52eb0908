"""The picture in the documents is the transition table's."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from chalicelib.domain.lifecycle import TRANSITIONS, State
from slipway.diagrams.lifecycle import diagram

SVG = "{http://www.w3.org/2000/svg}"
COMMITTED = Path(__file__).parents[3] / "docs" / "lifecycle.svg"


def test_the_committed_diagram_is_current() -> None:
    assert COMMITTED.read_text() == diagram(), "run: make docs"


def test_it_has_a_box_per_state_and_an_arrow_per_transition() -> None:
    drawing = ET.fromstring(diagram())  # noqa: S314  it is our own

    texts = {text.text for text in drawing.iter(f"{SVG}text")}
    assert set(State) <= texts
    assert len(list(drawing.iter(f"{SVG}line"))) == sum(map(len, TRANSITIONS.values()))

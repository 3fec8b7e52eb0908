"""docs/reliability.md promises only what a test shows, and leaves out no fault."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs/reliability.md"
FAULTS = set(range(1, 40))

_ROW = re.compile(r"^\| (\d+) \|(.*)\|$", re.MULTILINE)
_TEST = re.compile(r"`((?:unit|contract|integration|e2e|reliability|slipway|fuzz)/[\w/]+\.py)::(\w+)`")


def rows(document: str) -> dict[int, str]:
    """The fault's number -> what its row says."""
    return {int(number): said for number, said in _ROW.findall(document)}


def named(document: str) -> list[tuple[str, str]]:
    """Every test that is named, as its file below `tests/` and its function."""
    return [(found[1], found[2]) for found in _TEST.finditer(document)]


def missing(document: str) -> list[str]:
    return [f"{file}::{name}" for file, name in named(document) if name not in functions_in(file)]


@cache
def functions_in(file: str) -> frozenset[str]:
    """The names that pytest collects there, those of hypothesis' state machines included."""
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    found = set[str]()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {of.id for of in node.targets if isinstance(of, ast.Name) and of.id.startswith("Test")}
    return frozenset(found)


def test_every_fault_has_its_row() -> None:
    assert set(rows(DOCUMENT.read_text(encoding="utf-8"))) == FAULTS


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_row_names_a_test(fault: int) -> None:
    assert named(rows(DOCUMENT.read_text(encoding="utf-8"))[fault])


def test_every_test_that_is_named_exists() -> None:
    assert missing(DOCUMENT.read_text(encoding="utf-8")) == []


def test_whatever_looks_like_a_test_is_checked() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")

    assert document.count("::") == len(named(document))


@pytest.mark.parametrize(
    "said",
    [
        "`unit/test_reliability_document.py::test_that_never_was`",
        "`unit/test_that_never_was.py::test_every_fault_has_its_row`",
    ],
)
def test_this_notices_a_test_that_is_not_there(said: str) -> None:
    assert missing(said) == [said.strip("`")]

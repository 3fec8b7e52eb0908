"""Every seed and every finding of the fuzzers, through every target: what was found once stays mended."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.places import CORPUS, FINDINGS, TARGETS

LARGEST = 4096


def inputs() -> list[Path]:
    return [path for folder in (CORPUS, FINDINGS) for path in sorted(folder.glob("*/*"))]


def check_of(target: str) -> Callable[[bytes], None]:
    found: Callable[[bytes], None] = importlib.import_module(f"fuzz.targets.{target}").check
    return found


@pytest.mark.parametrize("path", inputs(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_input_is_taken_or_turned_away_as_documented(path: Path) -> None:
    data = path.read_bytes()

    for target in TARGETS:
        check_of(target)(data)


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_has_seeds(target: str) -> None:
    assert [path for path in inputs() if path.parent.name == target]


def test_seeds_and_findings_are_small_and_belong_to_a_target() -> None:
    assert {path.parent.name for path in inputs()} <= set(TARGETS)
    assert [path for path in inputs() if path.stat().st_size > LARGEST] == []

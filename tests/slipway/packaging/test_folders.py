"""Folders that are built once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from slipway.packaging.folders import KEPT, built_once

if TYPE_CHECKING:
    from pathlib import Path


def _make(place: Path) -> None:
    (place / "content").write_text("made")


def test_a_folder_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    made = built_once(tmp_path / "folder", _make)
    (made / "content").write_text("touched")
    assert (built_once(tmp_path / "folder", _make) / "content").read_text() == "touched"


def test_a_folder_whose_making_failed_is_not_there(tmp_path: Path) -> None:
    def fail(place: Path) -> None:
        _make(place)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        built_once(tmp_path / "folder", fail)
    assert list(tmp_path.iterdir()) == []


def test_two_that_make_the_same_at_a_time_both_get_it_complete(tmp_path: Path) -> None:
    both = Barrier(2)

    def make(place: Path) -> None:
        both.wait(timeout=10)
        _make(place)

    with ThreadPoolExecutor() as pool:
        folders = list(pool.map(lambda _: built_once(tmp_path / "folder", make), range(2)))
    assert [(folder / "content").read_text() for folder in folders] == ["made", "made"]


def test_those_used_longest_ago_are_forgotten(tmp_path: Path) -> None:
    for number in range(KEPT):
        os.utime(built_once(tmp_path / str(number), _make), (number, number))
    built_once(tmp_path / "0", _make)
    built_once(tmp_path / "new", _make)
    assert {path.name for path in tmp_path.iterdir()} == {"0", "new", *map(str, range(2, KEPT))}

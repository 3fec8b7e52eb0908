# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Keeps everything in a folder, so that whatever was answered survives the process's sudden end.

MiniStack writes its state once, at an orderly end. Here it is also written before each call that changes something
is answered, and twice a second for what changes by itself, such as rollouts. Containers do not survive:
as after the loss of a host, services start their tasks anew.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from typing import TYPE_CHECKING, Final

from ministack import app as ministack
from ministack.core import persistence
from ministack.services import ecs

from slipway.local.aws import book_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from slipway.local.aws.service_deployments import Book

logger = logging.getLogger(__name__)

_PERIOD: Final = 0.5
_TRIES: Final = 20
_READS: Final = re.compile(r"(Get|BatchGet|List|Describe|Query|Scan|Head|Filter|BatchCheck)")


def changes(operation: str) -> bool:
    """Whether an operation of AWS by that name changes anything worth keeping."""
    return _READS.match(operation) is None


class State:
    """`save` returns once everything that had happened before it was called is kept."""

    def __init__(self, folder: Path, book: Book) -> None:
        self._file, self._book = folder / "service-deployments.json", book
        self._asked = self._kept = 0
        self._counting, self._writing = threading.Lock(), threading.Lock()

    def restore(self) -> None:
        """To be called once MiniStack has its own state back; from now on it is written regularly."""
        if self._file.exists():
            running = {
                one["id"]: one for _, service in ecs._services.all_items() for one in service["deployments"]
            }
            book_file.fill(self._book, json.loads(self._file.read_text()), running)
        threading.Thread(target=self._save_regularly, daemon=True, name="local-state").start()

    def save(self) -> None:
        with self._counting:
            self._asked += 1
            mine = self._asked
        with self._writing:
            if self._kept >= mine:
                return
            with self._counting:
                covered = self._asked
            self._write()
            self._kept = covered

    def _save_regularly(self) -> None:
        pause = threading.Event()
        while not pause.wait(_PERIOD):
            self.save()

    def _write(self) -> None:
        for name, state in ministack._build_persistence_save_dict().items():
            persistence.save_state(name, _consistent(state))
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(_consistent(lambda: book_file.content(self._book))))
        partial.replace(self._file)


def _consistent(read: Callable[[], dict[str, object]]) -> dict[str, object]:
    """A dictionary that grows while it is copied makes the copy fail; then it is copied again."""
    for _ in range(_TRIES):
        try:
            return read()
        except RuntimeError:
            continue
    return read()

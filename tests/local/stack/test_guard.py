"""A guarded process ends with whoever started it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from slipway.local.stack.errors import StackError
from slipway.local.stack.guarded import Guarded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOREVER = "import os, threading; print(os.getpid(), flush=True); threading.Event().wait()"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FOREVER}"
NESTED = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {FOREVER!r}]))"


def _guarded(code: str, folder: Path) -> Guarded:
    return Guarded("The thing", [sys.executable, "-c", code], {}, folder / "log")


def test_its_first_line_tells_that_it_is_ready(tmp_path: Path) -> None:
    with _guarded("print('ready', flush=True); input()", tmp_path) as guarded:
        assert guarded.ready_line() == "ready"


@pytest.mark.parametrize("code", [FOREVER, NESTED], ids=["itself", "what it started"])
def test_it_ends_when_it_is_stopped(tmp_path: Path, gone: Callable[[set[int]], bool], code: str) -> None:
    with _guarded(code, tmp_path) as guarded:
        pid = int(guarded.ready_line())
    assert gone({pid})


def test_one_that_ends_before_it_is_ready_is_told_with_what_it_said_last(tmp_path: Path) -> None:
    code = "import sys; sys.exit('no such thing')"
    with (
        _guarded(code, tmp_path) as guarded,
        pytest.raises(StackError, match=r"(?s)did not start.*no such thing"),
    ):
        guarded.ready_line()


def test_one_that_ends_by_itself_later_is_told_with_its_status(tmp_path: Path) -> None:
    code = "import sys; print('ready', flush=True); sys.exit(3)"
    with _guarded(code, tmp_path) as guarded, pytest.raises(StackError, match="exit status 3"):
        guarded.wait()

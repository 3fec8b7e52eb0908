"""The real command in a pseudo-terminal, as a person sees it."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from played_api import Played, deployment
from waiting import eventually

# Whoever starts the tests in the background has the shell ignore Ctrl-C for all that they start.
HEEDING_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
DEPLOYING = deployment("deploying", tasks={"desired": 2, "running": 1, "pending": 1, "failed": 0})


@dataclass(slots=True)
class Terminal:
    process: subprocess.Popen[bytes]
    screen: int
    text: str = ""

    def shows(self, words: str) -> bool:
        if select.select([self.screen], [], [], 0.05)[0]:
            try:
                self.text += os.read(self.screen, 65536).decode(errors="replace")
            except OSError:  # Linux says so once nobody holds the other end any more
                return words in self.text
        return words in self.text


@contextmanager
def deploying(played: Played, **environment: str) -> Iterator[Terminal]:
    screen, inside = pty.openpty()
    command = [sys.executable, "-c", f"{HEEDING_CTRL_C}; from slipway.cli import main; main()"]
    command += ["deploy", "shop-api", "--tag", "v2", "--wait", "--pause", "0.05"]
    known = {"SLIPWAY_API": played.url, "SLIPWAY_TOKEN": "t", "TERM": "xterm-256color", "COLUMNS": "120"}
    process = subprocess.Popen(  # noqa: S603  our own command
        command, stdin=inside, stdout=inside, stderr=inside, env={**os.environ, **known, **environment}
    )
    os.close(inside)
    try:
        yield Terminal(process, screen)
    finally:
        process.kill()
        process.wait()
        os.close(screen)


def test_one_line_moves_and_leaves_only_how_it_went(played: Played) -> None:
    played.plays(DEPLOYING)
    with deploying(played) as terminal:
        eventually(lambda: terminal.shows("1/2 tasks running, 1 starting"), "the progress line")
        played.plays(deployment("succeeded", reason="all tasks run"))
        eventually(lambda: terminal.shows("succeeded: all tasks run"), "the end")
        assert terminal.process.wait(30) == 0
    assert "\x1b[2K" in terminal.text  # the moving line was erased


def test_a_terminal_that_cannot_move_gets_plain_lines(played: Played) -> None:
    played.plays(DEPLOYING, DEPLOYING, deployment("succeeded"))
    with deploying(played, TERM="dumb") as terminal:
        eventually(lambda: terminal.shows("succeeded"), "the end")
        assert terminal.process.wait(30) == 0
    assert "\x1b[2K" not in terminal.text
    assert terminal.text.count("1/2 tasks running") == 1


def test_ctrl_c_says_that_the_deployment_goes_on(played: Played) -> None:
    played.plays(DEPLOYING)
    with deploying(played) as terminal:
        eventually(lambda: terminal.shows("1/2 tasks running"), "the progress line")
        terminal.process.send_signal(signal.SIGINT)
        eventually(lambda: terminal.shows("goes on without this command"), "the word on it")
        assert terminal.process.wait(30) == 130
    assert "Traceback" not in terminal.text

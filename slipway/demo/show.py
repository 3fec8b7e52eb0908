"""The whole demo, from nothing to nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from slipway.demo import stay, world
from slipway.demo.acts import ACTS
from slipway.demo.claims import UntrueError
from slipway.demo.failure import explain
from slipway.demo.outside import OutsideError
from slipway.demo.play import play
from slipway.demo.stage import stage
from slipway.demo.summary import summary
from slipway.demo.watch import NotSettledError
from slipway.local.engine.host import ENGINES
from slipway.local.images import PushError
from slipway.local.stack.errors import StackError
from slipway.local.stack.running import running_stack
from slipway.local.stack.wanted import Wanted
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from slipway.demo.acts import Act
    from slipway.demo.play import Played
    from slipway.demo.stage import Stage
    from slipway.local.stack.stack import Stack

MAPPING = Path(__file__).with_name("services.yaml")
PROBLEMS = (StackError, world.WorldError, OutsideError, PushError, ClientError, BotoCoreError)


@dataclass(frozen=True, slots=True)
class Options:
    """As on the command line; port 0 is any free one."""

    stay: bool = False
    aws_port: int = 0
    bitbucket_port: int = 0
    engine: str = ENGINES[0]


def show(options: Options) -> int:
    """Return the exit code: 0 when every claim of every act held, else 1."""
    on = stage()
    wanted = Wanted(mapping=MAPPING, aws_port=options.aws_port, bitbucket_port=options.bitbucket_port)
    on.headline(
        "Slipway demo",
        "A local AWS and a stand-in for Bitbucket start; Slipway is deployed there as in production.",
    )
    try:
        with running_stack(wanted, report=lambda step: on.note(step.replace(f"{ROOT}/", ""))) as stack:
            return _ending_in_words(stack, options, on)
    except PROBLEMS as problem:
        on.truth(f"The demo cannot go on. {problem}", holds=False)
        return 1


def _ending_in_words(stack: Stack, options: Options, on: Stage) -> int:
    try:
        return _on(stack, options, on)
    except KeyboardInterrupt:
        on.note("Ending everything")
        raise


def _on(stack: Stack, options: Options, on: Stage) -> int:
    setting = world.build(stack, on.note)
    began = time.monotonic()
    played: list[Played] = []
    code = 0 if all(_played(act, setting, played, on) for act in ACTS) else 1
    if played:
        on.table(summary(played))
    if code == 0:
        on.truth(f"All of it was so. The acts took {time.monotonic() - began:.0f} s.")
    if options.stay:
        stay.addresses(stack, played, on)
        _until_told(stack, on)
    return code


def _played(act: Act, setting: world.World, played: list[Played], on: Stage) -> bool:
    """Play one act; tell whether it went as it must, and explain it when not."""
    try:
        played.append(play(act, setting, on))
    except (UntrueError, NotSettledError) as problem:
        explain(problem, setting.outside, on)
        return False
    return True


def _until_told(stack: Stack, on: Stage) -> None:
    try:
        stack.wait()
    except KeyboardInterrupt:
        on.note("Ending everything")

"""Keeps everything up after the last act."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from slipway.demo.outside import CLUSTER
from slipway.demo.view import SHORT

if TYPE_CHECKING:
    from slipway.demo.play import Played
    from slipway.demo.stage import Stage
    from slipway.local.stack.stack import Stack


def addresses(stack: Stack, played: list[Played], stage: Stage) -> None:
    """Tell where everything is, and what to try next."""
    stage.headline("Still running", "Everything stays up until Ctrl-C.")
    stage.note(f"AWS        {stack.aws}  (any access key; region {stack.region})")
    if stack.api:
        stage.note(f"Slipway    {stack.api}")
    stage.note(f"Bitbucket  {stack.bitbucket}  (every commit with its badges), among them")
    for one in played:
        stage.note(f"  {one.act.outcome:<14}{one.page.removesuffix(one.commit)}{one.commit[:SHORT]}")
    push = f"{_python()} -m slipway.demo.push {stack.aws}"
    stage.note(f"\nTry next, with Bitbucket open in a browser:\n  {push}\n  {push} --crash")
    stage.note(f"  aws --endpoint-url {stack.aws} ecs list-tasks --cluster {CLUSTER}")


def _python() -> str:
    """Name our interpreter as it is reached from here, where that is shorter."""
    return min(sys.executable, os.path.relpath(sys.executable), key=len)

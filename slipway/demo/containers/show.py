"""The demo with real containers, from nothing to nothing."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from slipway.demo.containers.acts import ACTS, FIRST, UntrueError, play
from slipway.demo.containers.building import Builder, BuildError
from slipway.demo.containers.site import Site, SiteError
from slipway.demo.containers.watch import NotOverError
from slipway.demo.stage import stage
from slipway.local.stack.engines import engine_host
from slipway.local.stack.errors import StackError
from slipway.local.stack.running import running_stack
from slipway.local.stack.wanted import Wanted
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from slipway.demo.show import Options
    from slipway.demo.stage import Stage
    from slipway.local.stack.stack import Stack

MAPPING = Path(__file__).with_name("services.yaml")
PROBLEMS = (StackError, SiteError, BuildError, UntrueError, NotOverError, ClientError, BotoCoreError)


def show(options: Options) -> int:
    """Return the exit code: 0 when every claim held, else 1."""
    on = stage()
    on.headline(
        "Slipway demo, with real containers",
        "A local AWS starts, whose ECS runs real containers behind a load balancer; Slipway is deployed there.",
    )
    try:
        wanted = Wanted(
            mapping=MAPPING,
            aws_port=options.aws_port,
            bitbucket_port=options.bitbucket_port,
            engine=engine_host(options.engine),
        )
        with (
            tempfile.TemporaryDirectory(prefix="slipway-demo-", ignore_cleanup_errors=True) as folder,
            running_stack(wanted, report=lambda step: on.note(step.replace(f"{ROOT}/", ""))) as stack,
        ):
            _acts(stack, Path(folder), options, on)
    except PROBLEMS as problem:
        on.truth(f"The demo cannot go on. {problem}", holds=False)
        return 1
    return 0


def _acts(stack: Stack, folder: Path, options: Options, on: Stage) -> None:
    site = Site(stack, Builder(folder))
    on.note("Building and pushing version 1, and creating a service of it")
    site.create(FIRST)
    on.note(f"It answers: curl {site.url}")
    answers = [Counter(play(act, site, on)[-1].counted.answers) for act in ACTS]
    on.truth(f"All of it was so. Answers: {'; '.join(map(_counts, answers))}; failures 0.")
    if options.stay:
        on.headline("Still running", f"Everything stays up until Ctrl-C: curl {site.url}")
        _until_told(stack, on)


def _counts(total: Counter[str]) -> str:
    return ", ".join(f"{count} by {version}" for version, count in sorted(total.items()))


def _until_told(stack: Stack, on: Stage) -> None:
    try:
        stack.wait()
    except KeyboardInterrupt:
        on.note("Ending everything")

"""A command that a pipeline's step would run; its exit status is what it claims."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.deployers.model import Claim, Outcome
from bench.subjects import CLUSTER, CONTAINER
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.images import Pushed
    from bench.subjects import Subject

PROGRAMS: Final = ROOT / ".bench" / "bin"
HERE: Final = Path(__file__).parent
SECONDS: Final = 700.0
LAST: Final = 300


@dataclass(frozen=True, slots=True)
class Process:
    """`command` takes service, image and, when given, after how many seconds to give up."""

    key: str
    label: str
    command: Callable[[str, str, float | None], list[str]]

    @property
    def principals(self) -> tuple[str, ...]:
        return (self.key,)

    def start(self, subject: Subject, pushed: Pushed, at_most: float | None = None) -> _Step:
        words = self.command(subject.name, f"{subject.uri}:{pushed.tag}", at_most)
        stack = subject.world.stack
        environment = {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "HOME": "/nonexistent",  # nobody's own configuration of the AWS CLI
            "LANG": "C.UTF-8",
            "AWS_ENDPOINT_URL": stack.aws,
            "AWS_DEFAULT_REGION": stack.region,
            "AWS_ACCESS_KEY_ID": self.key,  # by which the local AWS tells who called
            "AWS_SECRET_ACCESS_KEY": self.key,
            "AWS_PAGER": "",
        }
        began = time.time()
        process = subprocess.Popen(  # noqa: S603  commands of this folder
            words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return _Step(began, process)


@dataclass(frozen=True, slots=True)
class _Step:
    began: float
    process: subprocess.Popen[str]

    def drop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=SECONDS)

    def wait(self) -> Outcome:
        try:
            said, _ = self.process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        claim = Claim.FAILURE if self.process.returncode else Claim.SUCCESS
        return Outcome(claim, time.time(), said[-LAST:])


def _article(service: str, image: str, _at_most: float | None) -> list[str]:
    return ["bash", str(HERE / "article.sh"), CLUSTER, service, image]


def _ecs_deploy(service: str, image: str, at_most: float | None) -> list[str]:
    limit = [] if at_most is None else ["--timeout", f"{at_most:.0f}"]
    return ["ecs", "deploy", CLUSTER, service, "--image", CONTAINER, image, *limit]


def _script(service: str, image: str, at_most: float | None) -> list[str]:
    limit = [] if at_most is None else [f"{at_most:.0f}"]
    return ["python", str(HERE / "script.py"), CLUSTER, service, CONTAINER, image, *limit]


ARTICLE: Final = Process("article", "the article's shell steps", _article)
ECS_DEPLOY: Final = Process("ecs-deploy", "ecs-deploy 1.17", _ecs_deploy)
SCRIPT: Final = Process("script", "boto3 script with a waiter", _script)
RIVALS: Final = (ARTICLE, ECS_DEPLOY, SCRIPT)

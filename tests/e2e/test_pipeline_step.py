"""The pipeline's manual step as the examples have it, in a shell, against the package as it ships."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from builders import commit
from http_api import step_token
from local_stack import image

if TYPE_CHECKING:
    from collections.abc import Callable

    from journey import Journey
    from local_stack import Local
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")
ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples/pipelines"
V2, V3 = commit("v2"), commit("v3")
SECONDS = 180
# What would be installed into the step's container is on the machine that runs the tests.
INSTALLS = "apk add "


def pipelines() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((EXAMPLES / "bitbucket-pipelines.yml").read_text())["pipelines"]
    return found


def manual_step() -> dict[str, Any]:
    """The one that waits for a person, of the main branch's pipeline."""
    (found,) = (
        one["step"] for one in pipelines()["branches"]["main"] if one["step"].get("trigger") == "manual"
    )
    return dict(found)


def step_with_curl() -> dict[str, Any]:
    (found,) = pipelines()["custom"]["production-with-curl"]
    return dict(found["step"])


@dataclass(frozen=True)
class Shell:
    """Runs a step's script as Bitbucket does: line by line in one shell that ends with the first that fails."""

    api: str
    token: str

    def __call__(self, step: dict[str, Any], service: str, commit: str, **more: str) -> tuple[int, str]:
        lines = [line for line in step["script"] if not line.startswith(INSTALLS)]
        ran = subprocess.run(  # noqa: S603  the project's own examples
            ["/bin/sh", "-e", "-c", "\n".join(lines)],
            cwd=EXAMPLES,
            env=self._variables(service, commit) | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return ran.returncode, ran.stdout

    def _variables(self, service: str, commit: str) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ.get("HOME", "/"),
            "CI": "true",
            "BITBUCKET_COMMIT": commit,
            "BITBUCKET_BRANCH": "main",
            "BITBUCKET_BUILD_NUMBER": "7",
            "BITBUCKET_WORKSPACE": "acme",
            "BITBUCKET_REPO_SLUG": service,
            "BITBUCKET_REPO_FULL_NAME": f"acme/{service}",
            "BITBUCKET_PIPELINE_UUID": "{3a1f0c55-7f0b-4c8c-9f6b-0e3b5a9d7c11}",
            "BITBUCKET_STEP_UUID": "{5c2d9e77-1a64-4b1d-8a0e-6f4c3b2a1d00}",
            "BITBUCKET_STEP_RUN_NUMBER": "1",
            "BITBUCKET_DEPLOYMENT_ENVIRONMENT": "production",
            "BITBUCKET_STEP_OIDC_TOKEN": self.token,
            "SLIPWAY_API": self.api,
            "SLIPWAY_SERVICE": service,
            "SLIPWAY_PAUSE_SECONDS": "1",
        }


@pytest.fixture
def shell(stack: Stack, bitbucket: Local) -> Shell:
    assert stack.api is not None
    return Shell(stack.api, step_token(bitbucket))


WAYS = {"stepped": manual_step, "curled": step_with_curl}


@pytest.mark.parametrize("name", ["stepped", "curled"])
def test_the_step_passes_once_the_image_of_its_commit_runs(
    shell: Shell, journey: Callable[[str], Journey], name: str
) -> None:
    ours = journey(name)
    digest = ours.aws.push(name, image("v2"), V2)

    code, said = shell(WAYS[name](), name, V2)

    assert code == 0, said
    assert "succeeded" in said
    assert shell.token not in said
    assert ours.image().endswith(f"@{digest}")
    ours.ends(V2, "SUCCESSFUL")

    code, said = shell(WAYS[name](), name, V2, BITBUCKET_STEP_RUN_NUMBER="2")
    assert (code, "unchanged" in said) == (0, True), said


@pytest.mark.parametrize("way", WAYS)
def test_a_step_without_an_image_of_its_commit_is_told_what_to_do(
    shell: Shell, journey: Callable[[str], Journey], way: str
) -> None:
    journey(f"{way}-before")

    code, said = shell(WAYS[way](), f"{way}-before", V3)

    assert code == 5, said
    assert f"names commit {V3}; push the image first" in " ".join(said.split())


@pytest.mark.parametrize(("name", "way"), [("stepped-on", "stepped"), ("curled-up", "curled")])
def test_the_step_of_an_image_that_crashes_fails_with_the_reason(
    shell: Shell, journey: Callable[[str], Journey], name: str, way: str
) -> None:
    ours = journey(name)
    ours.aws.push(name, image("v2", exit_after="0.1", exit_code="3"), V2)

    code, said = shell(WAYS[way](), name, V2)

    assert code == 1, said
    assert "failed" in said
    assert "exited with code 3" in said or "exit code 3" in said
    ours.ends(V2, "FAILED")


@pytest.mark.parametrize("way", WAYS)
def test_a_step_with_a_token_for_somebody_else_exits_with_5(shell: Shell, bitbucket: Local, way: str) -> None:
    foreign = Shell(shell.api, step_token(bitbucket, aud="sts.amazonaws.com"))

    code, said = foreign(WAYS[way](), way, V2)

    assert code == 5, said
    assert "401" in said
    assert foreign.token not in said

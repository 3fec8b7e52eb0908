"""examples/pipelines/bitbucket-pipelines.yml: what Bitbucket documents of its shape, and what keeps it safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

EXAMPLE = Path(__file__).parents[3] / "examples/pipelines/bitbucket-pipelines.yml"
TEXT = EXAMPLE.read_text()
PIPELINES: dict[str, Any] = yaml.safe_load(TEXT)["pipelines"]
# https://support.atlassian.com/bitbucket-cloud/docs/step-options/
OPTIONS = {
    *(
        "after-script",
        "artifacts",
        "caches",
        "clone",
        "condition",
        "deployment",
        "fail-fast",
        "image",
        "max-time",
    ),
    *("name", "oidc", "runs-on", "runtime", "script", "services", "size", "trigger"),
}
KINDS = {"branches", "custom", "default", "pull-requests", "tags"}
ALL = {
    f"{kind} {name}": [one["step"] for one in steps]
    for kind, named in PIPELINES.items()
    for name, steps in named.items()
}


def deploying(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [step for step in steps if "deployment" in step]


def test_there_are_only_kinds_of_pipelines_that_bitbucket_knows() -> None:
    assert set(PIPELINES) <= KINDS


@pytest.mark.parametrize("steps", ALL.values(), ids=ALL)
def test_every_step_has_a_script_and_only_options_that_bitbucket_documents(
    steps: list[dict[str, Any]],
) -> None:
    for step in steps:
        assert step["script"]
        assert all(isinstance(line, str) for line in step["script"])
        assert set(step) <= OPTIONS


@pytest.mark.parametrize("steps", ALL.values(), ids=ALL)
def test_no_pipeline_begins_with_a_manual_step(steps: list[dict[str, Any]]) -> None:
    assert steps[0].get("trigger", "automatic") == "automatic"


@pytest.mark.parametrize("steps", ALL.values(), ids=ALL)
def test_a_step_that_deploys_has_a_token_for_slipway_alone(steps: list[dict[str, Any]]) -> None:
    assert all(step["oidc"] == {"audiences": ["slipway"]} for step in deploying(steps))


def test_production_is_deployed_by_a_person_and_the_push_comes_first() -> None:
    main = ALL["branches main"]

    (production,) = deploying(main)
    assert (production["deployment"], production["trigger"]) == ("production", "manual")
    before = main[: main.index(production)]
    assert any(line.startswith("docker push") for step in before for line in step["script"])
    assert all("trigger" not in step for step in before)


def test_pull_requests_deploy_and_push_nothing() -> None:
    for step in ALL["pull-requests **"]:
        assert not {"oidc", "deployment"} & set(step)


@pytest.mark.parametrize("key", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "SLIPWAY_TOKEN"])
def test_no_stored_credential_is_used(key: str) -> None:
    assert key not in TEXT

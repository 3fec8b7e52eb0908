"""What a verified token's claims say of a step."""

from __future__ import annotations

import pytest

from chalicelib.domain.claims import pipeline_of
from chalicelib.domain.errors import UnauthorisedError

WORKSPACE = "{6f9d3c1e-5b0a-4c57-9d2e-0a1b2c3d4e5f}"
OTHER = "{2b1c7a54-83f0-4e0d-b6a7-1f2e3d4c5b6a}"
CLAIMS: dict[str, object] = {
    "workspaceUuid": WORKSPACE,
    "repositoryUuid": OTHER,
    "pipelineUuid": OTHER,
    "stepUuid": OTHER,
    "deploymentEnvironmentUuid": OTHER,
    "branchName": "main",
}


@pytest.mark.parametrize("spelled", [WORKSPACE, WORKSPACE.strip("{}"), WORKSPACE.upper()])
def test_our_workspace_is_ours_however_it_is_spelled(spelled: str) -> None:
    assert pipeline_of(CLAIMS, workspace_uuid=spelled).workspace == WORKSPACE
    assert pipeline_of({**CLAIMS, "workspaceUuid": spelled}, workspace_uuid=WORKSPACE).workspace == WORKSPACE


@pytest.mark.parametrize("workspace", [None, "", OTHER, "acme", 7, [WORKSPACE], f"{WORKSPACE} "])
def test_every_other_workspace_is_refused(workspace: object) -> None:
    with pytest.raises(UnauthorisedError, match="not of ours"):
        pipeline_of({**CLAIMS, "workspaceUuid": workspace}, workspace_uuid=WORKSPACE)


@pytest.mark.parametrize("claim", ["pipelineUuid", "stepUuid"])
@pytest.mark.parametrize("value", [None, "", "7", 7])
def test_a_step_that_no_record_could_name_is_refused(claim: str, value: object) -> None:
    with pytest.raises(UnauthorisedError, match="names no pipeline or no step"):
        pipeline_of({**CLAIMS, claim: value}, workspace_uuid=WORKSPACE)


@pytest.mark.parametrize("value", [None, "", "not-a-uuid", 7, {}])
def test_what_is_absent_or_malformed_matches_nothing(value: object) -> None:
    found = pipeline_of(
        {**CLAIMS, **dict.fromkeys(("repositoryUuid", "deploymentEnvironmentUuid"), value)},
        workspace_uuid=WORKSPACE,
    )

    assert (found.repository, found.environment) == (None, None)

"""The HTTP API of the package as it ships: a pipeline deploys, people roll back, hold and stop, badges show."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from builders import commit
from http_api import Answer, Api, step_token
from local_stack import image
from waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from journey import Journey
    from local_stack import Local
    from slipway.local.stack.stack import Stack

pytestmark = pytest.mark.xdist_group("packaged-stack")
V1, V2, V3 = commit("v1"), commit("v2"), commit("v3")
FOREIGN = "{00000000-0000-4000-8000-000000000000}"
ENDED = {"succeeded", "failed", "unchanged", "stopped", "superseded", "refused", "held"}


@pytest.fixture
def api(stack: Stack) -> Api:
    """As an operator calls it."""
    assert stack.api is not None
    return Api(stack.api, stack.operator_token)


@pytest.fixture
def pipeline(api: Api, bitbucket: Local) -> Api:
    """As a step of the services' own repository calls it."""
    return api.by(step_token(bitbucket))


def accepted(answer: Answer) -> dict[str, Any]:
    assert answer.status == 202, answer.text
    found: dict[str, Any] = answer.json
    return found


def ended(api: Api, deployment: str) -> dict[str, Any]:
    """The deployment once it has ended."""

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = api("GET", f"/deployments/{deployment}").json
        return found if found["state"] in ENDED else None

    return eventually(look, f"an end of {deployment}") or {}


def deployed(api: Api, journey: Journey, tag: str) -> dict[str, Any]:
    """An image was pushed and its deployment, which a person asked for, succeeded."""
    journey.aws.push(journey.name, image(tag), tag)
    made = accepted(api("POST", f"/services/{journey.name}/deployments", {"tag": tag}))
    found = ended(api, made["id"])
    assert found["state"] == "succeeded", found
    return found


def test_a_pipelines_manual_step_deploys_the_image_of_its_commit(
    pipeline: Api, journey: Callable[[str], Journey]
) -> None:
    manual = journey("manual")
    digest = manual.aws.push("manual", image("v2"), V2)

    answer = pipeline("POST", "/services/manual/deployments", {"commit": V2})

    made = accepted(answer)
    assert answer.headers["Location"].endswith(f"/deployments/{made['id']}")
    assert made["requested_by"].startswith("pipeline {")
    found = ended(pipeline, made["id"])
    assert (found["state"], found["digest"], found["commit"]) == ("succeeded", digest, V2)
    assert manual.image().endswith(f"@{digest}")
    manual.ends(V2, "SUCCESSFUL")


def test_a_push_does_not_deploy_a_manual_service(journey: Callable[[str], Journey], api: Api) -> None:
    unpushed = journey("unpushed")
    before = unpushed.image()

    deployed(api, unpushed, V2)
    unpushed.aws.push("unpushed", image("v3"), V3)
    deployed(api, unpushed, V2[:12])

    assert unpushed.image() != before
    shown = api("GET", "/services/unpushed").json["deployments"]
    assert [one["tag"] for one in shown] == [V2[:12], V2]


def test_twenty_identical_requests_at_once_are_one_deployment(
    pipeline: Api, journey: Callable[[str], Journey]
) -> None:
    eager = journey("eager")
    eager.aws.push("eager", image("v2"), V2)

    def ask(_: int) -> Answer:
        return pipeline("POST", "/services/eager/deployments", {"commit": V2}, Idempotency_Key="step-1")

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))

    made = {accepted(answer)["id"] for answer in answers}
    assert len(made) == 1
    assert ended(pipeline, made.pop())["state"] == "succeeded"
    assert eager.aws.calls().count("ecs:UpdateService") == 1
    other = pipeline("POST", "/services/eager/deployments", {"tag": "v1"}, Idempotency_Key="step-1")
    assert other.status == 422


def test_a_service_is_rolled_back_stays_there_and_goes_on_once_released(
    api: Api, journey: Callable[[str], Journey]
) -> None:
    back = journey("back")
    good = deployed(api, back, "good")
    deployed(api, back, "bad")
    registered = back.aws.calls().count("ecs:RegisterTaskDefinition")

    made = accepted(api("POST", "/services/back/rollback"))

    assert ended(api, made["id"])["state"] == "succeeded"
    assert back.image().endswith(good["digest"])
    assert back.aws.calls().count("ecs:RegisterTaskDefinition") == registered
    held = accepted(api("POST", "/services/back/deployments", {"tag": "bad", "force": True}))
    assert ended(api, held["id"])["state"] == "held"
    released = api("DELETE", "/services/back/hold")
    assert (released.status, released.json["held"]) == (200, None)
    eventually(lambda: ended(api, held["id"])["state"] == "succeeded", "the deployment that was held")


def test_a_rollout_is_stopped_and_ecs_goes_back(
    api: Api, journey: Callable[[str], Journey], invoke: Callable[[str, object], Any]
) -> None:
    halted = journey("halted")
    before = halted.image()
    halted.aws.push("halted", image("v2", ready_after="60"), V2)
    made = accepted(api("POST", "/services/halted/deployments", {"tag": V2}))

    def stopped() -> bool:
        """ECS lists a deployment a moment after it began; a stop that comes before that is the sweep's to give."""
        invoke("sweep", {"source": "aws.events", "detail-type": "Scheduled Event"})
        return bool(api("GET", f"/deployments/{made['id']}").json["state"] == "stopped")

    accepted(api("POST", f"/deployments/{made['id']}/stop"))
    eventually(stopped, "a stopped deployment")

    assert "operator local" in ended(api, made["id"])["reason"]
    halted.ends(V2, "STOPPED")
    eventually(lambda: halted.image() == before, "the revision before")
    assert api("POST", f"/deployments/{made['id']}/stop").status == 409


def test_a_badge_shows_the_state_to_whoever_has_its_token(
    api: Api, journey: Callable[[str], Journey]
) -> None:
    badged = journey("badged")
    deployed(api, badged, "v2.0.0")

    url: str = api("GET", "/services/badged").json["badge_url"]

    path = url.removeprefix(api.url)
    nobody = api.by(None)
    badge = nobody("GET", path)
    assert badge.status == 200
    assert "v2.0.0" in badge.text
    assert badge.headers["Content-Type"].startswith("image/svg+xml")
    assert nobody("GET", path, If_None_Match=badge.headers["ETag"]).status == 304
    unheard_of = nobody("GET", "/badges/unheard-of.svg")
    forbidden = nobody("GET", "/badges/badged.svg")
    assert (forbidden.status, forbidden.text) == (unheard_of.status, unheard_of.text) == (404, forbidden.text)


@pytest.mark.parametrize(
    "claims",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"expired": True},
        {"aud": "ari:cloud:bitbucket::workspace/6f9d3c1e-5b0a-4c57-9d2e-0a1b2c3d4e5f"},
        {"workspaceUuid": FOREIGN},
        {"kid": "unheard-of"},
    ],
    ids=str,
)
def test_a_bad_token_is_answered_like_no_token(api: Api, bitbucket: Local, claims: dict[str, Any]) -> None:
    nobody = api.by(None)("GET", "/services")
    answer = api.by(step_token(bitbucket, **claims))("GET", "/services")

    assert (answer.status, answer.text) == (nobody.status, nobody.text)
    assert answer.status == 401


@pytest.mark.parametrize("claims", [{"repositoryUuid": FOREIGN}, {"repositoryUuid": None}], ids=str)
def test_a_pipeline_of_another_repository_may_do_nothing(
    api: Api, bitbucket: Local, claims: dict[str, Any]
) -> None:
    foreign = api.by(step_token(bitbucket, **claims))

    for method, path, body in (
        ("GET", "/services/manual", None),
        ("POST", "/services/manual/deployments", {"tag": "v1"}),
        ("POST", "/services/manual/rollback", None),
        ("PUT", "/services/manual/hold", {"reason": "mischief"}),
        ("DELETE", "/services/manual/hold", None),
    ):
        assert foreign(method, path, body).status in {401, 403}, (method, path)


@pytest.mark.parametrize("name", ["..", "%2e%2e", "%3Cscript%3E", "manual%2F..", "MANUAL", "manual%00"])
def test_a_name_that_is_not_mapped_is_not_found(api: Api, name: str) -> None:
    assert api("GET", f"/services/{name}x").status == 404


def test_a_body_that_is_too_large_is_refused(api: Api) -> None:
    answer = api("POST", "/services/manual/deployments", {"tag": "x" * 70_000})

    assert answer.status == 413

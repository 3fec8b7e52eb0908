from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result

from played_api import CUT, DEPLOYMENT_ID, Answer, Played, busy, deployment, problem

Slipway = Callable[..., Result]
SHORT_ID = DEPLOYMENT_ID.removeprefix("shop-api.")
DEPLOYING = deployment("deploying", tasks={"desired": 2, "running": 1, "pending": 1, "failed": 0})


def ended(ago: timedelta) -> str:
    return (datetime.now(UTC) - ago).isoformat()


@pytest.mark.parametrize(
    ("options", "body"),
    [
        (("--tag", "v2"), {"tag": "v2"}),
        (("--digest", "sha256:ab"), {"digest": "sha256:ab"}),
        (("--commit", "1f2e3d4"), {"commit": "1f2e3d4"}),
        (
            ("--tag", "v2", "--commit", "1f2e3d4", "--force"),
            {"tag": "v2", "commit": "1f2e3d4", "force": True},
        ),
    ],
)
def test_the_image_is_asked_for_as_it_was_named(
    slipway: Slipway, played: Played, options: tuple[str, ...], body: dict[str, object]
) -> None:
    played.plays(Answer(deployment("requested"), 202))
    result = slipway("deploy", "shop-api", *options)
    assert result.exit_code == 0
    assert (played.asked[0].path, played.asked[0].body) == ("/services/shop-api/deployments", body)
    assert DEPLOYMENT_ID in result.output


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("succeeded", 0),
        ("unchanged", 0),
        ("failed", 1),
        ("timed_out", 1),
        ("refused", 1),
        ("stopped", 1),
        ("superseded", 3),
        ("held", 4),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_the_exit_code_says_how_it_went_and_the_reason_is_printed(
    slipway: Slipway, played: Played, state: str, code: int, *, at_once: bool
) -> None:
    end = deployment(state, reason="that is why")
    played.plays(*([end] if at_once else [deployment("requested"), DEPLOYING, end]))
    result = slipway("deploy", "shop-api", "--tag", "v2", "--wait")
    assert result.exit_code == code
    assert f"shop-api v2: {state}: that is why" in result.output.splitlines()[-1]


def test_a_log_gets_a_line_only_when_something_changed(slipway: Slipway, played: Played) -> None:
    played.plays(deployment("requested"), *[DEPLOYING] * 5, deployment("succeeded"))
    lines = slipway("deploy", "shop-api", "--tag", "v2", "--wait").output.splitlines()
    assert [line.split("s  ", 1)[-1] for line in lines[:-1]] == [
        "requested",
        "deploying, 1/2 tasks running, 1 starting",
    ]
    assert lines[-1].startswith("✓ shop-api v2: succeeded (after ")


def test_an_outage_while_following_is_said_and_survived(slipway: Slipway, played: Played) -> None:
    played.plays(DEPLOYING, busy(), Answer({}, CUT), deployment("succeeded"))
    result = slipway("deploy", "shop-api", "--tag", "v2", "--wait")
    assert result.exit_code == 0
    lines = [line.split("s  ", 1)[-1] for line in result.output.splitlines()[:-1]]
    assert lines == [
        "deploying, 1/2 tasks running, 1 starting",
        "the API does not answer (Busy), trying again",
        "the API does not answer (No answer), trying again",
    ]


@pytest.mark.parametrize("passing", [problem(500, "Oh.", "Oh"), Answer("<html>Sign in</html>"), Answer("{}")])
def test_one_bad_look_does_not_end_the_wait(slipway: Slipway, played: Played, passing: Answer) -> None:
    played.plays(DEPLOYING, passing, deployment("succeeded"))
    assert slipway("deploy", "shop-api", "--tag", "v2", "--wait").exit_code == 0


def test_a_wait_that_is_given_up_says_that_the_deployment_goes_on(slipway: Slipway, played: Played) -> None:
    played.plays(DEPLOYING)
    result = slipway("deploy", "shop-api", "--tag", "v2", "--wait", "--timeout", "0.001")
    assert result.exit_code == 6
    assert "still deploying" in result.stderr
    assert "goes on without this command: see slipway status shop-api" in result.stderr


def test_a_token_that_expires_while_following_is_no_failed_deployment(
    slipway: Slipway, played: Played
) -> None:
    played.plays(DEPLOYING, problem(401, "Send a valid token.", "Unauthorized"))
    result = slipway("deploy", "shop-api", "--tag", "v2", "--wait")
    assert result.exit_code == 5
    assert (
        "Send a valid token. The step's token may have expired meanwhile. The deployment goes on without this "
        "command: see slipway status shop-api"
    ) in result.stderr


def test_only_a_401_is_put_down_to_the_tokens_age(slipway: Slipway, played: Played) -> None:
    played.plays(DEPLOYING, problem(404, "It is gone."))
    assert "expired" not in slipway("deploy", "shop-api", "--tag", "v2", "--wait").stderr


@pytest.mark.parametrize("state", ["failed", "succeeded"])
def test_an_earlier_requests_deployment_is_told_from_a_new_one(
    slipway: Slipway, played: Played, state: str
) -> None:
    played.plays(deployment(state, finished_at=ended(ago=timedelta(seconds=10))))
    result = slipway("deploy", "shop-api", "--tag", "v2", "--wait")
    assert f"{DEPLOYMENT_ID} is the deployment of an earlier request with the same key" in result.stderr
    assert "use --key" in result.stderr


@pytest.mark.parametrize("state", ["refused", "unchanged", "superseded"])
def test_a_deployment_that_ends_at_once_is_a_new_one(slipway: Slipway, played: Played, state: str) -> None:
    played.plays(busy(), deployment(state, finished_at=ended(ago=timedelta(0))))
    assert slipway("deploy", "shop-api", "--tag", "v2", "--wait").stderr == ""


def test_what_does_not_say_when_it_ended_passes_for_new(slipway: Slipway, played: Played) -> None:
    played.plays(deployment("held"))
    assert slipway("deploy", "shop-api", "--tag", "v2", "--wait").stderr == ""


def test_a_refusal_has_an_exit_code_of_its_own_and_says_why(slipway: Slipway, played: Played) -> None:
    played.plays(problem(422, "ECR has no image shop/api:v2.", "Unprocessable Content"))
    result = slipway("deploy", "shop-api", "--tag", "v2", "--wait")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "ECR has no image shop/api:v2." in result.stderr


def test_with_json_standard_output_is_the_apis_own_answer_alone(slipway: Slipway, played: Played) -> None:
    played.plays(deployment("requested"), DEPLOYING, deployment("failed"))
    result = slipway("deploy", "shop-api", "--tag", "v2", "--wait", "--json")
    assert json.loads(result.stdout) == deployment("failed")
    assert "deploying" in result.stderr
    assert result.exit_code == 1


def test_a_step_that_runs_again_sends_the_same_key(slipway: Slipway, played: Played) -> None:
    step = {"BITBUCKET_PIPELINE_UUID": "{p}", "BITBUCKET_STEP_UUID": "{s}"}
    played.plays(deployment("unchanged"))
    for environment in (step, step, {**step, "BITBUCKET_STEP_RUN_NUMBER": "2"}):
        slipway("deploy", "shop-api", "--tag", "v2", **environment)
    first, second, third = (one.headers["Idempotency-Key"] for one in played.asked)
    assert first == second != third


def test_a_key_can_be_given(slipway: Slipway, played: Played) -> None:
    played.plays(deployment("unchanged"))
    slipway("deploy", "shop-api", "--tag", "v2", "--key", "release-7")
    assert played.asked[0].headers["Idempotency-Key"] == "release-7"


def test_a_step_without_an_operators_token_shows_its_own(slipway: Slipway, played: Played) -> None:
    played.plays(deployment("unchanged"))
    slipway("deploy", "shop-api", "--tag", "v2", SLIPWAY_TOKEN=None, BITBUCKET_STEP_OIDC_TOKEN="oidc.token")
    assert played.asked[0].headers["Authorization"] == "Bearer oidc.token"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "say which image"),
        (("--force",), "say which image"),
        (("--commit", ""), "say which image"),
        (("--tag", "v2", "--digest", "sha256:ab"), "not both"),
        (("--tag", "v2", "--key", "a\nb"), "idempotency key"),
        (("--tag", "v2", "--timeout", "0"), "--timeout"),
        (("--tag", "v2", "--timeout", "-1"), "--timeout"),
        (("--tag", "v2", "--timeout", "nan"), "--timeout"),
        (("--tag", "v2", "--timeout", "inf"), "--timeout"),
        (("--tag", "v2", "--timeout", "1e999"), "--timeout"),
        (("--tag", "v2", "--token", "t"), "--token"),
    ],
)
def test_wrong_usage_asks_nothing_and_exits_2(
    slipway: Slipway, played: Played, options: tuple[str, ...], says: str
) -> None:
    result = slipway("deploy", "shop-api", *options)
    assert (result.exit_code, played.asked) == (2, [])
    assert says in result.stderr


@pytest.mark.parametrize("missing", ["SLIPWAY_API", "SLIPWAY_TOKEN"])
def test_what_is_not_set_is_named_and_exits_2(slipway: Slipway, missing: str) -> None:
    result = slipway("deploy", "shop-api", "--tag", "v2", **{missing: None})
    assert result.exit_code == 2
    assert f"set {missing}" in result.stderr


def test_an_api_that_is_not_there_exits_5(slipway: Slipway) -> None:
    result = slipway("deploy", "shop-api", "--tag", "v2", "--api", "http://127.0.0.1:9")
    assert result.exit_code == 5
    assert "http://127.0.0.1:9" in result.stderr


@pytest.mark.parametrize("verb", ["deploy", "rollback"])
def test_help_lists_the_exit_codes(slipway: Slipway, verb: str) -> None:
    shown = slipway(verb, "--help").output
    assert all(f"\n    {code}  " in shown for code in range(7))


@pytest.mark.parametrize("to", [DEPLOYMENT_ID, SHORT_ID])
def test_a_rollback_goes_where_it_is_told_and_is_followed(slipway: Slipway, played: Played, to: str) -> None:
    played.plays(DEPLOYING, deployment("succeeded"))
    result = slipway("rollback", "shop-api", "--to", to, "--wait")
    asked = played.asked[0]
    assert (asked.path, asked.body, result.exit_code) == (
        "/services/shop-api/rollback",
        {"to": DEPLOYMENT_ID},
        0,
    )

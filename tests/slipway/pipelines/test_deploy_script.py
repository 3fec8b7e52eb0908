"""examples/pipelines/deploy.sh: what it exits with, what it says, and when it tries again."""

from __future__ import annotations

import json

import pytest

from fakes.api import serving
from played_api import Answer, playing
from step_script import COMMIT, ID, TOKEN, deployment, run


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
def test_every_end_has_its_exit_code_and_is_said_with_its_reason(state: str, code: int) -> None:
    going, end = deployment("deploying", "1 of 2"), deployment(state, f"why {state}")

    with serving((202, deployment("requested")), (200, going), (200, end)) as stub:
        found, said = run(stub.url)

    assert found == code
    assert f"{state}: why {state}" in said


def test_the_request_names_the_commit_and_carries_the_token() -> None:
    with serving((202, deployment("succeeded"))) as stub:
        run(stub.url + "/api/")

    (asked,) = stub.asked
    assert (asked.method, asked.path) == ("POST", "/api/services/web/deployments")
    assert json.loads(asked.body) == {"commit": COMMIT}
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"


def test_an_operators_token_goes_before_the_steps() -> None:
    with serving((202, deployment("succeeded"))) as stub:
        run(stub.url, SLIPWAY_TOKEN="slipway_x-y")

    assert stub.asked[0].headers["Authorization"] == "Bearer slipway_x-y"


def test_another_commit_may_be_named() -> None:
    with serving((202, deployment("succeeded"))) as stub:
        run(stub.url, "web", "abcdef0")

    assert json.loads(stub.asked[0].body) == {"commit": "abcdef0"}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_request_that_may_go_better_is_sent_again_with_the_same_key(status: int) -> None:
    with serving((status, "?"), (status, "?"), (202, deployment("succeeded"))) as stub:
        code, _ = run(stub.url)

    assert code == 0
    assert len(stub.asked) == 3
    assert len({asked.headers["Idempotency-Key"] for asked in stub.asked}) == 1


def test_every_run_has_a_key_of_its_own() -> None:
    with serving((202, deployment("succeeded"))) as stub:
        run(stub.url)
        run(stub.url)

    first, second = (asked.headers["Idempotency-Key"] for asked in stub.asked)
    assert first != second


def test_an_api_that_stays_broken_is_given_up_after_five_requests() -> None:
    with serving((503, {"detail": "Later."})) as stub:
        code, said = run(stub.url)

    assert (code, len(stub.asked)) == (5, 5)
    assert "answers 503: Later." in said


def test_an_api_that_is_not_there_is_said_so() -> None:
    with serving((202, {})) as stub:
        url = stub.url
    code, said = run(url)

    assert code == 5
    assert "cannot be reached" in said


def test_a_refusal_cannot_steer_the_terminal() -> None:
    with serving((422, {"detail": "\x1b[2Jgone\nforged: succeeded"})) as stub:
        _, said = run(stub.url)

    assert "\x1b" not in said
    assert not any(line.startswith("forged") for line in said.splitlines())


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_carries_the_token_nowhere(status: int) -> None:
    with serving((202, deployment("succeeded"))) as elsewhere, playing() as played:
        played.plays(Answer("", status, {"Location": f"{elsewhere.url}/"}))
        code, _ = run(played.url)

    assert (code, elsewhere.asked) == (5, [])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_a_refusal_is_not_repeated_and_is_said_with_every_mistake(status: int) -> None:
    mistake = {"in": "body", "name": "commit", "detail": "no tag names it"}
    with serving((status, {"detail": "Push the image first.", "errors": [mistake]})) as stub:
        code, said = run(stub.url)

    assert (code, len(stub.asked)) == (5, 1)
    assert f"answers {status}: Push the image first." in said
    assert "body commit: no tag names it" in said


def test_an_answer_that_is_no_json_is_no_reason_to_fail_otherwise() -> None:
    with serving((403, "<html>")) as stub:
        code, said = run(stub.url)

    assert code == 5
    assert "answers 403" in said


@pytest.mark.parametrize("page", ["<html>Sign in</html>", "", "[]", "{}", '{"id": 7}'])
@pytest.mark.parametrize("status", [200, 202])
def test_a_page_that_a_proxy_answers_is_no_deployment(status: int, page: str) -> None:
    with serving((status, page)) as stub:
        code, said = run(stub.url)

    assert (code, len(stub.asked)) == (5, 1)
    assert f"answers {status}: it says nothing more; is SLIPWAY_API really" in said


@pytest.mark.parametrize("page", ["<html>Sign in</html>", "", "[]", "{}"])
@pytest.mark.parametrize("status", [200, 202])
def test_a_look_that_shows_a_proxys_page_is_repeated(status: int, page: str) -> None:
    with serving((202, deployment("deploying")), (status, page), (200, deployment("succeeded"))) as stub:
        code, said = run(stub.url)

    assert (code, len(stub.asked)) == (0, 3)
    assert "null" not in said


def test_a_look_that_fails_is_repeated() -> None:
    answers = (202, deployment("deploying")), (503, "?"), (429, "?"), (200, deployment("succeeded"))
    with serving(*answers) as stub:
        code, _ = run(stub.url)

    assert code == 0
    assert [asked.path for asked in stub.asked[1:]] == [f"/deployments/{ID}"] * 3


def test_a_token_that_expires_while_it_waits_ends_the_wait() -> None:
    with serving((202, deployment("deploying")), (401, {"detail": "Send a valid token."})) as stub:
        code, said = run(stub.url)

    assert code == 5
    assert "Send a valid token." in said
    assert "the step's token may have expired; the deployment goes on without this step" in said


def test_waiting_is_bounded() -> None:
    with serving((202, deployment("requested")), (200, deployment("deploying"))) as stub:
        code, said = run(stub.url, SLIPWAY_WAIT_SECONDS="1")

    assert code == 6
    assert "no end within 1 s" in said


def test_nothing_is_waited_for_on_request() -> None:
    with serving((202, deployment("requested"))) as stub:
        code, said = run(stub.url, SLIPWAY_WAIT_SECONDS="0")

    assert (code, len(stub.asked)) == (0, 1)
    assert ID in said


def test_the_same_news_is_said_once() -> None:
    going = (200, deployment("deploying"))
    with serving((202, deployment("deploying")), going, going, (200, deployment("succeeded"))) as stub:
        _, said = run(stub.url)

    assert said.count("deploying") == 1


def test_a_reason_cannot_steer_the_terminal() -> None:
    with serving((202, deployment("failed", "\x1b[2Jgone\nforged: succeeded"))) as stub:
        _, said = run(stub.url)

    assert "\x1b" not in said
    assert not any(line.startswith("forged") for line in said.splitlines())


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (("web", "abc1234", "more"), {}),
        (("Web/..",), {}),
        (("web", "HEAD"), {}),
        ((), {"BITBUCKET_COMMIT": ""}),
        ((), {"SLIPWAY_API": ""}),
        ((), {"SLIPWAY_API": "http://deploy.example.com"}),
        ((), {"SLIPWAY_API": "http://127.0.0.1.example.com"}),
        ((), {"BITBUCKET_STEP_OIDC_TOKEN": ""}),
        ((), {"SLIPWAY_TOKEN": 'x"\nurl = "http://127.0.0.1:1"'}),
        ((), {"SLIPWAY_WAIT_SECONDS": "soon"}),
        ((), {"PATH": "/nowhere"}),
    ],
    ids=str,
)
def test_what_cannot_work_is_told_before_anything_is_sent(
    arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    with serving((202, deployment("succeeded"))) as stub:
        code, said = run(stub.url, *arguments, **variables)

    assert (code, stub.asked) == (2, [])
    assert said.startswith("deploy.sh: ")
    assert TOKEN not in said

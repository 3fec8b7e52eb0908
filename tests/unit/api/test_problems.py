"""Every error has one status, and a detail that says what to do and gives nothing away."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from chalicelib.api.mistakes import (
    InvalidError,
    MalformedError,
    Mistake,
    Place,
    TooLargeError,
    UnsupportedMediaError,
)
from chalicelib.api.problems import TITLES, problem, problem_of, schema
from chalicelib.domain.errors import (
    ConflictError,
    ForbiddenError,
    LeaseLostError,
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
    RetryableError,
    UnauthorisedError,
    UnprocessableError,
)
from front import detail

SECRET = "arn:aws:secret 10.0.0.1"


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (MalformedError("the body is no JSON; mend it"), 400, "The body is no JSON; mend it."),
        (NotFoundError("there is no such deployment"), 404, "There is no such deployment."),
        (ConflictError("web.1 has ended."), 409, "Web.1 has ended."),
        (TooLargeError("the body is too large"), 413, "The body is too large."),
        (UnsupportedMediaError("send JSON"), 415, "Send JSON."),
        (UnprocessableError("ECR has no image x; push it"), 422, "ECR has no image x; push it."),
    ],
)
def test_what_the_caller_can_mend_is_told_in_its_own_words(error: Exception, status: int, says: str) -> None:
    reply = problem_of(error)

    assert (reply.status, detail(reply)) == (status, says)


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (UnauthorisedError(SECRET), 401, "Send a valid token as Authorization: Bearer"),
        (ForbiddenError(SECRET), 403, "may not act on this service"),
        (RetryableError(SECRET), 503, "Send the request again"),
        (OutcomeUnknownError(SECRET), 503, "may have taken effect"),
        (RefusedError(SECRET), 500, "The log has the reason"),
        (LeaseLostError(SECRET), 500, "The log has the reason"),
        (KeyError(SECRET), 500, "The log has the reason"),
        (RecursionError(SECRET), 500, "The log has the reason"),
        (Exception(SECRET), 500, "The log has the reason"),
    ],
)
def test_what_is_not_the_callers_is_told_uniformly(error: Exception, status: int, says: str) -> None:
    reply = problem_of(error)

    assert reply.status == status
    assert says in detail(reply)
    assert "secret" not in f"{reply.body}{reply.headers}"


def test_a_problem_has_the_members_of_rfc_9457() -> None:
    reply = problem_of(NotFoundError("there is no such deployment"))

    assert reply.headers["Content-Type"] == "application/problem+json"
    assert json.loads(reply.body) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no such deployment.",
    }


def test_each_mistake_of_a_request_is_a_member_of_its_own() -> None:
    reply = problem_of(
        InvalidError([Mistake(Place.BODY, "tga", "no such field"), Mistake(Place.QUERY, "a", "what")])
    )

    assert json.loads(reply.body)["errors"] == [
        {"in": "body", "name": "tga", "detail": "no such field"},
        {"in": "query", "name": "a", "detail": "what"},
    ]
    assert detail(reply) == "Body tga: no such field. query a: what."


def test_an_answer_to_who_said_nothing_names_the_scheme() -> None:
    assert problem_of(UnauthorisedError("x")).headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (None, "5"),
        (0, "1"),
        (0.2, "1"),
        (1.5, "2"),
        (7, "7"),
        (-3, "1"),
        (86400, "300"),
        (float("nan"), "5"),
        (float("inf"), "5"),
    ],
)
def test_who_has_to_wait_is_told_how_long(asked: float | None, told: str) -> None:
    assert problem_of(RetryableError("throttled", asked)).headers["Retry-After"] == told


@pytest.mark.parametrize("status", TITLES)
def test_every_problem_is_as_it_is_described(status: int) -> None:
    body = json.loads(problem(status, "What to do.").body)

    Draft202012Validator(schema()).validate(body)
    assert body["title"] == TITLES[status]

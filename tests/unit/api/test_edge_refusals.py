"""What never gets as far as the desk, and what goes wrong behind it."""

from __future__ import annotations

import json

import pytest

from chalicelib.domain.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RetryableError,
    UnprocessableError,
)
from described import must_be_as_described
from front import BODIES, SECURED, Front, detail


@pytest.mark.parametrize("operation", SECURED)
def test_without_a_caller_nothing_is_even_read(operation: str) -> None:
    front = Front()
    replies = [front.ask(operation, body, caller=None) for body in (b"no json", BODIES.get(operation))]

    assert [one.status for one in replies] == [401, 401]
    assert replies[0].body == replies[1].body
    must_be_as_described(operation, replies[0])
    assert front.desk.calls == []


@pytest.mark.parametrize("operation", SECURED)
def test_no_route_takes_more_than_64_kib(operation: str) -> None:
    front = Front()
    reply = front.ask(operation, b"x" * 65_537)

    assert reply.status == 413
    must_be_as_described(operation, reply)
    assert front.desk.calls == []


@pytest.mark.parametrize("operation", SECURED)
@pytest.mark.parametrize("name", ["page", "", "Limit"])
def test_no_route_takes_a_parameter_that_it_does_not_know(operation: str, name: str) -> None:
    front = Front()
    reply = front.ask(operation, BODIES.get(operation), query={name: ["2"]})

    assert reply.status == 422
    assert name in detail(reply)
    must_be_as_described(operation, reply)
    assert front.desk.calls == []


@pytest.mark.parametrize("operation", ["deploy", "rollback", "hold", "release", "stop"])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"no json", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"a": 1, "a": 1}', None, 400),
        (b"{" * 65_000, "application/json", 400),
        (b"tag=v2", "application/x-www-form-urlencoded", 415),
        ({"surprise": 1}, "application/json", 422),
    ],
)
def test_what_no_body_may_be(operation: str, body: object, content_type: str | None, status: int) -> None:
    front = Front()
    reply = front.ask(operation, body, headers={"content-type": content_type} if content_type else {})

    assert reply.status == status
    if operation != "release":
        must_be_as_described(operation, reply)
    assert front.desk.calls == []


def test_unknown_fields_are_named() -> None:
    reply = Front().ask("deploy", {"tag": "v2", "tga": 1, "digset": 2})

    assert "tga" in detail(reply)
    assert "digset" in detail(reply)
    assert [one["name"] for one in json.loads(reply.body)["errors"]] == ["tga", "digset"]


@pytest.mark.parametrize("operation", ["deploy", "rollback"])
def test_a_key_that_cannot_be_is_refused(operation: str) -> None:
    reply = Front().ask(operation, BODIES.get(operation), headers={"idempotency-key": "a" * 256})

    assert reply.status == 422
    assert "Idempotency-Key" in detail(reply)


@pytest.mark.parametrize("operation", sorted(set(SECURED) - {"services"}))
def test_a_name_that_cannot_be_is_not_found_and_not_looked_up(operation: str) -> None:
    front = Front()
    reply = front.ask(operation, BODIES.get(operation), path={"name": "%2e%2e", "id": "%2e%2e"})

    assert reply.status == 404
    must_be_as_described(operation, reply)
    assert front.desk.calls == []


@pytest.mark.parametrize("operation", SECURED)
@pytest.mark.parametrize(
    ("error", "status"),
    [(ForbiddenError("x"), 403), (RetryableError("x", 3), 503), (ValueError("x"), 500)],
)
def test_what_goes_wrong_behind_the_edge_is_a_problem(operation: str, error: Exception, status: int) -> None:
    front = Front()
    front.desk.error = error
    reply = front.ask(operation, BODIES.get(operation))

    assert reply.status == status
    must_be_as_described(operation, reply)


@pytest.mark.parametrize(
    ("operation", "error", "status"),
    [
        ("deploy", UnprocessableError("ECR has no image web:v9; push it"), 422),
        ("rollback", ConflictError("there is nothing to roll back to"), 409),
        ("stop", ConflictError("there is nothing to stop"), 409),
        ("deployment", NotFoundError("there is no such deployment"), 404),
    ],
)
def test_the_desks_own_words_are_told(operation: str, error: Exception, status: int) -> None:
    front = Front()
    front.desk.error = error
    reply = front.ask(operation, BODIES.get(operation))

    assert (reply.status, detail(reply).lower()) == (status, f"{error}.".lower())
    must_be_as_described(operation, reply)


@pytest.mark.parametrize("operation", SECURED)
def test_nothing_that_needs_a_token_is_kept_by_whoever_carries_it(operation: str) -> None:
    for body in (BODIES.get(operation), b"no json"):
        reply = Front().ask(operation, body)

        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (NotFoundError("who: secret"), "info"),
        (RetryableError("throttled"), "warning"),
        (KeyError("x"), "error"),
    ],
)
def test_the_log_has_the_reason(error: Exception, level: str) -> None:
    front = Front()
    front.desk.error = error
    front.ask("deployment")

    ((logged, _, fields),) = front.telemetry.lines
    assert logged == level
    assert fields["operation"] == "deployment"
    assert fields["kind"] == type(error).__name__
    assert "secret" not in str(fields)

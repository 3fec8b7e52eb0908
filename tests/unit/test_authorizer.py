"""Which door a credential goes through, and what is said of those that fit none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from chalicelib.authorizer import LONGEST, Authorizer, Pipelines
from chalicelib.domain.caller import Operator, Pipeline
from chalicelib.domain.errors import RefusedError, RetryableError, UnauthorisedError
from fakes.operators import FakeOperators
from fakes.telemetry import FakeTelemetry

UUID = "{6f9d3c1e-5b0a-4c57-9d2e-0a1b2c3d4e5f}"
CLAIMS = dict.fromkeys(("workspaceUuid", "repositoryUuid", "pipelineUuid", "stepUuid"), UUID)
UNIFORM = "^this request carries no credential that is known here$"


@dataclass
class FakeVerifier:
    fails: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def verify(self, token: str) -> Mapping[str, object]:
        self.asked.append(token)
        if self.fails:
            raise self.fails
        return CLAIMS


@dataclass
class Door:
    tokens: FakeVerifier = field(default_factory=FakeVerifier)
    operators: FakeOperators = field(default_factory=lambda: FakeOperators({"alice-s-token": "alice"}))
    telemetry: FakeTelemetry = field(default_factory=FakeTelemetry)
    shut: bool = False

    def authorise(self, header: str) -> Operator | Pipeline:
        pipelines = None if self.shut else Pipelines(UUID, self.tokens)
        return Authorizer(pipelines, self.operators, self.telemetry).authorise(header, "GET /services")

    def refuses(self, header: str) -> tuple[str, str]:
        """The level and the reason of what was logged."""
        with pytest.raises(UnauthorisedError, match=UNIFORM) as refused:
            self.authorise(header)
        assert refused.value.__context__ is None
        ((level, _, said),) = self.telemetry.lines
        assert said["asked"] == "GET /services"
        return level, str(said["why"])


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_an_operator_s_token_is_an_operator_s(scheme: str) -> None:
    door = Door()

    assert door.authorise(f"{scheme} alice-s-token") == Operator("alice")
    assert door.tokens.asked == []
    assert door.telemetry.lines == []


def test_a_token_with_two_dots_is_a_pipeline_s_and_no_operator_is_asked_for() -> None:
    door = Door()

    assert door.authorise("Bearer a.b.c") == Pipeline(UUID, UUID, UUID, UUID)
    assert door.operators.asked == []


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer  alice-s-token",
        " Bearer alice-s-token",
        "Bearer alice-s-token ",
        "Bearer alice-s-token\n",
        "Bearer\talice-s-token",
        "Bearer alice-s-token alice-s-token",
        "Bearer alice-s-token, Bearer alice-s-token",
        "Basic YWxpY2U6cGFzcw==",
        "alice-s-token",
        "Bearer älice",
        "Bearer \uff41lice-s-token",
        "Bearer \ud800",
        "Bearer a\x00",
        "Bearer =",
    ],
    ids=ascii,
)
def test_what_is_no_bearer_token_is_refused_unread(header: str) -> None:
    door = Door()

    assert door.refuses(header) == ("warning", "the Authorization header is not a bearer token")
    assert door.operators.asked == door.tokens.asked == []


def test_a_header_that_is_too_long_is_refused_unread() -> None:
    door = Door()

    _, why = door.refuses("Bearer " + "a" * (LONGEST - 6))

    assert why == f"the Authorization header is longer than {LONGEST} characters"
    assert door.operators.asked == []


@pytest.mark.parametrize(
    "token", ["mallory", "alice-s-toke", "alice-s-token1", "a.b", "a.b.c.d", "a.b.c.d.e"]
)
def test_a_token_that_is_nobody_s_is_refused(token: str) -> None:
    door = Door()

    level, why = door.refuses(f"Bearer {token}")

    assert (level, why) == ("warning", "an operator's token that is nobody's")
    assert token not in why


def test_without_a_workspace_no_pipeline_is_let_in() -> None:
    level, why = Door(shut=True).refuses("Bearer a.b.c")

    assert (level, why) == ("warning", "a pipeline's token, but the settings let no workspace's pipelines in")


def test_a_token_that_does_not_verify_is_refused_with_its_reason_in_the_log() -> None:
    assert Door(FakeVerifier(UnauthorisedError("it has expired"))).refuses("Bearer a.b.c") == (
        "warning",
        "it has expired",
    )


@pytest.mark.parametrize("fault", [RetryableError("no keys"), RefusedError("no keys")])
def test_without_keys_it_fails_closed_and_says_so_as_an_error(fault: Exception) -> None:
    assert Door(FakeVerifier(fault)).refuses("Bearer a.b.c") == ("error", "no keys")


def test_without_the_operators_it_fails_closed() -> None:
    door = Door(operators=FakeOperators({"alice-s-token": "alice"}, down=True))

    assert door.refuses("Bearer alice-s-token") == ("error", "the secret cannot be read")


def test_a_reason_is_cut_and_made_writable() -> None:
    _, why = Door(FakeVerifier(UnauthorisedError("\ud800" * 999))).refuses("Bearer a.b.c")

    assert why == "?" * 200

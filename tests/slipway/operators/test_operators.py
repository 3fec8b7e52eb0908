"""`slipway operators`: a token is made once, its hash is kept, and no change of two at once is lost."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chalicelib.adapters.operators import SecretOperators
from chalicelib.adapters.secrets import JsonSecret
from fakes.clock import FakeClock
from fakes.telemetry import FakeTelemetry
from local_stack import LocalAws
from slipway.commands.operators import command
from slipway.operators.errors import OperatorsError
from slipway.operators.register import adding, removing
from slipway.operators.secret import OperatorsSecret

TOKEN = re.compile(r"slipway_[A-Za-z0-9_-]{43}\n")


class Operators:
    """A secret of the test's own, which is not there at first."""

    def __init__(self, aws: LocalAws) -> None:
        self.secret = f"operators-{uuid.uuid4().hex}"
        self.client = aws.client("secretsmanager")

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(command, [*arguments, "--secret", self.secret])

    def add(self, name: str, *options: str) -> str:
        """The token."""
        made = self("add", name, *options)
        assert made.exit_code == 0, made.output
        assert TOKEN.fullmatch(made.stdout)
        return made.stdout.strip()

    def holds(self, text: str) -> None:
        self.client.create_secret(Name=self.secret, SecretString=text)

    def kept(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.client.get_secret_value(SecretId=self.secret)["SecretString"])
        return found

    def labels(self) -> list[str]:
        versions: list[dict[str, Any]] = self.client.list_secret_version_ids(SecretId=self.secret)["Versions"]
        return sorted(label for one in versions for label in one.get("VersionStages", []))


@pytest.fixture
def operators(home: LocalAws) -> Operators:
    return Operators(home)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def test_the_token_of_a_new_operator_is_all_that_standard_output_shows(operators: Operators) -> None:
    made = operators("add", "alice")

    assert TOKEN.fullmatch(made.stdout)
    assert made.stdout.strip() not in made.stderr
    assert "alice" in made.stderr


def test_the_secret_is_made_and_keeps_the_hash_alone(operators: Operators) -> None:
    token = operators.add("alice")

    assert operators.kept() == {"alice": hashed(token)}


def test_the_api_knows_the_token_by_its_owner(operators: Operators) -> None:
    token = operators.add("alice")

    known = SecretOperators(JsonSecret(operators.secret).read, FakeClock(), FakeTelemetry())

    assert known.named(token) == "alice"
    assert known.named(hashed(token)) is None


def test_every_token_is_another(operators: Operators) -> None:
    assert operators.add("alice") != operators.add("bob")


def test_others_keep_their_tokens(operators: Operators) -> None:
    alice = operators.add("alice")
    bob = operators.add("bob")
    operators.add("carol")
    operators("remove", "carol")

    assert operators.kept() == {"alice": hashed(alice), "bob": hashed(bob)}


def test_nobody_is_overwritten_unasked(operators: Operators) -> None:
    token = operators.add("alice")

    again = operators("add", "alice")

    assert (again.exit_code, again.stdout) == (1, "")
    assert "--replace" in again.stderr
    assert operators.kept() == {"alice": hashed(token)}


def test_a_replaced_token_is_known_no_more(operators: Operators) -> None:
    operators.add("alice")

    new = operators.add("alice", "--replace")

    assert operators.kept() == {"alice": hashed(new)}


def test_operators_are_listed_by_name_without_their_hashes(operators: Operators) -> None:
    operators.add("bob")
    operators.add("alice")

    assert operators("list").output == "alice\nbob\n"


def test_without_a_secret_the_list_is_empty_and_says_how_to_begin(operators: Operators) -> None:
    listed = operators("list")

    assert (listed.exit_code, listed.stdout) == (0, "")
    assert "operators add" in listed.stderr


def test_one_who_is_not_there_cannot_be_removed(operators: Operators) -> None:
    operators.add("alice")

    removed = operators("remove", "bob")

    assert removed.exit_code == 1
    assert "no operator bob; there is alice" in removed.stderr


@pytest.mark.parametrize("name", ["", "a b", "-x", "é", "a" * 65, "a\n", "a/b"])
def test_a_name_that_the_api_would_not_take_is_refused(operators: Operators, name: str) -> None:
    made = operators("add", "--secret", operators.secret, "--", name)

    assert (made.exit_code, made.stdout) == (2, "")
    assert operators("list").stdout == ""


@pytest.mark.parametrize("text", ["", "c4n4ry", '["c4n4ry"]', '{"alice": {"c4n4ry": 1}}', '{"alice": null}'])
def test_a_secret_that_holds_something_else_is_left_alone_and_not_shown(
    operators: Operators, text: str
) -> None:
    operators.holds(text or " ")

    for arguments in (("add", "bob"), ("remove", "alice"), ("list",)):
        result = operators(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "c4n4ry" not in result.output
        assert "holds no JSON object" in result.stderr
    assert operators.labels() == ["AWSCURRENT"]


@pytest.mark.parametrize(
    "there", [True, False], ids=["a secret that is there", "a secret that has yet to be made"]
)
def test_a_change_that_another_one_overtakes_is_made_on_top_of_it(
    operators: Operators, *, there: bool
) -> None:
    if there:
        operators.holds('{"alice": "a"}')
    secret = OperatorsSecret(operators.secret, operators.client)
    overtaken: list[Mapping[str, str]] = []

    def slowly(now: Mapping[str, str]) -> dict[str, str]:
        if not overtaken:
            secret.change(adding("bob", "b", replace=False))
        overtaken.append(now)
        return adding("carol", "c", replace=False)(now)

    secret.change(slowly)

    assert operators.kept() == ({"alice": "a"} if there else {}) | {"bob": "b", "carol": "c"}
    assert len(overtaken) == 2


def test_a_change_that_is_overtaken_again_and_again_is_given_up_and_changes_nothing(
    operators: Operators,
) -> None:
    operators.holds("{}")
    secret = OperatorsSecret(operators.secret, operators.client)
    others: list[str] = []

    def overtaken(now: Mapping[str, str]) -> dict[str, str]:
        others.append(f"other-{len(others)}")
        secret.change(adding(others[-1], "x", replace=False))
        return adding("alice", "a", replace=False)(now)

    with pytest.raises(OperatorsError, match="changed by others"):
        secret.change(overtaken)

    assert sorted(operators.kept()) == sorted(others)


def test_no_label_stays_behind(operators: Operators) -> None:
    operators.add("alice")
    operators.add("bob")
    OperatorsSecret(operators.secret, operators.client).change(removing("alice"))

    assert operators.labels() == ["AWSCURRENT", "AWSPREVIOUS"]


def test_what_aws_refuses_is_said_with_what_one_needs(home: LocalAws, operators: Operators) -> None:
    operators.add("alice")
    home.fault("secretsmanager", "PutSecretValue", "AccessDeniedException", times=1)

    refused = operators("add", "bob")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "AccessDenied" in refused.stderr
    assert "secretsmanager:PutSecretValue" in refused.stderr or "PutSecretValue" in refused.stderr
    assert list(operators.kept()) == ["alice"]

"""`slipway stack`, as a pipeline runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from local_stack import environment
from slipway.commands.stack import command
from slipway.local.stack.local_aws import ARCHITECTURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

    from local_stack import LocalAws

pytestmark = pytest.mark.xdist_group("stack")
STACK = ("--stack", "by-hand", "--pause", "0.05")


@pytest.fixture
def _as_outsider(aws: LocalAws) -> Iterator[None]:
    variables = {
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_ACCESS_KEY_ID": "outsider",
        "AWS_SECRET_ACCESS_KEY": "outsider",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "COLUMNS": "200",
    }
    with environment(**variables):
        yield


def run(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(command, [*arguments], input=answer)


@pytest.mark.usefixtures("_as_outsider")
def test_it_shows_the_changes_makes_them_and_takes_all_but_the_table_down_again(aws: LocalAws) -> None:
    endpoint = f"ApiEndpoint={aws.url}/_aws/execute-api"
    given = ("--yes", "--arch", ARCHITECTURE, "--parameter", endpoint)

    made = run("deploy", *STACK, *given)

    assert made.exit_code == 0, made.output
    assert "AWS::DynamoDB::Table" in made.output
    assert "answers at" in made.output

    again = run("deploy", *STACK, *given)
    assert again.exit_code == 0, again.output
    assert "nothing to change" in again.output

    gone = run("destroy", *STACK, answer="y\n")
    assert gone.exit_code == 0, gone.output
    assert "Its table was kept" in gone.output
    assert "There is no stack" in run("destroy", *STACK, "--yes").output


@pytest.mark.usefixtures("_as_outsider")
def test_nothing_changes_without_a_yes(aws: LocalAws) -> None:
    asked = run("deploy", *STACK, "--arch", ARCHITECTURE, answer="n\n")

    assert asked.exit_code == 1
    assert "Make these changes" in asked.output
    assert aws.client("lambda").list_functions()["Functions"] == []


@pytest.mark.parametrize("wrong", ["Workspace", "=acme"])
def test_a_parameter_without_a_name_or_a_value_is_refused(wrong: str) -> None:
    refused = run("deploy", "--parameter", wrong)

    assert refused.exit_code == 2
    assert "NAME=VALUE" in refused.output

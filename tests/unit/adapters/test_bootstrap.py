"""The house put together from an environment, and its doors, which no garbage breaks."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import app
from builders import push_event, service_document
from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import DynamoDbStore
from chalicelib.bootstrap import events
from chalicelib.domain.mapping import MappingInvalid
from chalicelib.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GARBAGE: tuple[Any, ...] = (
    {},
    {"detail": None},
    {"source": "aws.ecr"},
    {"source": ["aws.ecr"], "detail": {"a": 1}},
    {**push_event(), "detail": "text"},
    {**push_event(), "source": "custom.ecr"},
    None,
    [],
    [push_event()],
    "text",
    7,
    {**push_event(), "account": "210987654321"},
    {**push_event(), "time": 7},
    {"id": {"no": "text"}, "detail-type": 3, "source": "aws.ecs", "resources": [None]},
    {**push_event(), "region": "us-east-1"},
    push_event(""),
)


@dataclass
class Context:
    function_name: str = "slipway-image_pushed"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:slipway-image_pushed"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


@pytest.fixture
def surroundings(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A function's environment, in which no AWS can be reached."""
    mapping = tmp_path / "services.yaml"
    mapping.write_text(json.dumps({"version": 1, "services": {"web": service_document()}}))
    wanted = {
        "SLIPWAY_TABLE": "slipway",
        "SLIPWAY_BITBUCKET_SECRET": "slipway/bitbucket",
        "SLIPWAY_MAPPING": str(mapping),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    }
    before = dict(os.environ)
    os.environ.update(wanted)
    events.deployer.cache_clear()  # made once a process, and this test changes its surroundings
    yield wanted
    os.environ.clear()
    os.environ.update(before)
    events.deployer.cache_clear()


@pytest.mark.usefixtures("surroundings")
def test_a_deployer_has_the_environment_s_mapping_and_table() -> None:
    deployer = bootstrap.deployer(Context())

    assert [one.name for one in deployer.mapping] == ["web"]
    assert isinstance(deployer.store, DynamoDbStore)
    assert deployer.store.table == "slipway"


@pytest.mark.usefixtures("surroundings")
def test_account_and_region_are_those_of_the_function_s_own_arn() -> None:
    deployer = bootstrap.deployer(Context())

    (web,) = deployer.mapping
    assert web.repository.uri == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/api"
    assert web.target.region == "eu-west-1"


@pytest.mark.usefixtures("surroundings")
def test_the_house_is_put_together_once_a_function() -> None:
    assert bootstrap.deployer(Context()) is bootstrap.deployer(Context())


@pytest.mark.usefixtures("surroundings")
def test_without_a_table_it_does_not_start_and_says_why() -> None:
    del os.environ["SLIPWAY_TABLE"]

    with pytest.raises(SettingsError, match="SLIPWAY_TABLE is not set"):
        bootstrap.deployer(Context())


def test_with_an_invalid_mapping_it_does_not_start_and_says_where(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "services.yaml").write_text("version: 2\nservices: {}\n")

    with pytest.raises(MappingInvalid, match=r"services\.yaml: version"):
        bootstrap.deployer(Context())
    assert surroundings


def test_an_invocation_lasts_as_long_as_its_function_has_left() -> None:
    run = bootstrap.invocation(Context())

    left = run.ends_at - datetime.now(UTC)
    assert timedelta(seconds=29) < left <= timedelta(seconds=30)


def test_two_runs_of_one_request_are_told_apart() -> None:
    first, second = bootstrap.invocation(Context()), bootstrap.invocation(Context())

    assert first.id != second.id
    assert first.id.startswith(Context.aws_request_id)


@pytest.mark.usefixtures("surroundings")
@pytest.mark.parametrize("event", GARBAGE, ids=lambda event: json.dumps(event)[:40])
@pytest.mark.parametrize("handler", [app.image_pushed, app.deployment_changed])
def test_what_is_no_event_of_ours_is_turned_away_without_a_fault(
    handler: Callable[[Any, Any], None], event: Any
) -> None:
    handler(event, Context())

"""The real handlers in this process, on the local AWS and the stand-in for Bitbucket."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest

from journey import Journey, service_of
from local_stack import Local, LocalAws, environment, forget

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from slipway.local.bitbucket import RunningBitbucket


@pytest.fixture
def journey(home: LocalAws, stand_in: RunningBitbucket, tmp_path: Path) -> Iterator[Journey]:
    """One service in a table, cluster and repository of its own, which runs v1 steadily."""
    name = f"t{uuid.uuid4().hex[:10]}"
    mapping = tmp_path / "services.yaml"
    mapping.write_text(json.dumps({"version": 1, "services": {name: service_of(name)}}))
    home.table(name)
    home.client("secretsmanager").create_secret(
        Name=name, SecretString=json.dumps({"token": f"s3cret-{name}"})
    )
    started = Journey(home, Local(stand_in.url), name)
    with environment(
        SLIPWAY_TABLE=name,
        SLIPWAY_MAPPING=str(mapping),
        SLIPWAY_BITBUCKET_API=f"{stand_in.url}/2.0",
        SLIPWAY_BITBUCKET_SECRET=name,
        SLIPWAY_PUBLIC_URL="https://slipway.example.com",
    ):
        forget()
        started.begin()
        yield started
    home.local("DELETE", "faults")
    started.bitbucket("DELETE", "faults")
    started.end()

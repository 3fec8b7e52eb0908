"""The local AWS for whoever looks at an account."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_stack import LocalAws, at_home, running_aws
from slipway_account import Account


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    with running_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture(scope="module")
def home(aws: LocalAws) -> Iterator[LocalAws]:
    with at_home(aws):
        yield aws


@pytest.fixture
def account(home: LocalAws, tmp_path: Path) -> Iterator[Account]:
    home.local("DELETE", "calls")
    yield Account(home, f"t{uuid.uuid4().hex[:10]}", tmp_path)
    home.local("DELETE", "faults")

"""The local AWS and the stand-in for Bitbucket, started once a session for all tests that run adapters in this process.

Registered in `conftest.py`. What they need is imported when they start: a run of unit tests needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_stack import LocalAws
    from slipway.local.bitbucket import RunningBitbucket


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    from local_stack import running_aws  # noqa: PLC0415  see above

    with running_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture(scope="module")
def home(aws: LocalAws) -> Iterator[LocalAws]:
    """The local AWS as that of the adapters in this process; faults that a module ordered end with it."""
    from local_stack import at_home  # noqa: PLC0415  see above

    with at_home(aws):
        yield aws
    aws.local("DELETE", "faults")


@pytest.fixture(scope="session")
def stand_in() -> Iterator[RunningBitbucket]:
    from slipway.local import bitbucket  # noqa: PLC0415  see above

    with bitbucket.serve(0) as running:
        yield running

"""The package of an app with routes, for this machine, and a local AWS to deploy it on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from local_stack import running_aws
from routed import routed
from slipway.local.stack.local_aws import ARCHITECTURE
from slipway.packaging.build import build
from slipway.packaging.order import DEFAULT_MAPPING, ROOT, Order
from slipway.stack.deploying import Deployer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_stack import LocalAws
    from slipway.packaging.order import Package


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    folder = tmp_path_factory.mktemp("project") / "slipway"
    for name in ("chalicelib", ".chalice", "infra"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    (folder / "app.py").write_text(routed((ROOT / "app.py").read_text()))
    (ROOT / "build").mkdir(exist_ok=True)
    (folder / "build").symlink_to(ROOT / "build")
    return build(Order(DEFAULT_MAPPING, "prod", ARCHITECTURE, folder))


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    with running_aws(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture
def deployer(aws: LocalAws, request: pytest.FixtureRequest) -> Iterator[Deployer]:
    name = request.node.name.partition("[")[0].replace("_", "-")[-40:].strip("-")
    one = Deployer(aws.client, name, "packages", 0.05)
    yield one
    one.destroy()

"""The package of this very project, for a mapping of one service."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from routed import routed as with_routes
from slipway.local.stack.local_aws import ARCHITECTURE
from slipway.packaging.build import build
from slipway.packaging.order import ROOT, Order

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.packaging.order import Package

MAPPING = """\
version: 1
services:
  shop-api-production:
    image: {repository: shop/api, tags: "*"}
    ecs: {cluster: production, service: shop-api, container: api}
    bitbucket: {repository: acme/shop-api}
"""


@pytest.fixture(scope="session")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mapping") / "services.yaml"
    path.write_text(MAPPING)
    return path


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of this checkout: it may be worked on while the tests run."""
    folder = tmp_path_factory.mktemp("project") / "slipway"
    for name in ("chalicelib", ".chalice", "infra"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "requirements.txt", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    (ROOT / "build").mkdir(exist_ok=True)
    (folder / "build").symlink_to(ROOT / "build")  # the dependencies are the same
    return folder


@pytest.fixture(scope="session")
def package(mapping: Path, project: Path) -> Package:
    return build(Order(mapping, stage="prod", root=project))


@pytest.fixture(scope="session")
def routed(project: Path, mapping: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package of an app with routes, for this machine."""
    folder = tmp_path_factory.mktemp("routed") / "slipway"
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("build"))
    (folder / "build").symlink_to(ROOT / "build")
    (folder / "app.py").write_text(with_routes((folder / "app.py").read_text()))
    return build(Order(mapping, "prod", ARCHITECTURE, folder))


@pytest.fixture(scope="session")
def api_template(routed: Package) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(routed.template.read_text())
    return content


@pytest.fixture(scope="session")
def template(package: Package) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(package.template.read_text())
    return content


@pytest.fixture(scope="session")
def unpacked(routed: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda would have on this machine: compiled parts run on no other."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(routed.archive) as zipped:
        zipped.extractall(folder)
    return folder


@pytest.fixture
def checkout(tmp_path: Path, project: Path) -> Path:
    """A copy of the snapshot, to change at will; its builds start from nothing."""
    return shutil.copytree(project, tmp_path / "checkout", ignore=shutil.ignore_patterns("build"))

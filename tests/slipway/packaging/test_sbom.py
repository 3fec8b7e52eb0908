"""The bill of materials beside the zip."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from slipway.packaging.lock import pins
from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from slipway.packaging.order import Package


@pytest.fixture(scope="module")
def bill(package: Package) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(package.sbom.read_text())
    return content


def test_it_is_valid_cyclonedx_1_6(package: Package) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(package.sbom.read_text()) is None


def test_it_belongs_to_this_very_zip(package: Package, bill: dict[str, Any]) -> None:
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": package.sha256}]


def test_it_names_every_distribution_in_the_zip_with_its_licence(
    package: Package, bill: dict[str, Any]
) -> None:
    with zipfile.ZipFile(package.archive) as zipped:
        folders = {name.partition("/")[0] for name in zipped.namelist() if ".dist-info/" in name}
    shipped = {folder.removesuffix(".dist-info").lower().replace("_", "-") for folder in folders}
    named = {f"{one['name']}-{one['version']}" for one in bill["components"]}
    assert named - {f"chalice-{pins((ROOT / 'requirements-dev.lock').read_text())['chalice']}"} == shipped
    assert [one["name"] for one in bill["components"] if not one["licenses"]] == []


def test_each_wheel_is_the_one_that_the_lock_allows(bill: dict[str, Any]) -> None:
    lock = (ROOT / "requirements.lock").read_text()
    wheels = [one["hashes"][0]["content"] for one in bill["components"] if one["name"] != "chalice"]
    assert [one for one in wheels if f"sha256:{one}" not in lock] == []


def test_it_tells_what_came_because_of_what(bill: dict[str, Any]) -> None:
    needs = {
        one["ref"].partition("@")[0]: {each.partition("@")[0] for each in one.get("dependsOn", [])}
        for one in bill["dependencies"]
    }
    assert "pkg:pypi/boto3" in needs["slipway"]
    assert "pkg:pypi/botocore" not in needs["slipway"]
    assert "pkg:pypi/botocore" in needs["pkg:pypi/boto3"]

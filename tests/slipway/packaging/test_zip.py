"""What Lambda is given."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from slipway.packaging.lean import SERVICES, ships
from slipway.packaging.order import MEBIBYTE

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.packaging.order import Package

HASH_BASED_AND_UNCHECKED = 0b01  # https://peps.python.org/pep-0552/


def test_it_has_at_most_12_megabytes(package: Package) -> None:
    assert package.archive.stat().st_size == package.zipped <= 12 * MEBIBYTE


def test_the_only_service_models_are_those_in_use(unpacked: Path) -> None:
    data = unpacked / "botocore" / "data"
    assert {path.name for path in data.iterdir() if path.is_dir()} == SERVICES


def test_every_module_has_bytecode_that_python_loads_without_a_look_at_the_source(unpacked: Path) -> None:
    modules = list(unpacked.rglob("*.py"))
    assert modules
    for module in modules:
        compiled = module.parent / "__pycache__" / f"{module.stem}.{sys.implementation.cache_tag}.pyc"
        assert int.from_bytes(compiled.read_bytes()[4:8], "little") == HASH_BASED_AND_UNCHECKED, module


def test_bytecode_names_its_source_where_lambda_has_it(unpacked: Path) -> None:
    compiled = unpacked / "__pycache__" / f"app.{sys.implementation.cache_tag}.pyc"
    assert b"/var/task/app.py" in compiled.read_bytes()


def test_every_handler_is_importable_from_the_zip_alone(unpacked: Path, template: dict[str, Any]) -> None:
    handlers = [
        one["Properties"]["Handler"].split(".")
        for one in template["Resources"].values()
        if one["Type"] == "AWS::Serverless::Function"
    ]
    _run(unpacked, *(f"import {module}; {module}.{name}" for module, name in handlers))


def test_it_has_all_that_clients_of_the_services_in_use_need(unpacked: Path) -> None:
    _run(unpacked, "import boto3", *(f"boto3.client('{service}', 'eu-west-1')" for service in SERVICES))


def test_it_has_all_that_powertools_needs(unpacked: Path) -> None:
    _run(unpacked, "from aws_lambda_powertools import Logger, Metrics; Logger(service='slipway').info('x')")


def test_the_mapping_ships_as_compact_json_that_says_the_same(unpacked: Path, mapping: Path) -> None:
    shipped = (unpacked / "chalicelib" / "services.yaml").read_text()
    assert json.loads(shipped) == yaml.safe_load(shipped) == yaml.safe_load(mapping.read_text())
    assert ": " not in shipped


def test_its_entries_are_sorted_without_times_and_readable_by_lambda(package: Package) -> None:
    with zipfile.ZipFile(package.archive) as zipped:
        entries = zipped.infolist()
    assert [one.filename for one in entries] == sorted(one.filename for one in entries)
    assert {one.date_time for one in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {oct(one.external_attr >> 16) for one in entries} == {"0o100644"}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("botocore/client.py", True),
        ("botocore/cacert.pem", True),
        ("botocore/data/endpoints.json", True),
        ("botocore/data/ecs/2014-11-13/service-2.json.gz", True),
        ("botocore/data/ecs/2014-11-13/examples-1.json", False),
        ("botocore/data/ec2/2016-11-15/service-2.json.gz", False),
        ("boto3/data/ec2/2016-11-15/resources-1.json", False),
        ("boto3-1.0.dist-info/METADATA", True),
        ("boto3-1.0.dist-info/licenses/LICENSE", True),
        ("boto3-1.0.dist-info/RECORD", False),
        ("bin/jp.py", False),
        ("thing/tests/test_thing.py", False),
        ("thing/__pycache__/thing.cpython-313.pyc", False),
    ],
)
def test_what_ships_of_the_dependencies(path: str, *, kept: bool) -> None:
    assert ships(PurePosixPath(path)) is kept


def _run(folder: Path, *lines: str) -> None:
    """Run Python as Lambda does: the code's folder and the standard library, and nothing else."""
    code = "\n".join((f"import sys; sys.path.insert(0, {str(folder)!r})", *lines))
    environment = {
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "LAMBDA_TASK_ROOT": str(folder),
        "SLIPWAY_TABLE": "slipway",
        "SLIPWAY_BITBUCKET_SECRET": "slipway/bitbucket",
        "SLIPWAY_OPERATORS_SECRET": "slipway/operators",
    }
    command = [sys.executable, "-S", "-W", "error", "-c", code]
    done = subprocess.run(  # noqa: S603 - a fixed command
        command, capture_output=True, text=True, check=False, env=environment, cwd=folder
    )
    assert done.returncode == 0, done.stderr

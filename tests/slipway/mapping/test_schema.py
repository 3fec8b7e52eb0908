"""The JSON Schema says what the model says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from slipway.mapping.schema import schema, schema_text

ROOT = Path(__file__).parents[3]


def valid(document: object) -> bool:
    return Draft202012Validator(schema()).is_valid(document)


def example() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "examples/services.yaml").read_text(encoding="utf-8"))
    return loaded


def test_the_committed_schema_is_current() -> None:
    committed = (ROOT / "docs/services.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "run: .venv/bin/slipway schema > docs/services.schema.json"


def test_it_is_a_schema_of_draft_2020_12() -> None:
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("file", ["examples/services.yaml", "chalicelib/services.yaml"])
def test_what_the_project_shows_is_valid(file: str) -> None:
    assert valid(yaml.safe_load((ROOT / file).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("block", "key", "value"),
    [
        ("", "extra", 1),
        ("", "trigger", "cron"),
        ("", "deadline_minutes", 1441),
        ("", "deadline_minutes", "30"),
        ("", "badge", None),
        ("", "bitbucket", None),
        ("image", "repository", "Shop"),
        ("image", "repository", "shop/api:latest"),
        ("image", "registry", "docker.io"),
        ("image", "tags", 1.0),
        ("image", "tags", {}),
        ("image", "tags", {"regex": "a", "semver": "1"}),
        ("image", "tags", {"glob": "a"}),
        ("ecs", "cluster", "a/b"),
        ("ecs", "container", []),
        ("ecs", "container", ["a", "a"]),
        ("ecs", "container", [1]),
        ("ecs", "region", "Ireland"),
        ("ecs", "role_arn", "slipway"),
        ("ecs", "family", "shop-api:7"),
        ("ecs", "roles", "shop-api-task"),
        ("ecs", "roles", ["a", "a"]),
        ("ecs", "roles", ["arn:aws:iam::210987654321:user/x"]),
        ("bitbucket", "repository", "shop-api"),
        ("bitbucket", "uuid", "4a5b"),
        ("bitbucket", "environments", []),
        ("bitbucket", "branches", []),
        ("bitbucket", "branches", "main"),
        ("bitbucket", "branches", ["release/*"]),
    ],
)
def test_an_editor_underlines_the_mistake(block: str, key: str, value: object) -> None:
    document = example()
    service = document["services"]["shop-api-production"]
    (service[block] if block else service)[key] = value
    assert not valid(document)


@pytest.mark.parametrize("name", ["Shop", "-a", "a_b", "x" * 64, ""])
def test_an_editor_underlines_a_name_that_is_none(name: str) -> None:
    document = example()
    document["services"][name] = document["services"]["shop-api-staging"]
    assert not valid(document)


def test_every_key_is_described() -> None:
    blocks = [schema(), *schema()["$defs"].values()]
    fields = [field for block in blocks for field in block["properties"].values() if "$ref" not in field]
    assert fields
    assert all(field.get("description") for field in fields)


def test_the_text_is_the_schema() -> None:
    assert json.loads(schema_text()) == schema()

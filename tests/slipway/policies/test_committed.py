"""Committed policies may know what the mapping leaves open, as long as they are this very mapping's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from slipway.policies.committed import FILE, narrowed
from slipway.policies.files import rendered, write
from slipway.policies.tasks import Running, Tasks

if TYPE_CHECKING:
    from pathlib import Path

SEEN = {
    "shop-api-production": Running("shop-api", ("arn:aws:iam::123456789012:role/task", "pull")),
    "shop-web-production": Running("shop-web", ()),
}


@pytest.fixture
def folder(tmp_path: Path, mapping: dict[str, Any]) -> Path:
    """The policies as `slipway policies --live` writes them."""
    write(tmp_path, rendered(mapping, Tasks.of(mapping, SEEN)))
    return tmp_path


def test_they_close_what_is_open(folder: Path, mapping: dict[str, Any]) -> None:
    closed = narrowed(mapping, Tasks.of(mapping), folder)

    assert closed.open_to == ()
    assert rendered(mapping, closed) == rendered(mapping, Tasks.of(mapping, SEEN))


def test_of_a_mapping_that_was_changed_they_know_nothing(folder: Path, mapping: dict[str, Any]) -> None:
    more = mapping["services"]["shop-api-production"]
    moved = {**more, "ecs": {**more["ecs"], "service": "shop-api-2"}}
    changed = {**mapping, "services": {**mapping["services"], "another": moved}}

    assert narrowed(changed, Tasks.of(changed), folder) == Tasks.of(changed)


def test_what_the_mapping_names_they_have_to_hold(folder: Path, mapping: dict[str, Any]) -> None:
    api = mapping["services"]["shop-api-production"]
    named = {**api, "ecs": {**api["ecs"], "roles": ["new"]}}
    changed = {**mapping, "services": {**mapping["services"], "shop-api-production": named}}

    assert narrowed(changed, Tasks.of(changed), folder) == Tasks.of(changed)


def test_policies_that_allow_any_themselves_know_nothing(tmp_path: Path, mapping: dict[str, Any]) -> None:
    write(tmp_path, rendered(mapping))
    assert narrowed(mapping, Tasks.of(mapping), tmp_path) == Tasks.of(mapping)


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", '{"Statement": [1]}', '{"Statement": []}', '{"Statement": [{"Sid": 1}]}']
)
def test_a_file_that_is_no_policy_knows_nothing(folder: Path, mapping: dict[str, Any], text: str) -> None:
    (folder / FILE).write_text(text)
    assert narrowed(mapping, Tasks.of(mapping), folder) == Tasks.of(mapping)


def test_one_that_was_widened_by_hand_knows_nothing(folder: Path, mapping: dict[str, Any]) -> None:
    document = json.loads((folder / FILE).read_text())
    document["Statement"][0]["Resource"] = ["*"]
    (folder / FILE).write_text(json.dumps(document, indent=2) + "\n")

    assert narrowed(mapping, Tasks.of(mapping), folder) == Tasks.of(mapping)


def test_without_a_folder_nothing_is_known(tmp_path: Path, mapping: dict[str, Any]) -> None:
    assert narrowed(mapping, Tasks.of(mapping), tmp_path / "none") == Tasks.of(mapping)

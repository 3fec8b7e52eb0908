"""Policy files, and whether they are still what the mapping asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from slipway.commands.policies import command
from slipway.policies.files import rendered, stale, write
from slipway.policies.tasks import Running, Tasks

if TYPE_CHECKING:
    from pathlib import Path


def test_there_is_one_file_for_each_function_that_app_py_names(mapping: dict[str, Any]) -> None:
    assert sorted(rendered(mapping)) == [
        "policy-app.json",
        "policy-authorize.json",
        "policy-deployment_changed.json",
        "policy-image_pushed.json",
        "policy-sweep.json",
    ]


def test_writing_twice_changes_nothing_the_second_time(tmp_path: Path, mapping: dict[str, Any]) -> None:
    files = rendered(mapping)
    assert len(write(tmp_path, files)) == len(files)
    assert write(tmp_path, files) == []


@pytest.mark.parametrize("harm", ["edited", "missing"])
def test_a_file_that_is_edited_or_missing_is_stale(
    tmp_path: Path, mapping: dict[str, Any], harm: str
) -> None:
    files = rendered(mapping)
    write(tmp_path, files)
    path = tmp_path / "policy-sweep.json"
    if harm == "edited":
        path.write_text("{}")
    else:
        path.unlink()
    assert stale(tmp_path, files) == [path]


def test_the_command_checks_what_it_wrote_and_names_what_became_stale(
    tmp_path: Path, mapping: dict[str, Any]
) -> None:
    given = tmp_path / "services.yaml"
    given.write_text(json.dumps(mapping))
    arguments = ["--mapping", str(given), "--out", str(tmp_path / "policies")]
    run = CliRunner().invoke

    assert run(command, arguments).exit_code == 0
    assert run(command, [*arguments, "--check"]).exit_code == 0

    given.write_text(json.dumps(mapping).replace("shop-api", "shop-api-2"))
    checked = run(command, [*arguments, "--check"])
    assert checked.exit_code == 1
    assert "policy-sweep.json" in checked.output
    assert "slipway policies" in checked.output


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["--mapping", str(tmp_path / "none.yaml")])
    assert result.exit_code == 1
    assert "none.yaml" in result.output


def test_the_policies_of_this_checkout_are_what_its_mapping_asks_for() -> None:
    checked = CliRunner().invoke(command, ["--check"])
    assert checked.exit_code == 0, checked.output


def test_each_service_of_which_nobody_knows_what_it_runs_is_warned_of(
    tmp_path: Path, mapping: dict[str, Any]
) -> None:
    given = tmp_path / "services.yaml"
    given.write_text(json.dumps(mapping))

    told = CliRunner().invoke(command, ["--mapping", str(given), "--out", str(tmp_path / "policies")])

    warned = [line.split(": ")[0] for line in told.stderr.splitlines()]
    assert warned == ["! shop-api-production", "! shop-web-production"]
    assert "ecs.roles" in told.stderr


def test_policies_that_name_more_than_the_mapping_are_current_and_are_kept(
    tmp_path: Path, mapping: dict[str, Any]
) -> None:
    given, out = tmp_path / "services.yaml", tmp_path / "policies"
    given.write_text(json.dumps(mapping))
    seen = {name: Running(name, ("task",)) for name in mapping["services"]}
    files = rendered(mapping, Tasks.of(mapping, seen))
    write(out, files)

    checked = CliRunner().invoke(command, ["--mapping", str(given), "--out", str(out), "--check"])
    written = CliRunner().invoke(command, ["--mapping", str(given), "--out", str(out)])

    assert (checked.exit_code, checked.output) == (0, "")
    assert written.output.startswith("0 of 5 policies written")
    assert stale(out, files) == []
    assert "role/*" not in (out / "policy-sweep.json").read_text()

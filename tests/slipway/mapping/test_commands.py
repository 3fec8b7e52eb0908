"""`slipway check` and `slipway schema` as people and pipelines run them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from slipway.cli import main
from slipway.mapping.schema import schema_text

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples/services.yaml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def broken(tmp_path: Path) -> str:
    path = tmp_path / "services.yaml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("cluster: staging", 'cluster: "[red]a/b[/]"')
    path.write_text(text.replace("deadline_minutes: 45", "dedline_minutes: 45"), encoding="utf-8")
    return str(path)


def on_a_terminal(*arguments: str) -> tuple[int, str]:
    """Run `slipway` with a pseudo-terminal for its standard output."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "200", "NO_COLOR": "1"}
    with subprocess.Popen(  # noqa: S603  this interpreter, on the project's own command
        [sys.executable, "-c", "from slipway.cli import main; main()", *arguments],
        stdout=theirs,
        cwd=ROOT,
        env=environment,
    ) as process:
        os.close(theirs)
        shown = bytearray()
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # Linux: the other end was closed
            pass
        os.close(ours)
    return process.returncode, shown.decode()


def test_a_valid_mapping_exits_0() -> None:
    result = run("check", "--mapping", str(EXAMPLE))
    assert (result.exit_code, result.output) == (0, f"✓ {EXAMPLE}: 4 services, no mistakes\n")


def test_an_invalid_mapping_exits_1_and_names_service_and_member(broken: str) -> None:
    result = run("check", "--mapping", broken)
    assert result.exit_code == 1
    first, second, verdict = result.output.splitlines()
    assert first.startswith(f"✗ {broken}:13: services.shop-api-staging.ecs.cluster: ")
    assert "services.shop-api-production.dedline_minutes: " in second
    assert second.endswith("did you mean deadline_minutes?")
    assert verdict == f"✗ {broken}: 2 mistakes; nothing of it will be used"


def test_a_file_that_is_not_there_exits_1() -> None:
    result = run("check", "--mapping", "nowhere.yaml")
    assert result.exit_code == 1
    assert "cannot be read" in result.output


def test_the_answer_as_json(broken: str) -> None:
    result = run("check", "--mapping", broken, "--json")
    answer = json.loads(result.output)
    assert result.exit_code == 1
    assert (answer["mapping"], answer["valid"], len(answer["services"])) == (broken, False, 4)
    assert answer["problems"][1] == {
        "path": "services.shop-api-production.dedline_minutes",
        "line": 38,
        "service": "shop-api-production",
        "member": "dedline_minutes",
        "message": "'dedline_minutes' is not a key that is known here",
        "hint": "did you mean deadline_minutes?",
    }


def test_a_valid_answer_as_json() -> None:
    result = run("check", "--mapping", str(EXAMPLE), "--json")
    answer = json.loads(result.output)
    assert (result.exit_code, answer["valid"], answer["problems"]) == (0, True, [])


def test_a_terminal_gets_a_table_of_services(broken: str) -> None:
    code, shown = on_a_terminal("check", "--mapping", broken)
    assert code == 1
    assert [line.split()[:2] for line in shown.splitlines() if line.strip()[:1] in ("✓", "✗")][:4] == [
        ["✗", "shop-api-staging"],
        ["✗", "shop-api-production"],
        ["✓", "shop-worker"],
        ["✓", "shop-search"],
    ]


def test_a_terminal_shows_what_is_fine() -> None:
    code, shown = on_a_terminal("check", "--mapping", str(EXAMPLE))
    assert code == 0
    assert "4 services, no mistakes" in shown


def test_the_schema_is_printed() -> None:
    result = run("schema")
    assert (result.exit_code, result.output) == (0, schema_text())

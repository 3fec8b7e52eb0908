"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
LONGEST = 250
FORBIDDEN_IN_TESTS = {"mock.patch", "monkeypatch.setattr", "time.sleep"}


def files(*folders: str) -> list[str]:
    return sorted(str(one.relative_to(ROOT)) for folder in folders for one in (ROOT / folder).rglob("*.py"))


def tree(source: str) -> ast.Module:
    return ast.parse((ROOT / source).read_text(encoding="utf-8"))


def imports(module: ast.Module) -> Iterator[str]:
    """Every module that is imported anywhere, relative imports as `.`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else str(node.module)


def names(module: ast.Module) -> Iterator[str]:
    """Every dotted name that is used or imported, by its last two parts."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            owner = node.value
            last = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            yield f"{last}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{str(node.module).rpartition('.')[2]}.{alias.name}" for alias in node.names)


def test_no_file_is_too_long_to_be_read_at_a_sitting() -> None:
    lengths = {
        one: len((ROOT / one).read_text(encoding="utf-8").splitlines())
        for one in ["app.py", *files("chalicelib", "slipway", "tests")]
    }

    assert {one: length for one, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("source", files("chalicelib/domain"))
def test_the_domain_imports_the_standard_library_and_itself(source: str) -> None:
    foreign = {
        one
        for one in imports(tree(source))
        if one.split(".")[0] not in sys.stdlib_module_names and not f"{one}.".startswith("chalicelib.domain.")
    }

    assert foreign == set()


@pytest.mark.parametrize("source", ["app.py", *files("chalicelib")])
def test_what_runs_in_lambda_imports_no_tools(source: str) -> None:
    assert not [one for one in imports(tree(source)) if one.split(".")[0] == "slipway"]


def test_tests_patch_nothing_and_never_sleep() -> None:
    found = {one: FORBIDDEN_IN_TESTS & set(names(tree(one))) for one in files("tests")}

    assert {one: uses for one, uses in found.items() if uses} == {}


@pytest.mark.parametrize(
    "code",
    [
        "from unittest.mock import patch",
        "unittest.mock.patch('a')",
        "mock.patch.object(a, 'b')",
        "monkeypatch.setattr(a, 'b', 1)",
        "import time\ntime.sleep(1)",
        "from time import sleep",
    ],
)
def test_these_rules_notice(code: str) -> None:
    assert FORBIDDEN_IN_TESTS & set(names(ast.parse(code)))


@pytest.mark.xdist_group("house")
def test_tests_of_one_group_share_a_worker(request: pytest.FixtureRequest) -> None:
    """pytest-xdist 3.8 reads a test's group from its id, where pytest 9.2 no longer lets it be written (#1386)."""
    by_group = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@house") or not by_group

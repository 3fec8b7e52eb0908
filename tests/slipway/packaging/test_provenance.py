"""Every file of the zip comes from a locked distribution, or from the project."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import zipfile
from typing import TYPE_CHECKING

import pytest

from slipway.packaging import chalice_runtime, platforms, provenance
from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = b"answer = 42\n"
COMPILED = b"\xcb\r\r\n\x01\x00\x00\x00" + importlib.util.source_hash(SOURCE) + b"code"
KNOWN = {"module.py": hashlib.sha256(SOURCE).hexdigest()}
PYC = "__pycache__/module.cpython-313.pyc"


def _zip(folder: Path, **more: bytes) -> Path:
    archive = folder / "deployment.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, content in ({"module.py": SOURCE, PYC: COMPILED} | more).items():
            zipped.writestr(name, content)
    return archive


def test_known_files_and_their_bytecode_are_genuine(tmp_path: Path) -> None:
    provenance.check(_zip(tmp_path), KNOWN)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("added.py", b"", id="a file that nobody has"),
        pytest.param("module.py", b"answer = 41\n", id="a file that was changed"),
        pytest.param(PYC, COMPILED.replace(COMPILED[8:16], b"01234567"), id="bytecode of another source"),
        pytest.param("__pycache__/gone.cpython-313.pyc", COMPILED, id="bytecode without a source"),
    ],
)
def test_anything_else_is_named_and_the_package_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(PackagingError, match=name):
        provenance.check(_zip(tmp_path, **{name: content}), KNOWN)


def _installed(folder: Path) -> Path:
    information = folder / "thing-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.4\nName: Thing\nVersion: 1.0\n")
    told = base64.urlsafe_b64encode(hashlib.sha256(SOURCE).digest()).decode().rstrip("=")
    (information / "RECORD").write_text(f"module.py,sha256={told},12\nthing-1.0.dist-info/RECORD,,\n")
    return folder


def test_a_distribution_s_own_record_says_which_files_it_brings(tmp_path: Path) -> None:
    assert provenance.recorded(_installed(tmp_path), {"thing": "1.0"}) == KNOWN


@pytest.mark.parametrize("locked", [{}, {"thing": "1.1"}], ids=["not locked", "another version"])
def test_a_distribution_that_is_not_the_locked_one_is_refused(tmp_path: Path, locked: dict[str, str]) -> None:
    with pytest.raises(PackagingError, match=r"Thing 1\.0"):
        provenance.recorded(_installed(tmp_path), locked)


def test_another_chalice_than_the_locked_one_is_refused() -> None:
    with pytest.raises(PackagingError, match="make install"):
        chalice_runtime.of(b"chalice==1.33.0")


@pytest.mark.parametrize(
    ("architecture", "python", "first"),
    [
        ("arm64", "3.13", "manylinux_2_34_aarch64"),
        ("x86_64", "3.12", "manylinux_2_34_x86_64"),
        ("x86_64", "3.11", "manylinux_2_17_x86_64"),
    ],
)
def test_wheels_are_made_for_the_system_that_lambda_runs_that_python_on(
    architecture: str, python: str, first: str
) -> None:
    assert platforms.platforms(architecture, python)[0] == first


@pytest.mark.parametrize("content", [b"\x7fELF" + 14 * b"\0" + b"\x3e\0", b"no machine code"])
def test_a_compiled_file_of_another_processor_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "_thing.abi3.so").write_bytes(content)
    with pytest.raises(PackagingError, match="_thing"):
        platforms.check(tmp_path, "arm64")

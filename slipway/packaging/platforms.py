"""What AWS Lambda's runtimes load, and whether compiled files are of that kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from pathlib import Path

MACHINES: Final = {"arm64": "aarch64", "x86_64": "x86_64"}

# https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html: e_machine
ELF_MACHINES: Final = {"arm64": 0xB7, "x86_64": 0x3E}
ELF_MACHINE: Final = slice(18, 20)
ELF_MAGIC: Final = b"\x7fELF"

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html: python3.11 runs on Amazon Linux 2, whose glibc
# is 2.26; the later ones on Amazon Linux 2023 with 2.34. pip takes the first of these that a project has wheels for.
GLIBC_26: Final = ("manylinux_2_17", "manylinux2014")
GLIBC_34: Final = ("manylinux_2_34", "manylinux_2_28", *GLIBC_26)
OLDER_RUNTIMES: Final = frozenset({"3.11"})


def platforms(architecture: str, python: str) -> list[str]:
    """Return the platform tags (PEP 600) that Lambda's runtime for a Python ("3.13") loads.

    Raises:
        PackagingError: Lambda has no processor that is called so.

    """
    if architecture not in MACHINES:
        raise PackagingError(
            f"Lambda has no processors of the kind {architecture!r}; use one of {', '.join(MACHINES)}."
        )
    systems = GLIBC_26 if python in OLDER_RUNTIMES else GLIBC_34
    return [f"{system}_{MACHINES[architecture]}" for system in systems]


def check(folder: Path, architecture: str) -> None:
    """Look into each compiled file below a folder: Lambda would fail to import what is of another processor.

    Raises:
        PackagingError: names those files.

    """
    strange = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*.so*"))
        if not _runs_on(path.read_bytes(), ELF_MACHINES[architecture])
    ]
    if strange:
        raise PackagingError(
            f"Not compiled for {architecture}: {', '.join(strange)}. Delete build/ and build again."
        )


def _runs_on(content: bytes, machine: int) -> bool:
    return content.startswith(ELF_MAGIC) and int.from_bytes(content[ELF_MACHINE], "little") == machine

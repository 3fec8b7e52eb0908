"""Builds and pushes the sample app as a pipeline would: buildah, without a daemon, and the registry's password."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

APP = ROOT / "examples" / "app"
BUSYBOX = (Path("/bin/busybox"), Path("/usr/bin/busybox"))
SECONDS = 120


class BuildError(Exception):
    """A tool is missing or failed; the message names it and what it said."""


@dataclass(frozen=True, slots=True)
class Version:
    """One build of the sample app; `health` is "ok", or "broken" for one that fails its health check."""

    label: str
    health: str = "ok"

    @property
    def commit(self) -> str:
        return sha256(f"shop web {self.label}".encode()).hexdigest()[:40]

    @property
    def tag(self) -> str:
        return f"main-{self.commit}"


@dataclass(frozen=True, slots=True)
class Builder:
    """Keeps its files below `folder`."""

    folder: Path

    def build(self, version: Version) -> str:
        """Return the name of the image, for `push`.

        Raises:
            BuildError: buildah or a static busybox is missing, or the build failed.

        """
        context = self._context()
        arguments = {"VERSION": version.label, "HEALTH": version.health, "REVISION": version.commit}
        name = f"localhost/shop:{version.label}"
        self.buildah(
            *("bud", "--isolation", "chroot", "--format", "oci", "--file", str(context / "Containerfile")),
            *(word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")),
            *("--tag", name, str(context)),
        )
        return name

    def push(self, name: str, destination: str, credentials: tuple[str, str] | None = None) -> None:
        """Push to `destination`, such as docker://HOST/NAME:TAG or oci:FOLDER:TAG."""
        login = ("--creds", ":".join(credentials)) if credentials else ()
        self.buildah("push", "--tls-verify=false", *login, name, destination)

    def buildah(self, *words: str) -> None:
        storage = ("--root", f"{self.folder}/storage", "--runroot", f"{self.folder}/run")
        run([tool("buildah"), *storage, "--storage-driver", "vfs", *words])

    def _context(self) -> Path:
        """The sample app, with the busybox that it is built from."""
        context = self.folder / "context"
        if not context.exists():
            binary = _busybox()
            shutil.copytree(APP, context)
            (context / "rootfs/bin").mkdir()
            shutil.copy(binary, context / "rootfs/bin/busybox")
        return context


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BuildError(f"{name} is not installed. On Debian: apt-get install buildah busybox-static.")
    return found


def run(command: Sequence[str]) -> None:
    """Raise BuildError with what was said if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603 - ours
    if done.returncode:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise BuildError(f"{' '.join(command[:1])} failed with exit status {done.returncode}:\n{said}")


def _busybox() -> Path:
    for path in BUSYBOX:
        if path.exists():
            return path
    raise BuildError(
        f"There is no busybox at {' or '.join(map(str, BUSYBOX))}. On Debian: apt-get install busybox-static."
    )

"""What of the dependencies ships: all but the parts that no line of Slipway can reach."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# botocore carries models of some 400 services. A client of any other one fails at once: UnknownServiceError.
SERVICES = frozenset({"dynamodb", "ecr", "ecs", "secretsmanager", "sts"})

# Read by botocore itself for whatever service: endpoints, regions, retries, timeouts.
SHARED_MODELS = frozenset(
    {"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"}
)

DROPPED_FOLDERS = (
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",  # a web page for APIs that are made with Powertools
    "bin",
    "boto3/data",  # models of the resource API, none of which is used
    "boto3/examples",
    "urllib3/contrib/emscripten",  # urllib3 in a browser
)
DROPPED_NAMES = ("examples-1.json", "py.typed")
DROPPED_SUFFIXES = (".pyi", ".pyx", ".pxd", ".c", ".h", ".rst")

# Versions are looked up at run time, and licences travel with the code they cover; the rest serves only pip.
KEPT_METADATA = ("METADATA", "LICENSE", "LICENCE", "NOTICE", "COPYING")


def kept(folder: Path) -> Iterator[Path]:
    """Find the files that ship, below a `folder` that pip installed into."""
    for path in folder.rglob("*"):
        if path.is_file() and ships(PurePosixPath(path.relative_to(folder))):
            yield path


def ships(path: PurePosixPath) -> bool:
    """Whether a file, by its path below site-packages, is needed at run time."""
    text = path.as_posix()
    if text.startswith(tuple(f"{folder}/" for folder in DROPPED_FOLDERS)) or "/tests/" in text:
        return False
    if path.name in DROPPED_NAMES or path.suffix in DROPPED_SUFFIXES or "__pycache__" in path.parts:
        return False
    if path.parts[0].endswith(".dist-info"):
        return path.name.upper().startswith(KEPT_METADATA)
    if path.parts[:2] == ("botocore", "data"):
        return path.parts[2] in SERVICES | SHARED_MODELS
    return True

"""Starts the local AWS as people do, as a process of its own, and talks to it as they do."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[3]
REGION, ACCOUNT, OUTSIDER = "us-east-1", "000000000000", "AKIAOUTSIDER"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class LocalAws:
    url: str
    process: subprocess.Popen[str]
    ready: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def start(cls, port: int, *options: str) -> LocalAws:
        command = [".local-aws/bin/python", "-m", "slipway.local.aws", "--port", str(port), *options]
        process = subprocess.Popen(  # noqa: S603 - the project's own command
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        return cls(ready["aws"], process, ready)

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def client(self, service: str) -> Any:
        return _client(self.url, service)

    def http(
        self, method: str, path: str, body: bytes = b"", content_type: str = "application/json"
    ) -> Reply:
        url = path if path.startswith("http") else self.url + path
        request = urllib.request.Request(url, method=method, data=body or None)  # noqa: S310 - 127.0.0.1 only
        request.add_header("Content-Type", content_type)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - 127.0.0.1 only
                return Reply(answer.status, answer.read(), lowered(answer.headers.items()))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.read(), lowered(error.headers.items()))

    def local(self, method: str, name: str, body: Any = None) -> Any:
        """A call of `/_local/name`, which must succeed."""
        reply = self.http(method, f"/_local/{name}", json.dumps(body).encode() if body is not None else b"")
        assert reply.status < 300, reply
        return reply.json

    def push(self, repository: str, tag: str, **labels: str) -> str:
        """Pushes an image as a registry client does; returns its digest. `exit_after` is the label local.exit-after."""
        names = {f"local.{name.replace('_', '-')}": value for name, value in labels.items()}
        config = json.dumps({"os": "linux", "config": {"Labels": names or None}, "tag": tag}).encode()
        digest = self.push_blob(repository, config)
        layer = {"mediaType": CONFIG, "digest": digest, "size": len(config)}
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": layer, "layers": []}
        return self.push_manifest(repository, tag, manifest)

    def push_blob(self, repository: str, blob: bytes) -> str:
        digest = digest_of(blob)
        reply = self.http(
            "POST", f"/v2/{repository}/blobs/uploads/?digest={digest}", blob, "application/octet-stream"
        )
        assert reply.status == 201, reply
        return digest

    def push_manifest(self, repository: str, reference: str, manifest: dict[str, Any]) -> str:
        body = json.dumps(manifest).encode()
        if reference == "":
            reference = digest_of(body)
        reply = self.http("PUT", f"/v2/{repository}/manifests/{reference}", body, manifest["mediaType"])
        assert reply.status == 201, reply
        return reply.headers["docker-content-digest"]


def lowered(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def digest_of(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def package(**files: str) -> bytes:
    """A Lambda zip of Python modules: `package(app="...")` holds app.py."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.py", text)
    return target.getvalue()


@cache
def _client(url: str, service: str) -> Any:
    make: Any = boto3.client  # its overloads want the service's name as a literal
    return make(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id=OUTSIDER,
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=20),
    )

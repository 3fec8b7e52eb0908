"""A client of one repository in a registry: blobs and manifests, and no more.

Source: OCI distribution specification 1.1 (push: POST an upload, PUT the blob, PUT the manifest).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urljoin

import urllib3

if TYPE_CHECKING:
    from slipway.local.images.model import Blob

TIMEOUT = urllib3.Timeout(connect=5, read=30)  # seconds
HINTS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: " Give the registry's user and password as `credentials`.",
    HTTPStatus.NOT_FOUND: " Create the repository first.",
}
LONGEST_BODY = 500  # characters of an answer worth quoting


class PushError(Exception):
    """The registry did not take something; the message names the request, the status and the answer."""


class Repository:
    """One repository, `name`, of the registry at `url`; `credentials` is (user, password)."""

    def __init__(self, url: str, name: str, credentials: tuple[str, str] | None = None) -> None:
        self._base = f"{url.rstrip('/')}/v2/{quote(name)}"
        headers = urllib3.make_headers(basic_auth=":".join(credentials)) if credentials else None
        self._http = urllib3.PoolManager(headers=headers, retries=False, timeout=TIMEOUT)

    def has(self, blob: Blob) -> bool:
        path = f"{self._base}/blobs/{blob.digest}"
        answer = self._ask("HEAD", path, {HTTPStatus.OK, HTTPStatus.NOT_FOUND})
        return answer.status == HTTPStatus.OK

    def upload(self, blob: Blob) -> None:
        """Upload a blob in one piece: POST for a place, PUT the bytes there."""
        start = f"{self._base}/blobs/uploads/"
        location = self._ask("POST", start, {HTTPStatus.ACCEPTED}).headers.get("Location")
        if not location:
            raise PushError(f"POST {start} was accepted without a Location to upload to.")
        place = urljoin(start, location)
        place += ("&" if "?" in place else "?") + urlencode({"digest": blob.digest})
        self._ask("PUT", place, {HTTPStatus.CREATED}, blob.data, "application/octet-stream")

    def put_manifest(self, reference: str, manifest: Blob) -> None:
        """Put a manifest under a tag or its digest, and see that the registry read the same bytes."""
        path = f"{self._base}/manifests/{quote(reference, safe=':')}"
        answer = self._ask("PUT", path, {HTTPStatus.CREATED}, manifest.data, manifest.media_type)
        stored = answer.headers.get("Docker-Content-Digest", manifest.digest)
        if stored != manifest.digest:
            raise PushError(f"PUT {path}: the registry stored {stored}, {manifest.digest} was sent.")

    def close(self) -> None:
        self._http.clear()

    def _ask(
        self, method: str, url: str, wanted: set[HTTPStatus], body: bytes = b"", media_type: str | None = None
    ) -> urllib3.BaseHTTPResponse:
        headers = {**self._http.headers, **({"Content-Type": media_type} if media_type else {})}
        try:
            answer = self._http.request(method, url, body=body or None, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise PushError(f"{method} {url} got no answer: {error}. Is the registry running?") from error
        if answer.status not in wanted:
            said = answer.data.decode(errors="replace")[:LONGEST_BODY] or "nothing"
            raise PushError(f"{method} {url} answered {answer.status}: {said}.{HINTS.get(answer.status, '')}")
        return answer

"""Pushing, against a small registry that checks what a real one checks."""

from __future__ import annotations

import json
from hashlib import sha256
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from slipway.local.images import PushError, build, index, push

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = build({"app": b"hello"}, {"org.opencontainers.image.revision": "a" * 40})
BOTH = index([IMAGE, build({"app": b"hello"}, {}, "linux/arm64")])
CREDENTIALS = ("AWS", "secret")


class Registry:
    """Takes pushes to `shop/api` from CREDENTIALS; a manifest must name only what is there."""

    def __init__(self) -> None:
        self.url = ""
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.location = "/v2/shop/api/blobs/uploads/1?state=x"
        self.lies = False

    def answer(self, path: str) -> Response:
        kind, _, reference = path.removeprefix("shop/api/").partition("/")
        self.asked.append(f"{request.method} {kind}")
        if request.authorization is None or request.authorization.password != CREDENTIALS[1]:
            return Response("no basic auth credentials", 401)
        if not path.startswith("shop/api/"):
            return Response("name unknown: repository", 404)
        return self.take_manifest(reference) if kind == "manifests" else self.take_blob(reference)

    def take_blob(self, reference: str) -> Response:
        if request.method == "HEAD":
            return Response(status=200 if reference in self.blobs else 404)
        if request.method == "POST":
            return Response(status=202, headers={"Location": self.location} if self.location else {})
        digest = request.args["digest"]
        if digest != f"sha256:{sha256(request.data).hexdigest()}" or request.args["state"] != "x":
            return Response("digest invalid", 400)
        self.blobs[digest] = request.data
        return Response(status=201)

    def take_manifest(self, reference: str) -> Response:
        content = json.loads(request.data)
        blobs = [one["digest"] for one in (*content.get("layers", ()), content.get("config")) if one]
        children = [one["digest"] for one in content.get("manifests", ())]
        if set(blobs) - set(self.blobs) or set(children) - set(self.manifests):
            return Response("manifest blob unknown", 400)
        if request.content_type != content["mediaType"]:
            return Response("manifest invalid", 400)
        digest = f"sha256:{sha256(request.data).hexdigest()}"
        self.manifests[digest] = self.manifests[reference] = request.data
        return Response(status=201, headers={"Docker-Content-Digest": "sha256:0" if self.lies else digest})


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry, app = Registry(), Flask(__name__)
    app.add_url_rule("/v2/<path:path>", view_func=registry.answer, methods=["HEAD", "POST", "PUT"])
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    registry.url = f"http://127.0.0.1:{server.port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield registry
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_image_is_there_under_its_tags_once_pushed(registry: Registry) -> None:
    digest = push(registry.url, "shop/api", IMAGE, ["1.2.3", "latest"], CREDENTIALS)
    assert digest == IMAGE.digest
    assert registry.manifests == dict.fromkeys(("1.2.3", "latest", digest), IMAGE.manifest.data)
    assert set(registry.blobs) == {IMAGE.config.digest, IMAGE.layers[0].digest}


def test_an_image_without_tags_is_put_by_its_digest(registry: Registry) -> None:
    push(registry.url, "shop/api", IMAGE, credentials=CREDENTIALS)
    assert set(registry.manifests) == {IMAGE.digest}


def test_an_index_is_put_after_each_of_its_children(registry: Registry) -> None:
    digest = push(registry.url, "shop/api", BOTH, ["1.2.3"], CREDENTIALS)
    assert digest == BOTH.digest
    assert list(registry.manifests) == [*(child.digest for child in BOTH.children), digest, "1.2.3"]


def test_blobs_that_are_there_are_skipped(registry: Registry) -> None:
    push(registry.url, "shop/api", IMAGE, ["1"], CREDENTIALS)
    registry.asked.clear()
    push(registry.url, "shop/api", IMAGE, ["2"], CREDENTIALS)
    assert registry.asked == ["HEAD blobs", "HEAD blobs", "PUT manifests"]


def test_an_upload_may_lie_at_an_absolute_address(registry: Registry) -> None:
    registry.location = f"{registry.url}{registry.location}"
    push(registry.url, "shop/api", IMAGE, ["1"], CREDENTIALS)
    assert "1" in registry.manifests


def test_a_slash_at_the_end_of_the_address_does_not_matter(registry: Registry) -> None:
    push(f"{registry.url}/", "shop/api", IMAGE, ["1"], CREDENTIALS)
    assert "1" in registry.manifests


def test_a_refusal_tells_status_answer_and_what_to_do(registry: Registry) -> None:
    with pytest.raises(PushError, match=r"HEAD .* answered 401: .*`credentials`"):
        push(registry.url, "shop/api", IMAGE, ["1"])
    with pytest.raises(
        PushError, match=r"POST .*/v2/other/.* answered 404: name unknown.* Create the repository"
    ):
        push(registry.url, "other", IMAGE, ["1"], CREDENTIALS)


def test_a_registry_that_is_not_there_is_told() -> None:
    with pytest.raises(PushError, match=r"http://127\.0\.0\.1:1/.* got no answer"):
        push("http://127.0.0.1:1", "shop/api", IMAGE, ["1"])


def test_an_upload_without_a_place_is_told(registry: Registry) -> None:
    registry.location = ""
    with pytest.raises(PushError, match="without a Location"):
        push(registry.url, "shop/api", IMAGE, ["1"], CREDENTIALS)


def test_a_registry_that_stored_something_else_is_told(registry: Registry) -> None:
    registry.lies = True
    with pytest.raises(PushError, match="stored sha256:0"):
        push(registry.url, "shop/api", IMAGE, ["1"], CREDENTIALS)

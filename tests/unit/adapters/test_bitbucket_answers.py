"""What Bitbucket says of a short hash is believed only when it is that commit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest

from builders import commit
from chalicelib.adapters.bitbucket import Bitbucket
from chalicelib.adapters.http import Http
from chalicelib.domain.errors import RefusedError
from fakes.web import answer, serving

if TYPE_CHECKING:
    from chalicelib.adapters.bitbucket_credentials import Credentials

V2 = commit("v2")


class Bearer:
    def authorization(self, *, fresh: bool = False) -> str:
        return f"Bearer {fresh}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"hash": null}',
        b'{"hash": "abcdef1"}',
        json.dumps({"hash": commit("v3")}).encode(),
    ],
)
def test_another_answer_is_refused(body: bytes) -> None:
    with serving(answer(200, body)) as web, pytest.raises(RefusedError, match=f"no single commit {V2[:7]}"):
        Bitbucket(web.url, Http(), cast("Credentials", Bearer())).full_commit("acme/shop", V2[:7])


def test_only_the_hash_is_asked_for_and_names_cannot_leave_their_place_in_the_path() -> None:
    with serving(answer(200, json.dumps({"hash": V2}).encode())) as web:
        found = Bitbucket(web.url, Http(), cast("Credentials", Bearer())).full_commit("a/../b?c", V2[:7])

    assert found == V2
    assert web.requests[0].startswith(f"GET /repositories/a/..%2Fb%3Fc/commit/{V2[:7]}?fields=hash ".encode())

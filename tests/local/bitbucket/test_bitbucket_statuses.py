"""Commit statuses on the stand-in, and what Bitbucket refuses about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from slipway.local.bitbucket.app import create_app
from slipway.local.bitbucket.keys import SigningKey

if TYPE_CHECKING:
    from flask.testing import FlaskClient

KEY = SigningKey.generate()
SHA = "0123456789abcdef0123456789abcdef01234567"
COMMIT = f"/2.0/repositories/acme/shop-api/commit/{SHA}"
BUILD = f"{COMMIT}/statuses/build"
STATUS = {"key": "deploy", "state": "INPROGRESS", "url": "https://example.com/1"}


class Ticking:
    """A clock that is one second later each time it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def bitbucket() -> FlaskClient:
    client = create_app("http://127.0.0.1:4567", Ticking(), KEY).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer token"
    return client


def message(bitbucket: FlaskClient, body: object, method: str = "POST", path: str = BUILD) -> tuple[int, str]:
    answer = bitbucket.open(path, method=method, json=body)
    return answer.status_code, answer.get_json()["error"]["message"]


def test_a_status_is_created_and_read_back(bitbucket: FlaskClient) -> None:
    created = bitbucket.post(BUILD, json=STATUS | {"name": "Deploy shop", "description": "on its way"})
    read = bitbucket.get(f"{BUILD}/deploy")
    assert (created.status_code, read.status_code) == (201, 200)
    assert read.get_json() == created.get_json()
    assert read.get_json()["name"] == "Deploy shop"


def test_a_slash_at_the_end_of_the_path_does_not_matter(bitbucket: FlaskClient) -> None:
    assert bitbucket.post(f"{BUILD}/", json=STATUS).status_code == 201


def test_the_same_key_overwrites_as_a_whole(bitbucket: FlaskClient) -> None:
    first = bitbucket.post(BUILD, json=STATUS | {"description": "on its way"}).get_json()
    second = bitbucket.post(BUILD, json=STATUS | {"state": "SUCCESSFUL"})
    assert second.status_code == 201
    assert second.get_json()["description"] == ""
    assert second.get_json()["created_on"] == first["created_on"] < second.get_json()["updated_on"]
    assert bitbucket.get(f"{COMMIT}/statuses").get_json()["size"] == 1


def test_the_same_key_with_another_refname_is_another_status(bitbucket: FlaskClient) -> None:
    for refname in ("main", "release"):
        bitbucket.post(BUILD, json=STATUS | {"refname": refname})
    assert bitbucket.get(f"{COMMIT}/statuses").get_json()["size"] == 2
    assert bitbucket.get(f"{COMMIT}/statuses?refname=main").get_json()["size"] == 1
    assert bitbucket.get(f"{BUILD}/deploy").get_json()["refname"] == "release"


def test_an_update_keeps_what_it_does_not_mention(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS | {"description": "on its way"})
    updated = bitbucket.put(f"{BUILD}/deploy", json={"state": "FAILED"})
    assert updated.status_code == 200
    assert (updated.get_json()["state"], updated.get_json()["description"]) == ("FAILED", "on its way")


def test_a_refname_cannot_be_reset(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS | {"refname": "main"})
    assert bitbucket.put(f"{BUILD}/deploy", json={"refname": None}).get_json()["refname"] == "main"


def test_an_update_may_name_the_key_but_not_change_it(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS)
    assert bitbucket.put(f"{BUILD}/deploy", json=STATUS).status_code == 200
    status, said = message(bitbucket, {"key": "other"}, "PUT", f"{BUILD}/deploy")
    assert (status, said[:4]) == (400, "key:")
    assert bitbucket.get(f"{BUILD}/other").status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_key_that_is_not_there_is_404(bitbucket: FlaskClient, method: str) -> None:
    assert bitbucket.open(f"{BUILD}/other", method=method, json={"state": "FAILED"}).status_code == 404


@pytest.mark.parametrize("field", ["key", "state", "url"])
def test_a_required_field_cannot_be_left_out(bitbucket: FlaskClient, field: str) -> None:
    body = {name: value for name, value in STATUS.items() if name != field}
    assert message(bitbucket, body) == (400, f"{field}: This field is required.")


URL_REFUSED = "url: Enter a valid URL."


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("key", "k" * 41, "key: Ensure this value has at most 40 characters"),
        ("name", "n" * 255, "name: Ensure this value has at most 254 characters"),
        ("url", "/relative", URL_REFUSED),
        ("url", "ftp://example.com", URL_REFUSED),
        ("url", "http://localhost/x", URL_REFUSED),
        ("url", "https://nodomain/x", URL_REFUSED),
        ("url", "https://example.com:port/", URL_REFUSED),
        ("url", "https://example.com/a b", URL_REFUSED),
        ("url", "https://example.com/".ljust(450, "x"), URL_REFUSED),
        ("url", "javascript:alert('example.com')", URL_REFUSED),
        ("description", 7, "description: Not a valid string."),
        (
            "state",
            "successful",
            "state: Select a valid choice. successful is not one of INPROGRESS, SUCCESSFUL, FAILED, STOPPED.",
        ),
    ],
)
def test_what_bitbucket_refuses_is_refused(
    bitbucket: FlaskClient, field: str, value: object, refusal: str
) -> None:
    assert message(bitbucket, STATUS | {field: value}) == (400, refusal)
    assert bitbucket.get("/_local/statuses").get_json() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "k" * 40),
        ("name", "n" * 254),
        ("url", "https://example.com/".ljust(449, "x")),
        ("url", "http://127.0.0.1:4566/x"),
        ("url", "https://example.com/{repository.full_name}"),
        ("description", None),
    ],
)
def test_what_lies_within_the_limits_is_taken(bitbucket: FlaskClient, field: str, value: object) -> None:
    assert bitbucket.post(BUILD, json=STATUS | {field: value}).status_code == 201


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_a_body_that_is_no_json_object_is_refused(bitbucket: FlaskClient, content_type: str) -> None:
    assert bitbucket.post(BUILD, data="[]", content_type=content_type).status_code == 400


@pytest.mark.parametrize("commit", ["main", SHA + "0", "g" * 40, "0123456"])
def test_a_commit_that_is_malformed_or_short_and_unknown_is_404(bitbucket: FlaskClient, commit: str) -> None:
    assert bitbucket.get(f"/2.0/repositories/acme/shop-api/commit/{commit}").status_code == 404
    assert (
        bitbucket.post(
            f"/2.0/repositories/acme/shop-api/commit/{commit}/statuses/build", json=STATUS
        ).status_code
        == 404
    )


def test_a_short_hash_resolves_to_the_full_one_seen_in_that_repository(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS)
    assert bitbucket.get("/2.0/repositories/acme/shop-api/commit/0123456").get_json()["hash"] == SHA
    assert bitbucket.get("/2.0/repositories/acme/other/commit/0123456").status_code == 404


def test_a_commit_can_be_made_known(bitbucket: FlaskClient) -> None:
    told = bitbucket.post("/_local/commits", json={"repository": "acme/other", "hash": SHA})
    assert told.status_code == 201
    assert bitbucket.get("/2.0/repositories/acme/other/commit/01234567").get_json()["hash"] == SHA


def test_a_hash_of_less_than_seven_characters_is_404(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS)
    assert bitbucket.get("/2.0/repositories/acme/shop-api/commit/012345").status_code == 404


def test_a_short_hash_of_several_commits_is_404(bitbucket: FlaskClient) -> None:
    for end in ("a", "b"):
        bitbucket.post("/_local/commits", json={"repository": "acme/shop-api", "hash": SHA[:39] + end})
    assert bitbucket.get("/2.0/repositories/acme/shop-api/commit/0123456").status_code == 404


def test_statuses_come_in_pages_with_links(bitbucket: FlaskClient) -> None:
    for number in range(5):
        bitbucket.post(BUILD, json=STATUS | {"key": f"k{number}"})
    first = bitbucket.get(f"{COMMIT}/statuses?pagelen=2&sort=-created_on").get_json()
    assert [status["key"] for status in first["values"]] == ["k4", "k3"]
    assert "previous" not in first
    second = bitbucket.get(first["next"]).get_json()
    last = bitbucket.get(second["next"]).get_json()
    assert [status["key"] for status in (*second["values"], *last["values"])] == ["k2", "k1", "k0"]
    assert (last["page"], last["size"], "next" in last) == (3, 5, False)


def test_a_page_that_is_full_and_the_last_leads_nowhere(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS)
    assert "next" not in bitbucket.get(f"{COMMIT}/statuses?pagelen=1").get_json()


@pytest.mark.parametrize("query", ["pagelen=101", "pagelen=0", "page=x", "sort=name", 'q=state="FAILED"'])
def test_a_query_that_cannot_be_answered_truly_is_refused(bitbucket: FlaskClient, query: str) -> None:
    assert bitbucket.get(f"{COMMIT}/statuses?{query}").status_code == 400


def test_the_history_tells_every_change_oldest_first(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS | {"name": "Deploy shop"})
    bitbucket.put(f"{BUILD}/deploy", json={"state": "SUCCESSFUL", "description": "done"})
    (entry,) = bitbucket.get("/_local/statuses").get_json()
    first, second = entry.pop("changes")
    assert entry == {"repository": "acme/shop-api", "commit": SHA, "key": "deploy"}
    assert first.pop("at") < second.pop("at")
    common = {"name": "Deploy shop", "url": "https://example.com/1"}
    assert first == common | {"state": "INPROGRESS", "description": ""}
    assert second == common | {"state": "SUCCESSFUL", "description": "done"}


def test_the_history_can_be_forgotten(bitbucket: FlaskClient) -> None:
    bitbucket.post(BUILD, json=STATUS)
    assert bitbucket.delete("/_local/statuses").status_code == 204
    assert bitbucket.get("/_local/statuses").get_json() == []
    assert bitbucket.get(f"{BUILD}/deploy").status_code == 404

"""What a request says outside its body is checked like its body."""

from __future__ import annotations

import pytest

from chalicelib.api.mistakes import InvalidError
from chalicelib.api.parameters import (
    AFTER,
    BEFORE,
    DEPLOYMENT,
    IF_NONE_MATCH,
    KEY,
    LIMIT,
    SERVICE,
    TOKEN,
    Parameter,
    of_headers,
    of_query,
    path_names,
)
from chalicelib.domain.errors import NotFoundError
from front import ID

PAGED = (SERVICE, LIMIT, BEFORE)


def mistakes(**query: list[str]) -> dict[str, str]:
    with pytest.raises(InvalidError) as refused:
        of_query(PAGED, query, strict=True)
    return {one.name: one.says for one in refused.value.mistakes}


def test_a_page_is_asked_for_by_limit_and_start() -> None:
    assert of_query(PAGED, {"limit": ["1"], "before": [ID]}, strict=True) == {"limit": 1, "before": ID}
    assert of_query(PAGED, {"limit": ["100"]}, strict=True) == {"limit": 100}
    assert of_query((AFTER,), {"after": ["web"]}, strict=True) == {"after": "web"}
    assert of_query(PAGED, {}, strict=True) == {}


@pytest.mark.parametrize(
    "limit",
    [
        "",
        "0",
        "101",
        "-1",
        "+5",
        "05",
        "5.0",
        "1e1",
        " 5",
        "5 ",
        "five",
        "\u0665",
        "9" * 5000,
        "0x10",
        "null",
    ],
)
def test_a_limit_is_a_whole_number_up_to_a_hundred(limit: str) -> None:
    assert "write a whole number, 1 to 100" in mistakes(limit=[limit])["limit"]


@pytest.mark.parametrize("before", ["", "web", "x", f"{ID} ", "../x", "a" * 1000, f"{ID}%00"])
def test_a_page_begins_after_a_deployment(before: str) -> None:
    assert "copy the `id` of a deployment" in mistakes(before=[before])["before"]


def test_what_is_said_twice_is_refused() -> None:
    assert mistakes(limit=["1", "2"]) == {"limit": "it is there more than once; say it once"}


def test_every_unknown_parameter_is_named() -> None:
    found = mistakes(Limit=["1"], page=["2"], limit=["x"])

    assert list(found) == ["Limit", "page", "limit"]
    assert found["page"] == "there is no such parameter; there are limit, before"


def test_where_there_are_none_it_says_so() -> None:
    with pytest.raises(InvalidError, match="query a: there is no such parameter; there are none here"):
        of_query((SERVICE,), {"a": ["1"]}, strict=True)


def test_open_routes_ignore_what_proxies_add() -> None:
    assert of_query(PAGED, {"cache-buster": ["1"], "limit": ["5"]}, strict=False) == {"limit": 5}


@pytest.mark.parametrize("key", ["k", "a" * 255, "step 1", "!", "~", '"quoted"', "a  b"])
def test_a_key_is_printable_ascii(key: str) -> None:
    assert of_headers((KEY,), {"idempotency-key": key, "host": "x"}) == {"Idempotency-Key": key}


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "a\tb", "a\n", "\x00", "größe", "a\x7f", " a", "a "])
def test_any_other_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidError, match=r"header Idempotency-Key: .*write 1 to 255 printable ASCII"):
        of_headers((KEY,), {"idempotency-key": key})


def test_without_a_key_there_is_none() -> None:
    assert of_headers((KEY,), {}) == {}


@pytest.mark.parametrize(
    ("encoded", "name"), [("web", "web"), ("w%65b", "web"), ("shop-api-1", "shop-api-1")]
)
def test_a_name_is_decoded_once(encoded: str, name: str) -> None:
    assert path_names((SERVICE,), {"name": encoded}) == {"name": name}


@pytest.mark.parametrize(
    "encoded",
    [
        "..",
        "%2e%2e",
        "%252e%252e",
        "w%2565b",
        "web%2F..",
        "web%00",
        "web%0a",
        "<script>",
        "%3Cscript%3E",
        "WEB",
        "-web",
        "",
        "%",
        "%zz",
        "%ff",
        "a" * 64,
        "a" * 100000,
        "web.svg",
        "größe",
        "$%7Bjndi:x%7D",
    ],
)
def test_what_nothing_could_be_called_is_not_found(encoded: str) -> None:
    with pytest.raises(NotFoundError, match="there is no such service in the mapping"):
        path_names((SERVICE,), {"name": encoded})


@pytest.mark.parametrize("encoded", ["", "web", f"{ID}.x", ID.upper(), f"{ID}%0a", "%2e%2e%2f"])
def test_nor_is_a_deployment_that_could_not_be(encoded: str) -> None:
    with pytest.raises(NotFoundError, match="there is no such deployment"):
        path_names((DEPLOYMENT,), {"id": encoded})


@pytest.mark.parametrize(
    "parameter",
    [SERVICE, DEPLOYMENT, LIMIT, BEFORE, AFTER, TOKEN, KEY, IF_NONE_MATCH],
    ids=lambda one: one.name,
)
def test_the_example_of_every_parameter_obeys(parameter: Parameter) -> None:
    assert parameter.check(str(parameter.check.example)) == parameter.check.example

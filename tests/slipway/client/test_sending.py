from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from fakes.api import serving
from played_api import CUT, DEPLOYMENT_ID, Answer, Played, busy, deployment, problem, service
from slipway.client.api import Api
from slipway.client.errors import ApiError
from slipway.client.sending import ATTEMPTS, Sender, pool_for


@dataclass
class Slept:
    waits: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def slept() -> Slept:
    return Slept()


@pytest.fixture
def api(played: Played, slept: Slept) -> Api:
    return Api(Sender(played.url, "t0p-secret", pool_for(played.url), backoff=1, sleep=slept))


def test_who_asks_is_said_in_the_header(api: Api, played: Played) -> None:
    played.plays(deployment("succeeded"))
    api.deployment(DEPLOYMENT_ID)
    assert played.asked[0].headers["Authorization"] == "Bearer t0p-secret"
    assert "t0p-secret" not in repr(api)


def test_a_problem_becomes_an_error_with_status_title_and_detail(api: Api, played: Played) -> None:
    played.plays(problem(409, "There is nothing to stop.", "Conflict"))
    with pytest.raises(ApiError) as caught:
        api.stop(DEPLOYMENT_ID)
    error = caught.value
    assert (error.status, error.title, error.detail) == (409, "Conflict", "There is nothing to stop.")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"message": "Unauthorized"}, "Unauthorized"),
        ("<html>A proxy</html>", "is SLIPWAY_API really Slipway's address"),
        ("[1]", "is SLIPWAY_API really Slipway's address"),
        ("", "is SLIPWAY_API really Slipway's address"),
    ],
)
def test_a_refusal_that_is_no_problem_document_is_an_error_too(
    api: Api, played: Played, body: object, detail: str
) -> None:
    played.plays(Answer(body, 401))
    with pytest.raises(ApiError, match="Unauthorized") as caught:
        api.deployment(DEPLOYMENT_ID)
    assert detail in caught.value.detail


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", '{"id": 7}', ""])
def test_an_answer_that_slipway_would_not_give_says_to_look_at_the_address(
    api: Api, played: Played, body: str
) -> None:
    played.plays(Answer(body))
    with pytest.raises(ApiError, match="SLIPWAY_API"):
        api.deployment(DEPLOYMENT_ID)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 507, CUT])
def test_a_request_with_a_key_is_sent_again_with_the_same_key(api: Api, played: Played, status: int) -> None:
    played.plays(Answer({}, status), Answer({}, status), deployment("requested"))
    api.deploy("shop-api", {"tag": "v2"}, "key-1")
    assert [one.headers["Idempotency-Key"] for one in played.asked] == ["key-1"] * 3
    assert [one.body for one in played.asked] == [{"tag": "v2"}] * 3


def test_it_is_sent_a_bounded_number_of_times_after_longer_and_longer_waits(
    api: Api, played: Played, slept: Slept
) -> None:
    played.plays(Answer({}, 503))
    with pytest.raises(ApiError):
        api.deployment(DEPLOYMENT_ID)
    assert len(played.asked) == ATTEMPTS
    assert slept.waits == [1, 2, 4]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 302])
def test_what_will_not_pass_is_not_sent_again(api: Api, played: Played, status: int) -> None:
    played.plays(Answer({}, status, {"Location": f"{played.url}/elsewhere"}))
    with pytest.raises(ApiError):
        api.deployment(DEPLOYMENT_ID)
    assert len(played.asked) == 1


def test_retry_after_says_how_long_is_waited(api: Api, played: Played, slept: Slept) -> None:
    played.plays(busy(429, "7"), busy(503, "Sun, 06 Nov 1994 08:49:37 GMT"), deployment("succeeded"))
    api.deployment(DEPLOYMENT_ID)
    assert slept.waits == [7, 0]


def test_an_api_that_wants_to_be_left_alone_for_long_is(api: Api, played: Played, slept: Slept) -> None:
    played.plays(busy(429, "300"))
    with pytest.raises(ApiError) as caught:
        api.deployment(DEPLOYMENT_ID)
    assert (len(played.asked), slept.waits, caught.value.retry_after) == (1, [], 300)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_carries_the_token_nowhere(api: Api, played: Played, status: int) -> None:
    with serving((200, deployment("succeeded"))) as elsewhere:
        played.plays(Answer({}, status, {"Location": f"{elsewhere.url}/"}))
        with pytest.raises(ApiError) as caught:
            api.deployment(DEPLOYMENT_ID)
        with pytest.raises(ApiError):
            api.deploy("shop-api", {"tag": "v2"}, "key-1")
    assert (caught.value.status, elsewhere.asked) == (status, [])


@pytest.mark.parametrize(("status", "times"), [(429, ATTEMPTS), (500, 1), (503, 1), (CUT, 1)])
def test_a_stop_that_may_have_arrived_is_not_sent_again(
    api: Api, played: Played, status: int, times: int
) -> None:
    played.plays(Answer({}, status))
    with pytest.raises(ApiError):
        api.stop(DEPLOYMENT_ID)
    assert len(played.asked) == times


def test_an_api_that_is_not_there_is_tried_again_and_then_named(slept: Slept) -> None:
    # Nothing listens on the discard port.
    nowhere = "http://127.0.0.1:9"
    api = Api(Sender(nowhere, "t", pool_for(nowhere), sleep=slept))
    with pytest.raises(ApiError, match=nowhere) as caught:
        api.stop(DEPLOYMENT_ID)
    assert caught.value.status is None
    assert len(slept.waits) == ATTEMPTS - 1


def test_pages_are_followed_up_to_the_limit_and_only_at_the_own_address(api: Api, played: Played) -> None:
    page = [deployment("failed", id=f"shop-api.{number}") for number in range(150)]
    played.plays(
        service(
            deployments=page[:100],
            next="https://elsewhere.example.com/services/shop-api?limit=100&before=x.1",
        ),
        service(deployments=page[100:], next="https://elsewhere.example.com/services/shop-api?before=x.2"),
    )
    found = api.service("shop-api", 150)
    assert len(found.deployments) == len(found.raw["deployments"]) == 150
    assert [one.query for one in played.asked] == [{"limit": "100"}, {"limit": "50", "before": "x.1"}]


def test_all_pages_of_services_are_read(api: Api, played: Played) -> None:
    played.plays(
        {"services": [service()], "next": "http://any/services?limit=100&after=shop-api"},
        {"services": [service(name="shop-web")], "next": None},
    )
    found = api.services()
    assert [one.name for one in found.services] == ["shop-api", "shop-web"]
    assert played.asked[1].query == {"limit": "100", "after": "shop-api"}


def test_a_page_of_deployments_that_adds_nothing_is_the_last(api: Api, played: Played) -> None:
    onward = "http://any/services/shop-api?before=x.1"
    pages = [service(next=onward), service(deployments=[], next=onward)]
    played.plays(*pages, problem(404, "This would be a page too many."))
    assert len(api.service("shop-api", 20).deployments) == 1


@pytest.mark.parametrize("more", [[], [service()]])
def test_a_page_of_services_that_adds_nothing_is_the_last(
    api: Api, played: Played, more: list[dict[str, object]]
) -> None:
    onward = "http://any/services?after=shop-api"
    pages = [{"services": [service()], "next": onward}, {"services": more, "next": onward}]
    played.plays(*pages, problem(404, "This would be a page too many."))
    assert [one.name for one in api.services().services] == ["shop-api"]


def test_a_name_cannot_lead_to_another_path(api: Api, played: Played) -> None:
    played.plays(service())
    api.hold("../badges?x", "r")
    assert (played.asked[0].path, played.asked[0].query) == ("/services/../badges?x/hold", {})


def test_what_an_answer_says_cannot_write_lines_or_move_the_cursor(api: Api, played: Played) -> None:
    played.plays(deployment("failed", reason="a\n\x1b[2Jb"))
    assert api.deployment(DEPLOYMENT_ID).reason == "a  [2Jb"

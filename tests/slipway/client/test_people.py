from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest
from click.testing import Result
from rich.console import Console

from played_api import DEPLOYMENT_ID, Answer, Played, deployment, problem, service
from slipway.client import answers
from slipway.client.overview import print_deployments, print_services
from slipway.client.short import shortened

Slipway = Callable[..., Result]
NOW = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
HELD = {"reason": "Black [bold]Friday[/]", "by": "operator ann", "at": "2026-11-22T12:03:00Z"}
OTHER = "shop-api.20261122T110000.ffffffff"


SHORT_ID = DEPLOYMENT_ID.removeprefix("shop-api.")
UUID = "{0a1b2c3d-1111-4222-8333-444455556666}"
PIPELINE = f"pipeline {UUID}, step {UUID} of repository {UUID}"
COMMIT = "1f2e3d4c5b6a79880716253443526170f8e9dacb"


def printed(show: Callable[[Console], None], *, terminal: bool, width: int = 220) -> str:
    out = StringIO()
    show(Console(file=out, force_terminal=terminal, color_system="truecolor", width=width, highlight=False))
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_a_pipelines_deployment_takes_few_lines_and_its_id_is_whole(width: int) -> None:
    made = deployment(
        "failed", requested_by=PIPELINE, image=f"main-{COMMIT}", reason="no task became healthy"
    )
    seen = answers.service(service(deployments=[made]))
    shown = printed(lambda console: print_deployments(console, seen, NOW), terminal=True, width=width)
    lines = shown.splitlines()
    assert len(lines) <= 5
    assert sum(SHORT_ID in line for line in lines) == 1
    assert DEPLOYMENT_ID not in shown
    assert "by pipeline 0a1b2c3d, step 0a1b2c3d" in shown
    assert "main-1f2e3d4c5" in shown


def test_an_id_is_whole_however_narrow_the_terminal_and_long_the_names() -> None:
    made = deployment("superseded", image="x" * 128, reason="y" * 200)
    seen = answers.service(service(deployments=[made]))
    shown = printed(lambda console: print_deployments(console, seen, NOW), terminal=True, width=60)
    assert SHORT_ID in shown


@pytest.mark.parametrize("terminal", [True, False])
def test_a_pipeline_that_holds_is_named_in_short(*, terminal: bool) -> None:
    seen = (answers.service(service(held={**HELD, "by": PIPELINE})),)
    shown = printed(lambda console: print_services(console, seen, NOW), terminal=terminal)
    assert "(by pipeline 0a1b2c3d, step 0a1b2c3d of repository 0a1b2c3d, 2 min ago)" in shown


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (UUID, "0a1b2c3d"),
        (UUID.strip("{}"), "0a1b2c3d"),
        (f"main-{COMMIT}", "main-1f2e3d4c5"),
        ("sha256:" + "ab" * 32, "sha256:abababababab"),
        ("ab" * 32, "ab" * 32),
        ("v1.2.3", "v1.2.3"),
    ],
)
def test_what_is_long_and_random_is_shortened(text: str, short: str) -> None:
    assert shortened(text) == short


def test_a_terminal_sees_states_in_colour_with_a_symbol() -> None:
    seen = answers.service(service(deployments=[deployment("succeeded"), deployment("failed")]))
    shown = printed(lambda console: print_deployments(console, seen, NOW), terminal=True)
    assert "\x1b[32m✓ succeeded" in shown
    assert "\x1b[31m✗ failed" in shown


def test_elsewhere_the_same_is_plain_in_one_line_each() -> None:
    seen = answers.service(service(deployments=[deployment("succeeded"), deployment("canary")]))
    shown = printed(lambda console: print_deployments(console, seen, NOW), terminal=False)
    assert "\x1b" not in shown
    assert [line.split("  ")[0].strip() for line in shown.splitlines()] == [
        "state",
        "✓ succeeded",
        "? canary",
    ]


@pytest.mark.parametrize("terminal", [True, False])
def test_times_are_relative_and_exact(*, terminal: bool) -> None:
    seen = (answers.service(service()),)
    shown = printed(lambda console: print_services(console, seen, NOW), terminal=terminal)
    assert "4 min ago" in shown
    assert "2026-11-22 12:01:00Z" in shown


@pytest.mark.parametrize("terminal", [True, False])
def test_what_people_wrote_is_no_markup(*, terminal: bool) -> None:
    seen = (answers.service(service(held=HELD)),)
    shown = printed(lambda console: print_services(console, seen, NOW), terminal=terminal)
    assert "Black [bold]Friday[/] (by operator ann, 2 min ago)" in shown


def test_status_shows_all_services(slipway: Slipway, played: Played) -> None:
    never = service(name="shop-web", state=None, current=None, deployments=[])
    played.plays({"services": [service(), never], "next": None})
    lines = slipway("status").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["service", "shop-api", "shop-web"]


def test_status_of_one_shows_its_hold_and_its_deployments(slipway: Slipway, played: Played) -> None:
    played.plays(service(held=HELD))
    shown = slipway("status", "shop-api").stdout
    assert "Black [bold]Friday[/]" in shown
    assert SHORT_ID in shown
    assert "t0ken" not in shown


def test_history_asks_for_as_many_as_are_wanted(slipway: Slipway, played: Played) -> None:
    played.plays(service(deployments=[]))
    result = slipway("history", "shop-api", "--limit", "3")
    assert played.asked[0].query == {"limit": "3"}
    assert result.stdout == "shop-api was never deployed by Slipway.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "shop-api"),
        ("history", "shop-api"),
        ("hold", "shop-api", "--reason", "r"),
        ("release", "shop-api"),
        ("badge", "shop-api"),
    ],
)
def test_with_json_the_apis_own_answer_is_printed(
    slipway: Slipway, played: Played, arguments: tuple[str, ...]
) -> None:
    said = service(surprise=["of a newer API"])
    played.plays(said)
    assert json.loads(slipway(*arguments, "--json").stdout) == said


def test_a_hold_says_why_and_how_it_ends(slipway: Slipway, played: Played) -> None:
    played.plays(service(held=HELD))
    shown = slipway("hold", "shop-api", "--reason", "Black Friday").stdout
    asked = played.asked[0]
    assert (asked.method, asked.path, asked.body) == (
        "PUT",
        "/services/shop-api/hold",
        {"reason": "Black Friday"},
    )
    assert "slipway release shop-api ends that" in shown


def test_a_hold_needs_a_reason(slipway: Slipway, played: Played) -> None:
    assert (slipway("hold", "shop-api").exit_code, played.asked) == (2, [])


def test_a_release_says_what_is_newest_now(slipway: Slipway, played: Played) -> None:
    played.plays(service(deployments=[deployment("requested")]))
    shown = slipway("release", "shop-api").stdout
    assert (played.asked[0].method, played.asked[0].body) == ("DELETE", None)
    assert "newest: ○ shop-api v2: requested" in shown


@pytest.mark.parametrize("what", [DEPLOYMENT_ID, f"shop-api/{SHORT_ID}", f"shop-api/{DEPLOYMENT_ID}"])
def test_stop_takes_a_deployment(slipway: Slipway, played: Played, what: str) -> None:
    played.plays(Answer(deployment("stopped"), 202))
    result = slipway("stop", what)
    assert ([one.path for one in played.asked], result.exit_code) == (
        [f"/deployments/{DEPLOYMENT_ID}/stop"],
        0,
    )


def test_stop_takes_a_service_and_finds_what_rolls_out_there(slipway: Slipway, played: Played) -> None:
    waiting = deployment("requested", id=OTHER)
    played.plays(service(deployments=[waiting, deployment("deploying")]), deployment("stopped"))
    slipway("stop", "shop-api")
    assert played.asked[1].path == f"/deployments/{DEPLOYMENT_ID}/stop"


def test_when_nothing_rolls_out_the_api_says_why_there_is_nothing_to_stop(
    slipway: Slipway, played: Played
) -> None:
    played.plays(service(), problem(409, "It has ended: there is nothing to stop."))
    result = slipway("stop", "shop-api")
    assert result.exit_code == 5
    assert "It has ended: there is nothing to stop." in result.stderr


def test_a_service_that_was_never_deployed_has_nothing_to_stop(slipway: Slipway, played: Played) -> None:
    played.plays(service(deployments=[]))
    result = slipway("stop", "shop-api")
    assert (result.exit_code, len(played.asked)) == (5, 1)
    assert "never deployed" in result.stderr


def test_a_badge_is_its_address_and_ready_markdown(slipway: Slipway, played: Played) -> None:
    played.plays(service())
    url = "https://deploy.example.com/badges/shop-api.svg?token=t0ken"
    assert slipway("badge", "shop-api").stdout.splitlines() == [url, f"![shop-api]({url})"]


@pytest.mark.parametrize(
    "arguments", [("status",), ("history", "x"), ("release", "x"), ("badge", "x"), ("stop", "x")]
)
def test_every_refusal_exits_5_with_what_the_api_said(
    slipway: Slipway, played: Played, arguments: tuple[str, ...]
) -> None:
    played.plays(problem(403, "This credential may not act on this service.", "Forbidden"))
    result = slipway(*arguments)
    assert result.exit_code == 5
    assert "Forbidden (403): This credential may not act on this service." in result.stderr

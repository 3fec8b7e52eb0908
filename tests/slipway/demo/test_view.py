"""What a person sees while an image rolls out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from slipway.demo import view
from slipway.demo.seen import Badge, Phase, Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.demo.seen import Seen

COMMIT = "b184b814052d4e6376114fd202873fbb2980b9ee"
PAGE = f"http://127.0.0.1:4567/acme/shop/commits/{COMMIT}"


@pytest.mark.parametrize("width", [80, 120])
def test_each_service_takes_one_line_and_nothing_in_it_is_cut(
    width: int, row: Callable[..., Seen], failed: Seen, printed: Callable[..., str]
) -> None:
    shown = printed(view.screen([row(), failed], COMMIT, PAGE), width).splitlines()
    assert max(map(len, shown)) <= width
    assert [line.split() for line in shown[1:3]] == [
        ["shop-api", "v1", "→", "v2", "rolling", "out", "2/4", "■■□■■■■", "3.2", "s", "●", "INPROGRESS"],
        ["shop-worker", "v3", "→", "v2", "rolling", "back", "3/4", "■■■□■■", "123.4", "s", "✗", "FAILED"],
    ]


@pytest.mark.parametrize(
    ("state", "colour"), [("INPROGRESS", "34"), ("SUCCESSFUL", "32"), ("FAILED", "31"), ("STOPPED", "90")]
)
def test_a_badge_has_its_state_s_colour_and_leads_to_the_commit(
    state: str, colour: str, printed: Callable[..., str]
) -> None:
    shown = printed(view.badge(Badge((state,), ""), PAGE), colour=True)
    assert f"\x1b[{colour}m" in shown
    assert PAGE in shown


def test_a_commit_without_a_status_has_no_badge() -> None:
    assert view.badge(None, PAGE).plain == "-"


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ((Tasks("v2", 0, 2, 0), Tasks("v1", 4, 0, 0)), "v1 → v2"),
        ((Tasks("v2", 4, 0, 0), Tasks("v1", 0, 0, 0)), "v2"),
        ((Tasks("v2", 4, 0, 0),), "v2"),
        ((Tasks("v2", 2, 0, 0), Tasks("v3", 0, 0, 4), Tasks("v2", 2, 0, 0)), "v2"),
    ],
)
def test_the_old_image_is_named_for_as_long_as_a_task_runs_it(tasks: tuple[Tasks, ...], words: str) -> None:
    assert view.image(tasks).plain == words


def test_failed_tasks_are_counted(row: Callable[..., Seen]) -> None:
    assert view.tasks(row(tasks=(Tasks("v3", 0, 1, 2), Tasks("v2", 4, 0, 0)))).plain == "0/4 □■■■■ 2✗"


def test_ecs_has_the_word_until_the_commit_knows_the_end(row: Callable[..., Seen], failed: Seen) -> None:
    assert view.last_word(row()) == "ECS: has started 2 tasks."
    assert view.last_word(failed).startswith(
        "Bitbucket: main-b184b81… failed on demo/shop-worker: ECS deployment"
    )


def test_nothing_is_said_before_anything_has_happened(row: Callable[..., Seen]) -> None:
    assert view.last_word(row(event="", badge=None)) == ""


def test_hashes_are_cut_to_what_a_person_compares() -> None:
    assert view.shortened(f"main-{COMMIT} and sha256:{'ab' * 32}") == "main-b184b81… and sha256:abababa…"


def test_a_line_says_the_same_without_a_control_character(row: Callable[..., Seen]) -> None:
    line = view.line(row(phase=Phase.ROLLING_OUT), COMMIT)
    assert line.split() == [
        *("3.2", "s", "shop-api", "v1", "→", "v2", "rolling", "out", "2/4", "■■□■■■■"),
        *("b184b81", "●", "INPROGRESS"),
    ]
    assert line.isprintable()

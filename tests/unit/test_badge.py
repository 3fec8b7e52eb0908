"""What a badge says, and in which color."""

from __future__ import annotations

import json

import pytest

from chalicelib.domain.badge import Badge, badge_of, endpoint
from chalicelib.domain.badge_text import MAX_TEXT
from chalicelib.domain.lifecycle import State

ERRORS = {State.FAILED, State.TIMED_OUT, State.REFUSED}


def color(state: State | None) -> str:
    return badge_of("web", state, "v1").color


def brightness(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def contrast_with_white(rgb: str, lightened: float) -> float:
    """WCAG 2.2's ratio, after that share of #bbb was laid over the color, as the gradient's upper end does."""
    channels = [int(rgb[at : at + 2], 16) * (1 - lightened) + 0xBB * lightened for at in (1, 3, 5)]
    red, green, blue = (brightness(one / 255) for one in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize(
    ("state", "version", "message"),
    [
        (State.REQUESTED, "v1.5.0", "v1.5.0 waiting"),
        (State.HELD, "v1.5.0", "v1.5.0 held"),
        (State.DEPLOYING, "v1.5.0", "v1.5.0 deploying"),
        (State.SUCCEEDED, "v1.4.2", "v1.4.2 deployed"),
        (State.UNCHANGED, "v1.4.2", "v1.4.2 deployed"),
        (State.FAILED, "v1.5.0", "v1.5.0 failed"),
        (State.TIMED_OUT, "v1.5.0", "v1.5.0 timed out"),
        (State.REFUSED, "v1.5.0", "v1.5.0 refused"),
        (State.SUPERSEDED, "v1.5.0", "v1.5.0 superseded"),
        (State.STOPPED, "v1.5.0", "v1.5.0 stopped"),
        (State.SUCCEEDED, "0123456789ab", "0123456789ab deployed"),
        (State.SUCCEEDED, None, "deployed"),
        (State.SUCCEEDED, "\x00", "deployed"),
        (None, None, "no deployments"),
        (None, "v1.4.2", "no deployments"),
    ],
)
def test_a_badge_says_version_and_state_in_words(
    state: State | None, version: str | None, message: str
) -> None:
    assert badge_of("web", state, version).message == message


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_words(state: State) -> None:
    assert badge_of("web", state, "v1").message.startswith("v1 ")


def test_colors_tell_success_progress_failure_holding_and_rest_apart() -> None:
    kinds = (State.SUCCEEDED, State.DEPLOYING, State.FAILED, State.HELD, State.STOPPED)

    assert len({color(one) for one in kinds}) == len(kinds)


def test_states_that_mean_alike_look_alike() -> None:
    assert color(State.UNCHANGED) == color(State.SUCCEEDED)
    assert color(State.REQUESTED) == color(State.DEPLOYING)
    assert len({color(one) for one in ERRORS}) == 1
    assert color(None) == color(State.STOPPED) == color(State.SUPERSEDED)


@pytest.mark.parametrize("state", [*State, None])
@pytest.mark.parametrize("lightened", [0, 0.1])
def test_white_text_can_be_read_on_every_color(state: State | None, lightened: float) -> None:
    assert contrast_with_white(color(state), lightened) >= 4.5


@pytest.mark.parametrize("state", State)
def test_only_failures_are_errors(state: State) -> None:
    assert badge_of("web", state, "v1").error == (state in ERRORS)


def test_a_service_without_deployments_is_no_error() -> None:
    assert not badge_of("web", None, None).error


def test_the_state_is_said_after_the_longest_version_too() -> None:
    assert badge_of("web", State.FAILED, "v" * 128).message == f"{'v' * 128} failed"
    assert badge_of("web", State.FAILED, "v" * 5000).message == f"{'v' * 127}… failed"


def test_the_longest_name_is_kept_whole_and_a_longer_text_ends_in_an_ellipsis() -> None:
    assert badge_of("n" * 63, None, None).label == "n" * 63
    assert badge_of("n" * 5000, None, None).label == f"{'n' * (MAX_TEXT - 1)}…"


@pytest.mark.parametrize("wrong", ["red", "#FFF", "#12345", '#000000"/><script>', "#000000\n", ""])
def test_a_color_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is not the color of a badge"):
        Badge("web", "fine", wrong, error=False)


@pytest.mark.parametrize("nothing", ["", " ", "\x00", "\u202e"])
def test_a_message_with_nothing_to_see_is_refused(nothing: str) -> None:
    with pytest.raises(ValueError, match="a badge without a message"):
        Badge("web", nothing, "#123456", error=False)


def test_the_endpoint_is_what_shields_reads() -> None:
    assert endpoint(Badge("web", "v2 failed", "#c0322a", error=True)) == {
        "schemaVersion": 1,
        "label": "web",
        "message": "v2 failed",
        "color": "c0322a",
        "isError": True,
        "cacheSeconds": 300,
    }


def test_the_endpoint_says_what_the_badge_says_whatever_was_written() -> None:
    written = json.loads(json.dumps(endpoint(badge_of('"}\n\u202e\ud800</script>', State.SUCCEEDED, "v1"))))

    assert written["label"] == '"} </script>'

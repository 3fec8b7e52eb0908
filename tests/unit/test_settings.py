"""The functions' environment."""

from __future__ import annotations

import pytest

from chalicelib.settings import DEFAULT_API, DEFAULT_MAPPING, Settings, SettingsError

LEAST = {"SLIPWAY_TABLE": "slipway", "SLIPWAY_BITBUCKET_SECRET": "slipway/bitbucket"}
FULL = LEAST | {
    "SLIPWAY_MAPPING": "other.yaml",
    "SLIPWAY_BITBUCKET_API": "http://127.0.0.1:4567/2.0",
    "SLIPWAY_PUBLIC_URL": "https://slipway.acme.test/api",
    "SLIPWAY_OPERATORS_SECRET": "slipway/operators",
    "SLIPWAY_OIDC_WORKSPACE": "acme",
    "SLIPWAY_OIDC_WORKSPACE_UUID": "{6f9d3c1e-5b0a-4c57-9d2e-0a1b2c3d4e5f}",
    "SLIPWAY_OIDC_AUDIENCE": "slipway.acme.test",
    "SLIPWAY_BADGE_SECRET": "slipway/badges",
}
URLS = ("SLIPWAY_BITBUCKET_API", "SLIPWAY_PUBLIC_URL")


def test_what_is_set_is_used() -> None:
    assert Settings.of(FULL) == Settings(
        table="slipway",
        mapping="other.yaml",
        bitbucket_api="http://127.0.0.1:4567/2.0",
        bitbucket_secret="slipway/bitbucket",
        public_url="https://slipway.acme.test/api",
        operators_secret="slipway/operators",
        oidc_workspace="acme",
        oidc_workspace_uuid="{6f9d3c1e-5b0a-4c57-9d2e-0a1b2c3d4e5f}",
        oidc_audience="slipway.acme.test",
        badge_secret="slipway/badges",
    )


@pytest.mark.parametrize("rest", [{}, dict.fromkeys(set(FULL) - set(LEAST), "")])
def test_what_is_absent_or_empty_has_a_default(rest: dict[str, str]) -> None:
    assert Settings.of(LEAST | rest) == Settings(
        table="slipway",
        mapping=DEFAULT_MAPPING,
        bitbucket_api=DEFAULT_API,
        bitbucket_secret="slipway/bitbucket",
        public_url=None,
        operators_secret=None,
        oidc_workspace=None,
        oidc_workspace_uuid=None,
        oidc_audience=None,
        badge_secret=None,
    )


def test_a_slash_at_the_end_of_an_address_makes_no_difference() -> None:
    assert Settings.of(FULL | {name: f"{FULL[name]}/" for name in URLS}) == Settings.of(FULL)


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("name", LEAST)
def test_what_has_no_default_must_be_set(name: str, value: str | None) -> None:
    environment = {key: one for key, one in (LEAST | {name: value}).items() if one is not None}

    with pytest.raises(SettingsError, match=f"^{name} is not set$"):
        Settings.of(environment)


@pytest.mark.parametrize("value", ["slipway.test", "ftp://slipway.test", "https://", "https://:443", "/path"])
@pytest.mark.parametrize("name", URLS)
def test_an_address_must_be_an_http_url(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name} is no http\(s\) URL$"):
        Settings.of(LEAST | {name: value})


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("SLIPWAY_OIDC_WORKSPACE", "acme/../evil", "the slug of a Bitbucket workspace"),
        ("SLIPWAY_OIDC_WORKSPACE", "https://bitbucket.org/acme", "the slug of a Bitbucket workspace"),
        ("SLIPWAY_OIDC_WORKSPACE_UUID", "acme", "a UUID"),
    ],
)
def test_whose_pipelines_are_let_in_must_be_well_formed(name: str, value: str, what: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is not {what}$"):
        Settings.of(LEAST | {name: value})


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as wrong:
        Settings.of(dict.fromkeys(URLS, "nowhere"))

    assert str(wrong.value).split("; ") == [
        "SLIPWAY_TABLE is not set",
        "SLIPWAY_BITBUCKET_SECRET is not set",
        "SLIPWAY_BITBUCKET_API is no http(s) URL",
        "SLIPWAY_PUBLIC_URL is no http(s) URL",
    ]

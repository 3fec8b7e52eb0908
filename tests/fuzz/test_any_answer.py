"""Answers and secrets of any content, made of what real ones are made of."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fuzz.targets import bitbucket_answers, bitbucket_secrets, http_answers, image_configs

TEXT = st.text(st.characters(), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
NAMES = st.sampled_from(
    [
        "error",
        "message",
        "hash",
        "access_token",
        "expires_in",
        "manifests",
        "platform",
        "os",
        "architecture",
        "digest",
        "config",
        "Labels",
    ]
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | TEXT, inner, max_size=4),
    max_leaves=8,
)
BODIES = st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode())
DATES = st.builds(
    "{}, {} {} {} {}:28:00 {}".format,
    st.sampled_from(["Wed", "x"]),
    st.integers(-1, 40),
    st.sampled_from(["Oct", "Feb", "13"]),
    st.integers(0, 10**25),
    st.integers(-1, 30),
    st.sampled_from(["GMT", "+0200", "-9999", f"+{'9' * 25}", ""]),
)
HEADERS = st.tuples(
    st.sampled_from(["Retry-After", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Location"]),
    DATES
    | st.integers(-5, 10**12).map(str)
    | st.sampled_from(["gzip", "deflate", "br", "chunked", "identity, gzip"])
    | TEXT,
)
SECRETS = st.dictionaries(
    st.sampled_from(["token", "email", "client_id", "client_secret"]), SCALARS, max_size=4
)


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    lines = [f"HTTP/1.1 {draw(st.integers(0, 1000))} Said"]
    lines += [f"{name}: {value}" for name, value in draw(st.lists(HEADERS, max_size=3))]
    body = draw(BODIES)
    if draw(st.booleans()):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode(errors="replace") + body


@given(answers())
@example(b"HTTP/1.1 503 No\r\nRetry-After: Wed, 21 Oct 99999999999999999999 07:28:00 GMT\r\n\r\n")
def test_any_answer_is_a_body_or_one_of_our_errors(data: bytes) -> None:
    http_answers.check(data)


@given(st.lists(answers(), min_size=1, max_size=4))
def test_any_answers_of_bitbucket_are_a_success_or_a_refusal_or_a_passing_fault(said: list[bytes]) -> None:
    bitbucket_answers.check(b"\n--\n".join(said))


@given(SECRETS)
def test_any_secret_is_used_or_refused_without_being_told(content: dict[str, object]) -> None:
    bitbucket_secrets.check(json.dumps(content).encode())


@given(BODIES, BODIES)
def test_any_manifest_and_configuration_have_an_answer(manifest: bytes, configuration: bytes) -> None:
    image_configs.check(manifest + b"\n" + configuration)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\t", "\u20ac", "\x00"])
def test_a_token_that_no_header_can_carry_is_refused_without_being_told(ending: str) -> None:
    bitbucket_secrets.check(json.dumps({"token": f"s3cr3t-token{ending}"}).encode())

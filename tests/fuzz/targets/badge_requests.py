"""A badge's token and, on the next line, If-None-Match: only the token opens, only the ETag is known."""

from __future__ import annotations

from chalicelib.domain.badge_token import token, token_matches
from chalicelib.domain.entity_tag import etag, matches

KEY = b"a key for badges that is long enough"
NAME = "shop-api-production"
MARK = etag("<svg/>")


def check(data: bytes) -> None:
    first, _, header = data.decode("utf-8", "surrogateescape").partition("\n")
    assert token_matches(KEY, NAME, first) is (first == token(KEY, NAME))
    assert token_matches(KEY, first, token(KEY, NAME)) is (first == NAME)
    for text in (first, header):
        assert not matches(text, MARK) or text.strip(" \t") == "*" or MARK in text
        assert matches(f"{MARK}, {text}", MARK) or len(text) > 8000

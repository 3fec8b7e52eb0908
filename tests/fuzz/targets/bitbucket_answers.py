"""Bitbucket's answers, one after the other, a line of `--` between them, to a token and to an OAuth consumer."""

from __future__ import annotations

from fuzz.bitbucket_calls import ask

TOKEN = {"token": "s3cr3t-token"}
CONSUMER = {"client_id": "s3cr3t-id", "client_secret": "s3cr3t-key"}
GRANT = b'HTTP/1.1 200 OK\r\n\r\n{"access_token": "s3cr3t-granted", "expires_in": 7200}'


def check(data: bytes) -> None:
    answers = data.split(b"\n--\n")
    ask(TOKEN, answers)
    ask(CONSUMER, answers)
    ask(CONSUMER, [GRANT, *answers])

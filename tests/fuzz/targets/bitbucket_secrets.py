"""The secret with Bitbucket's credential, as JSON: used, or refused without telling it."""

from __future__ import annotations

import json

from fuzz.bitbucket_calls import ask

TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"
GRANTED = b'HTTP/1.1 200 OK\r\n\r\n{"access_token": "s3cr3t-granted", "expires_in": 7200}'
COMMIT = b'HTTP/1.1 200 OK\r\n\r\n{"hash": "1f2e3d4%s"}' % (b"0" * 33)
REFUSED = b"HTTP/1.1 401 Unauthorized\r\n\r\n"


def check(data: bytes) -> None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return  # no JSON: refused when it is read
    if not isinstance(value, dict):
        return  # likewise
    content = {str(key): str(of) for key, of in value.items()}
    for answers in ([TAKEN], [COMMIT], [GRANTED, COMMIT], [REFUSED]):
        ask(content, answers)

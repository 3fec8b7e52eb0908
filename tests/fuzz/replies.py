"""What may go back to whoever sent garbage."""

from __future__ import annotations

import json

from chalicelib.api.exchange import Reply
from chalicelib.api.problems import problem_of

REFUSALS = {400, 401, 403, 404, 409, 413, 415, 422}
# A hundred mistakes, each with a name and a value as they are shown.
MOST_SAID = 100 * 600


def assert_refusal(error: Exception) -> None:
    """The error becomes one of our refusals, and none that says it was our own fault."""
    assert_reply(problem_of(error), REFUSALS)


def assert_reply(reply: Reply, statuses: set[int]) -> None:
    """Of one of those statuses; bounded text that UTF-8 and a header's single line can carry."""
    assert reply.status in statuses, (reply.status, reply.body)
    reply.body.encode()
    for name, value in reply.headers.items():
        assert f"{name}{value}".isascii(), (name, value)
        assert f"{name}{value}".isprintable(), (name, value)
    if reply.status in REFUSALS:
        assert len(reply.body) <= MOST_SAID, f"{len(reply.body)} characters are said of garbage"
        assert json.loads(reply.body)["status"] == reply.status

"""Everything that is asked of Bitbucket, with a secret and with canned answers, and what may come of it."""

from __future__ import annotations

import re
from typing import Any

from chalicelib.adapters.bitbucket import Bitbucket
from chalicelib.adapters.bitbucket_credentials import Credentials
from chalicelib.adapters.http import Http
from chalicelib.domain.errors import RefusedError, RetryableError
from chalicelib.domain.lifecycle import CommitState
from chalicelib.domain.report import CommitStatus
from fuzz.canned import answering
from fuzz.printable import assert_sayable

API = "http://bitbucket.test/2.0"
STATUS = CommitStatus("slipway-web", CommitState.SUCCESSFUL, "Deploy web", "v2 is deployed", API)
SHORT = "1f2e3d4"
# In every secret of the seeds. Of others nobody could say whether a message tells them or happens to use the word.
MARK = "s3cr3t"


class Secret:
    """`JsonSecret` with its content at hand."""

    def __init__(self, content: dict[str, str]) -> None:
        self._content = content

    def read(self, *, fresh: bool = False) -> dict[str, str]:
        del fresh
        return self._content


def ask(content: dict[str, str], answers: list[bytes]) -> None:
    """Each call succeeds or raises RefusedError or RetryableError, whose text holds nothing of the secret."""
    secret: Any = Secret(content)
    for call in (_post, _full_commit):
        http = Http(answering(list(answers)))
        bitbucket = Bitbucket(API, http, Credentials(secret, http, API))
        try:
            call(bitbucket)
        except (RefusedError, RetryableError) as error:
            _judge(str(error), content)


def _judge(said: str, content: dict[str, str]) -> None:
    assert_sayable(said)
    told = [name for name, value in content.items() if MARK in value and value in said]
    assert not told, f"of the secret is told: {told}"


def _post(bitbucket: Bitbucket) -> None:
    bitbucket.post("acme/shop", "0" * 40, STATUS)


def _full_commit(bitbucket: Bitbucket) -> None:
    assert re.fullmatch(f"{SHORT}[0-9a-f]{{33}}", bitbucket.full_commit("acme/shop", SHORT))

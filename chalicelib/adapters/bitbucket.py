"""Bitbucket's commits and their build statuses (REST API 2.0, "Commit statuses")."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from chalicelib.domain.errors import RefusedError, UnauthorisedError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from chalicelib.adapters.bitbucket_credentials import Credentials
    from chalicelib.adapters.http import Http
    from chalicelib.domain.report import CommitStatus

_HASH: Final = re.compile(r"[0-9a-f]{40}")


@frozen
class Bitbucket:
    """The `CommitStatuses` port. `api` is the API's base, such as https://api.bitbucket.org/2.0."""

    api: str
    http: Http
    credentials: Credentials

    def full_commit(self, repository: str, short: str) -> str:
        answer = self._send("GET", f"{self._commit(repository, short)}?fields=hash", None)
        try:
            found = str(json.loads(answer)["hash"])
        except (ValueError, KeyError, TypeError, RecursionError):
            found = ""
        if not _HASH.fullmatch(found) or not found.startswith(short):
            raise RefusedError(f"Bitbucket knows no single commit {short} in {repository}")
        return found

    def post(self, repository: str, commit: str, status: CommitStatus) -> None:
        body = {
            "key": status.key,
            "state": status.state.value,
            "name": status.name,
            "description": status.description,
            "url": status.url,
        }
        self._send("POST", f"{self._commit(repository, commit)}/statuses/build", json.dumps(body).encode())

    def _commit(self, repository: str, commit: str) -> str:
        workspace, _, slug = repository.partition("/")
        return f"{self.api}/repositories/{quote(workspace, safe='')}/{quote(slug, safe='')}/commit/{commit}"

    def _send(self, method: str, url: str, body: bytes | None) -> bytes:
        """A credential that is refused may have been rotated or have expired: it is read anew, once."""
        authorization = self.credentials.authorization()
        try:
            return self._sent(method, url, authorization, body)
        except UnauthorisedError as refused:
            renewed = self.credentials.authorization(fresh=True)
            if renewed == authorization:
                raise RefusedError(f"{refused}; renew the Bitbucket credential in its secret") from None
        try:
            return self._sent(method, url, renewed, body)
        except UnauthorisedError as refused:
            raise RefusedError(f"{refused}; renew the Bitbucket credential in its secret") from None

    def _sent(self, method: str, url: str, authorization: str, body: bytes | None) -> bytes:
        headers = {"Authorization": authorization, "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self.http.send(method, url, headers=headers, body=body)

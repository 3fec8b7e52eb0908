"""Who sends a request, by its Authorization header. Whoever is refused learns nothing; the log says why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from chalicelib.domain.caller import Operator
from chalicelib.domain.claims import pipeline_of
from chalicelib.domain.errors import SlipwayError, UnauthorisedError
from chalicelib.domain.frozen import frozen

if TYPE_CHECKING:
    from chalicelib.domain.caller import Caller, Pipeline
    from chalicelib.ports import Telemetry
    from chalicelib.ports_auth import Operators, TokenVerifier

LONGEST: Final = 8 * 1024
# RFC 6750, section 2.1; the name of a scheme may be in any case (RFC 9110, section 11.1).
_BEARER: Final = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] ([A-Za-z0-9._~+/-]+=*)")
_DOTS_OF_A_JWT: Final = 2
_LONGEST_REASON: Final = 200


@frozen
class Pipelines:
    """The pipelines of the workspace that are let in."""

    workspace_uuid: str
    tokens: TokenVerifier

    def of(self, token: str) -> Pipeline:
        """Raises what `TokenVerifier.verify` raises, and UnauthorisedError for another workspace's."""
        return pipeline_of(self.tokens.verify(token), workspace_uuid=self.workspace_uuid)


@frozen
class Authorizer:
    """Tells pipelines' tokens from operators' and has each looked at. Without `pipelines` none is let in."""

    pipelines: Pipelines | None
    operators: Operators
    telemetry: Telemetry

    def authorise(self, header: str, asked: str = "") -> Caller:
        """`header` is the Authorization header's value, `asked` is what the log says was asked for.

        Raises UnauthorisedError, always the same: the reason is in the log alone, and the token nowhere.
        """
        try:
            return self._caller(_token(header))
        except UnauthorisedError as refused:
            self.telemetry.warning("a request was not authorised", why=_plain(refused), asked=_plain(asked))
        except SlipwayError as failed:
            self.telemetry.error("a request could not be authorised", why=_plain(failed), asked=_plain(asked))
        raise UnauthorisedError("this request carries no credential that is known here")

    def _caller(self, token: str) -> Caller:
        if token.count(".") == _DOTS_OF_A_JWT:
            if self.pipelines is None:
                raise UnauthorisedError(
                    "a pipeline's token, but the settings let no workspace's pipelines in"
                )
            return self.pipelines.of(token)
        name = self.operators.named(token)
        if name is None:
            raise UnauthorisedError("an operator's token that is nobody's")
        return Operator(name)


def _token(header: str) -> str:
    if len(header) > LONGEST:
        raise UnauthorisedError(f"the Authorization header is longer than {LONGEST} characters")
    found = _BEARER.fullmatch(header)
    if found is None:
        raise UnauthorisedError("the Authorization header is not a bearer token")
    return found[1]


def _plain(said: object) -> str:
    """Reasons may quote what somebody wrote into a token."""
    return str(said)[:_LONGEST_REASON].encode(errors="replace").decode()

"""Errors as `application/problem+json` (RFC 9457), each with a `detail` that says what to do."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final

from chalicelib.api.exchange import Reply
from chalicelib.api.mistakes import (
    InvalidError,
    MalformedError,
    Place,
    TooLargeError,
    UnsupportedMediaError,
)
from chalicelib.domain.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    OutcomeUnknownError,
    RetryableError,
    UnauthorisedError,
    UnprocessableError,
)

if TYPE_CHECKING:
    from chalicelib.api.fields import Schema
    from chalicelib.domain.ecs import Json

MEDIA: Final = "application/problem+json"
# `about:blank` has the status's own phrase as its title (RFC 9457, section 4.2.1).
TITLES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
# Uniform: who asks learns nothing from how they are refused; the log has the reason. API Gateway's own answers say
# the same, from its template.
UNAUTHORISED: Final = (
    "Send a valid token as Authorization: Bearer TOKEN. A pipeline's is $BITBUCKET_STEP_OIDC_TOKEN of a step with "
    "oidc: true; people have an operator token."
)
FORBIDDEN: Final = (
    "This credential may not act on this service. The mapping says which repository, "
    "environments and branches may."
)
TOO_LARGE: Final = "The request is too large. Bodies have at most 64 KiB."
THROTTLED: Final = "Too many requests at once. Wait a few seconds, then send it again."
BROKEN: Final = (
    "Something went wrong that you cannot mend. The log has the reason; try again, or ask who runs this."
)
BUSY: Final = "Something that this depends on did not answer. Send the request again after a while."
UNKNOWN: Final = (
    "No answer came, so this may have taken effect. Look at the service, or send it again "
    "with the same Idempotency-Key."
)
DEFAULT_RETRY: Final = 5
LONGEST_RETRY: Final = 300

# The first that fits. None: the error's own words are meant for whoever asked.
_ANSWERS: Final[tuple[tuple[type[Exception], int, str | None], ...]] = (
    (MalformedError, 400, None),
    (UnauthorisedError, 401, UNAUTHORISED),
    (ForbiddenError, 403, FORBIDDEN),
    (NotFoundError, 404, None),
    (ConflictError, 409, None),
    (TooLargeError, 413, None),
    (UnsupportedMediaError, 415, None),
    (UnprocessableError, 422, None),
    (OutcomeUnknownError, 503, UNKNOWN),
    (RetryableError, 503, BUSY),
    (Exception, 500, BROKEN),
)


def problem(status: int, detail: str, errors: list[Json] | None = None, **headers: str) -> Reply:
    """A reply of that status. `errors` lists the mistakes of a request; headers are written with underscores."""
    body: dict[str, Json] = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(body), {"Content-Type": MEDIA, **named})


def problem_of(error: Exception) -> Reply:
    """The reply to a request that ended with that error; of one that nobody foresaw nothing is told."""
    status, fixed = next((status, fixed) for kind, status, fixed in _ANSWERS if isinstance(error, kind))
    detail = fixed if fixed is not None else _sentence(str(error))
    if isinstance(error, InvalidError):
        return problem(status, detail, _mistakes(error))
    if isinstance(error, RetryableError):
        return problem(status, detail, Retry_After=str(_seconds(error.retry_after)))
    return problem(status, detail, WWW_Authenticate="Bearer") if status == 401 else problem(status, detail)  # noqa: PLR2004  HTTP's own numbers


def schema() -> Schema:
    """JSON Schema of every problem there is, API Gateway's own included."""
    mistake: Schema = {
        "type": "object",
        "properties": {
            "in": {"enum": [one.value for one in Place]},
            "name": {"type": "string"},
            "detail": {"type": "string"},
        },
        "required": ["in", "name", "detail"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "description": "What went wrong, and what to do (RFC 9457).",
        "properties": {
            "type": {"const": "about:blank"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "errors": {"type": "array", "description": "Each mistake in the request.", "items": mistake},
        },
        "required": ["type", "title", "detail"],
        "additionalProperties": False,
    }


def _mistakes(error: InvalidError) -> list[Json]:
    return [{"in": one.place.value, "name": one.name, "detail": one.says} for one in error.mistakes]


def _seconds(asked: float | None) -> int:
    wait = DEFAULT_RETRY if asked is None or not math.isfinite(asked) else math.ceil(asked)
    return min(max(wait, 1), LONGEST_RETRY)


def _sentence(text: str) -> str:
    """Messages are clauses, so that they can be put into others; standing alone they are sentences."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."

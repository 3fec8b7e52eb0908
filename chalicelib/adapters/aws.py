"""One Session, each client made once and only when it is first used; and AWS's errors as ours."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ParamValidationError,
)

from chalicelib.domain.errors import OutcomeUnknownError, RefusedError, RetryableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Answer = TypeVar("Answer")

# Reads may be repeated at will. A write is sent once: an answer that was lost does not mean that nothing happened,
# and RegisterTaskDefinition and UpdateService have no client token that would make a repetition harmless.
READS: Final = Config(
    connect_timeout=3,
    read_timeout=10,
    max_pool_connections=16,
    retries={"mode": "standard", "total_max_attempts": 4},
)
# And it is waited for longer: one that is given up may take effect after the next try has looked for it. Both writes
# of a rollout fit into one run of a function.
WRITES: Final = READS.merge(Config(read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1}))

THROTTLED: Final = frozenset(
    {
        "ThrottlingException",
        "Throttling",
        "ThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "RequestThrottledException",
        "RequestThrottled",
        "SlowDown",
        "TransactionInProgressException",
    },
)
_CONFLICTS: Final = frozenset({"TransactionConflictException", "TransactionCanceledException"})
_SERVER_ERROR: Final = 500
JITTER: Final = (0.5, 1.5)


@cache
def session() -> boto3.Session:
    """Making a Session loads the SDK's data; one for all saves half a second a cold start."""
    return boto3.Session()


@cache
def client(service: str, config: Config, region: str | None = None) -> Any:
    """A client of the function's own account. Typed where it is used."""
    make: Any = session().client
    return make(service, config=config, region_name=region)


def is_throttle(error: ClientError) -> bool:
    return str(error.response["Error"].get("Code")) in THROTTLED


@contextmanager
def errors_of(call: str) -> Iterator[None]:
    """Turns what the SDK raises into RetryableError, OutcomeUnknownError or RefusedError.

    `call` says in the message what was attempted on what, such as `ecs:UpdateService of web`. The SDK's own
    exception is not chained: its text may quote the request, environment values of a container included.
    """
    try:
        yield
    except ClientError as error:
        raise _from_answer(call, error) from None
    except ParamValidationError:
        # Its text quotes the request, so it is left out.
        raise RefusedError(f"{call}: the SDK takes no such request; it would fail again") from None
    except (EndpointConnectionError, ConnectTimeoutError) as error:
        raise RetryableError(f"{call}: AWS could not be reached ({type(error).__name__})") from None
    except BotoCoreError as error:
        raise OutcomeUnknownError(f"{call}: no answer came ({type(error).__name__})") from None


def patiently(
    call: Callable[[], Answer], again: Callable[[ClientError], bool], pauses: Sequence[float]
) -> Answer:
    """Repeats the call after each of these pauses (seconds, jittered) while its error says that it may."""
    for pause in pauses:
        try:
            return call()
        except ClientError as error:
            if not again(error):
                raise
        time.sleep(pause * random.uniform(*JITTER))  # noqa: S311  jitter, not a secret
    return call()


def _from_answer(call: str, error: ClientError) -> Exception:
    code = str(error.response["Error"].get("Code", ""))
    message = str(error.response["Error"].get("Message", ""))[:300]
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    said = f"{call}: {code}: {message}"
    if is_throttle(error) or code in _CONFLICTS:
        return RetryableError(said)
    if status >= _SERVER_ERROR or code.startswith("Server"):
        return OutcomeUnknownError(said)
    if code.startswith("AccessDenied"):
        return RefusedError(f"{said}; grant it to the function's role, then deploy again")
    return RefusedError(said)

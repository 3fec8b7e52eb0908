"""Whether what was deployed answers."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

from slipway.stack.errors import DeploymentError

PATH = "/openapi.json"
ATTEMPT_SECONDS = 10.0
WITHIN_SECONDS = 60.0  # a new API takes some seconds until every edge of API Gateway knows it


def check(url: str, *, pause: float, within: float = WITHIN_SECONDS) -> str:
    """Ask the API at `url` for its description; return the API's title.

    Raises:
        DeploymentError: it does not answer with one in time; tells what it said last.

    """
    deadline = time.monotonic() + within
    while True:
        try:
            return str(_description(url)["info"]["title"])
        except (OSError, ValueError, LookupError, TypeError) as problem:
            if time.monotonic() > deadline:
                raise DeploymentError(
                    f"The stack is deployed, but {url}{PATH} does not answer as it should ({problem!r}). Look into "
                    "the log of the function `app`, and into Bitbucket's and the operators' secrets."
                ) from problem
        time.sleep(pause)


def _description(url: str) -> Any:
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"{url!r} is no http(s) address")
    with urllib.request.urlopen(url + PATH, timeout=ATTEMPT_SECONDS) as answer:  # noqa: S310 - checked above
        return json.load(answer)

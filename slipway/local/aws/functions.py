"""Lambda functions: credentials of their own, nothing but Lambda's own libraries; and schedules that call them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ministack.services import sts

from slipway.local.aws import seams

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.principals import Principals
    from slipway.local.aws.settings import Pace
    from slipway.local.aws.shapes import Json

_RUNTIME, _LAMBDA, _EVENTS = (
    "ministack.core.lambda_runtime",
    "ministack.services.lambda_svc",
    "ministack.services.eventbridge",
)
PROVIDED = "boto3 botocore s3transfer jmespath dateutil six urllib3"
"""What Lambda's Python runtime brings along. The rest of MiniStack's environment is hidden from functions."""
_HIDE_THE_REST = f"""
import sys as _sys

class _OnlyProvided:
    def __init__(self, folder):
        import importlib.machinery
        self._inner = importlib.machinery.PathFinder
        self._folder = folder

    def find_spec(self, name, path=None, target=None):
        if path is None and name in {PROVIDED.split()!r}:
            return self._inner.find_spec(name, [self._folder])

_site = [p for p in _sys.path if p.endswith("site-packages")]
_sys.path[:] = [p for p in _sys.path if not p.endswith("site-packages")]
_sys.meta_path.extend(_OnlyProvided(p) for p in _site)
"""


def install(principals: Principals, pace: Pace) -> None:
    """Functions are told from each other by their access keys, which `principals` learns."""

    def credentials(configuration: Json) -> dict[str, str]:
        arn, name = configuration["FunctionArn"], configuration["FunctionName"]
        digest = hashlib.sha256(arn.encode()).hexdigest()
        key = f"ASIA{digest[:16].upper()}"
        role = configuration.get("Role", "").rsplit("/", 1)[-1]
        account = arn.split(":")[4]
        sts.register_session(
            key,
            {
                "Arn": f"arn:aws:sts::{account}:assumed-role/{role}/{name}",
                "UserId": f"{role}:{name}",
                "SecretAccessKey": digest,
                "SessionToken": digest,
            },
        )
        principals.learn(key, name)
        return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": digest, "AWS_SESSION_TOKEN": digest}

    seams.replace(_RUNTIME, "execution_credentials", credentials)
    seams.replace(_LAMBDA, "execution_credentials", credentials)
    seams.replace(_EVENTS, "_SCHEDULER_TICK_INTERVAL", pace.schedule_tick)
    seams.wrap(_EVENTS, "_parse_rate_seconds", lambda original: _scaled(original, pace.minute / 60))
    seams.wrap(_RUNTIME, "_PYTHON_WORKER_SCRIPT", _hiding)


def _scaled(original: Callable[[str], int | None], factor: float) -> Callable[[str], float | None]:
    def seconds(expression: str) -> float | None:
        found = original(expression)
        return None if found is None else found * factor

    return seconds


def _hiding(script: str) -> str:
    return _HIDE_THE_REST + script

"""The Idempotency-Key: one for each time that something is asked for, however often it has to be sent."""

from __future__ import annotations

import json
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_PIPELINE: Final = "BITBUCKET_PIPELINE_UUID"
_STEP: Final = "BITBUCKET_STEP_UUID"
_RUN: Final = "BITBUCKET_STEP_RUN_NUMBER"


def key_for(environment: Mapping[str, str], service: str, body: Mapping[str, Any]) -> str:
    """In a pipeline: the same whenever this run of this step asks the same; elsewhere random."""
    pipeline, step = environment.get(_PIPELINE), environment.get(_STEP)
    if not pipeline or not step:
        return f"slipway-{secrets.token_hex(16)}"
    asked = [pipeline, step, environment.get(_RUN, ""), service, body]
    return f"pipeline-{sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()}"

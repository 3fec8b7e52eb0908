"""The secrets that people make by hand in production."""

from __future__ import annotations

import hashlib
import json
from secrets import token_urlsafe
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slipway.local.stack.cloud import Cloud

BITBUCKET_SECRET = "slipway/bitbucket"  # noqa: S105 - a name
OPERATORS_SECRET = "slipway/operators"  # noqa: S105 - a name
OPERATOR = "local"


def store(cloud: Cloud) -> str:
    """Make both secrets; return the token of an operator."""
    token = token_urlsafe(24)
    contents = {
        BITBUCKET_SECRET: {"token": token_urlsafe(24)},
        OPERATORS_SECRET: {OPERATOR: hashlib.sha256(token.encode()).hexdigest()},
    }
    manager = cloud.client("secretsmanager")
    for name, content in contents.items():
        manager.create_secret(Name=name, SecretString=json.dumps(content))
    return token

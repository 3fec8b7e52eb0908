"""A stand-in for Bitbucket Cloud on 127.0.0.1, for the local stack and its tests.

It speaks the commit-status API of the official OpenAPI with Bitbucket's refusals, issues OAuth and Pipelines
OIDC tokens, and shows every commit's builds on a page. `/_local/...` steers it: faults, tokens, what was
written, what was asked. Everything lives in memory and ends with it.

    with serve(0) as bitbucket:
        print(bitbucket.url)

Or as a process that ends on SIGTERM: `python -m slipway.local.bitbucket --port 4567`.

Which credentials are accepted, and two literal ones that are refused: see `credentials.py`.

Known differences from Bitbucket: every credential counts as a repository administrator, so any may overwrite
any status; repositories are private, so reading needs a credential as well; `?q=` is refused instead of
evaluated; a repository's slug and its UUID are two repositories.
"""

from slipway.local.bitbucket.identity import (
    AUDIENCE,
    ENVIRONMENT_UUID,
    REPOSITORY_UUID,
    WORKSPACE,
    WORKSPACE_UUID,
)
from slipway.local.bitbucket.server import RunningBitbucket, serve

__all__ = [
    "AUDIENCE",
    "ENVIRONMENT_UUID",
    "REPOSITORY_UUID",
    "WORKSPACE",
    "WORKSPACE_UUID",
    "RunningBitbucket",
    "serve",
]

"""Who the stand-in's tokens are about, unless a request for a token says otherwise."""

from typing import Final

WORKSPACE: Final = "acme"
# Bitbucket wraps UUIDs in braces in claims and API answers, and leaves the braces out of the audience.
WORKSPACE_UUID: Final = "{6f9d3c1e-5b0a-4c57-9d2e-0a1b2c3d4e5f}"
REPOSITORY_UUID: Final = "{2b1c7a54-83f0-4e0d-b6a7-1f2e3d4c5b6a}"
ENVIRONMENT_UUID: Final = "{9a7e5d3c-1b2f-4a6e-8c0d-7e6f5a4b3c2d}"
AUDIENCE: Final = "slipway"

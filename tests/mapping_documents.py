"""Services of a mapping as the file has them: with every key, and with the fewest."""

from __future__ import annotations

import copy
from typing import Any

from chalicelib.domain.image import Registry, Repository
from chalicelib.domain.mapping import (
    Home,
)

ACCOUNT, REGION = "123456789012", "eu-west-1"
HOME = Home(ACCOUNT, REGION)
ROLE = "arn:aws:iam::210987654321:role/path/slipway"
UUID = "{4a5b0c6e-0d21-4f0b-9c55-3b7e4d1f2a90}"
REPOSITORY = Repository(Registry.of(ACCOUNT, REGION), "shop/api")

FULL: dict[str, Any] = {
    "image": {
        "repository": "shop/api",
        "registry": "111111111111.dkr.ecr.us-east-1.amazonaws.com",
        "tags": {"regex": "^main-(?P<commit>[0-9a-f]{7,40})$"},
    },
    "ecs": {
        "cluster": "production",
        "service": "shop-api",
        "container": ["api", "worker"],
        "family": "shop-api",
        "roles": ["shop-api-task"],
        "region": "eu-central-1",
        "role_arn": ROLE,
        "external_id": "slipway",
    },
    "bitbucket": {
        "repository": "acme/shop-api",
        "uuid": UUID.upper().strip("{}"),
        "environments": [UUID],
        "branches": ["main", "release/1"],
    },
    "trigger": "manual",
    "deadline_minutes": 45,
    "badge": "public",
}
LEAST: dict[str, Any] = {"image": {"repository": "shop/web"}, "ecs": {"cluster": "staging", "service": "web"}}


def document(**services: Any) -> dict[str, Any]:
    return {"version": 1, "services": {name.replace("_", "-"): one for name, one in services.items()}}


def edited(path: str, value: Any) -> dict[str, Any]:
    """Return the full service with the value at the dotted path."""
    changed = copy.deepcopy(FULL)
    *blocks, last = path.split(".")
    at = changed
    for one in blocks:
        at = at[one]
    at[last] = value
    return changed

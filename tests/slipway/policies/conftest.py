"""A mapping of services here, in another region and in another account, and what its policies allow."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from iam import allows
from slipway.policies.documents import documents

if TYPE_CHECKING:
    from collections.abc import Callable

MAPPING: dict[str, Any] = {
    "version": 1,
    "services": {
        "shop-api-production": {
            "image": {"repository": "shop/api"},
            "ecs": {"cluster": "production", "service": "shop-api"},
            "bitbucket": {"repository": "acme/shop-api"},
        },
        "shop-web-production": {
            "image": {
                "repository": "shop/web",
                "registry": "210987654321.dkr.ecr.us-east-1.amazonaws.com",
            },
            "ecs": {"cluster": "production", "service": "shop-web", "region": "us-east-1"},
            "bitbucket": {"repository": "acme/shop-web"},
        },
        "shop-api-abroad": {
            "image": {"repository": "shop/api"},
            "ecs": {
                "cluster": "abroad",
                "service": "shop-api",
                "role_arn": "arn:aws:iam::210987654321:role/slipway",
                "external_id": "shop",
            },
            "bitbucket": {"repository": "acme/shop-api"},
        },
    },
}


@pytest.fixture
def mapping() -> dict[str, Any]:
    return copy.deepcopy(MAPPING)


@pytest.fixture
def may() -> Callable[..., bool]:
    """`may(function, action, resource, context={}, document=None)`."""

    def ask(
        function: str,
        action: str,
        resource: str,
        context: dict[str, str] | None = None,
        document: dict[str, Any] | None = None,
    ) -> bool:
        return allows(document or documents(MAPPING)[function], action, resource, context)

    return ask

"""The event that ECR sends when an image lands (Amazon ECR user guide, "Amazon ECR events and EventBridge")."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slipway.demo.versions import Version
    from slipway.local.stack.stack import Stack


def pushed(stack: Stack, repository: str, image: Version, at: str) -> dict[str, Any]:
    """Make the event of a push at `at` (UTC, such as 2026-01-31T12:00:00Z)."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "ECR Image Action",
        "source": "aws.ecr",
        "account": stack.account,
        "time": at,
        "region": stack.region,
        "resources": [],
        "detail": {
            "result": "SUCCESS",
            "repository-name": repository,
            "image-digest": image.digest,
            "action-type": "PUSH",
            "image-tag": image.tag,
        },
    }

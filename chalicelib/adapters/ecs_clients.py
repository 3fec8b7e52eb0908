"""ECS clients for a target: of its region, and in its account under the mapping's role."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.credentials import DeferredRefreshableCredentials
from botocore.session import get_session

from chalicelib.adapters.aws import READS, WRITES, client

if TYPE_CHECKING:
    from botocore.config import Config
    from types_boto3_ecs import ECSClient

    from chalicelib.domain.mapping import Target


def reads(target: Target) -> ECSClient:
    return _client(target.region, target.role_arn, target.external_id, READS)


def writes(target: Target) -> ECSClient:
    return _client(target.region, target.role_arn, target.external_id, WRITES)


@cache
def _client(region: str, role_arn: str | None, external_id: str | None, config: Config) -> ECSClient:
    if role_arn is None:
        own: ECSClient = client("ecs", config, region)
        return own
    session: Any = get_session()
    session._credentials = _assumed(role_arn, external_id)  # noqa: SLF001  botocore has no public way to set them
    theirs: ECSClient = session.create_client("ecs", region_name=region, config=config)
    return theirs


@cache
def _assumed(role_arn: str, external_id: str | None) -> DeferredRefreshableCredentials:
    """Assumed on first use and again before they expire. Only the deployed mapping ever names a role."""

    def refresh() -> dict[str, str]:
        request = {"RoleArn": role_arn, "RoleSessionName": "slipway"}
        if external_id is not None:
            request["ExternalId"] = external_id
        given = client("sts", READS).assume_role(**request)["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }

    return DeferredRefreshableCredentials(method="assume-role", refresh_using=refresh)

"""Values for tests: each builder makes something sound, and takes only what a test cares about."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.deployment import Deployment, Order, Origin, Wish, deployment_id
from chalicelib.domain.ecs import Json
from chalicelib.domain.mapping import Home, MappedService, mapping_from
from chalicelib.domain.mapping import Mapping as ServiceMapping
from chalicelib.domain.semver import Version
from fakes.clock import NOON

ACCOUNT = "123456789012"
REGION = "eu-west-1"
HOME = Home(ACCOUNT, REGION)
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
REPOSITORY = "shop/api"
# An environment's value, which must never be told: `canaries.py` searches for it after every test.
CANARY = "c4n4ry-of-an-environment"


def digest(word: str) -> str:
    """A digest that is the same for the same word."""
    return f"sha256:{hashlib.sha256(word.encode()).hexdigest()}"


def commit(word: str) -> str:
    """A full commit hash that is the same for the same word."""
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest()


def service_document(name: str = "web", **changes: Any) -> dict[str, Any]:
    """One service of `services.yaml`; a change of None leaves the key out."""
    document: dict[str, Any] = {
        "image": {"repository": REPOSITORY},
        "ecs": {"cluster": "production", "service": name},
        "bitbucket": {"repository": "acme/shop-api"},
    }
    return {key: value for key, value in (document | changes).items() if value is not None}


def mapping(**services: dict[str, Any]) -> ServiceMapping:
    """A mapping of services by name (underscores become hyphens); without any: one called web."""
    named = {name.replace("_", "-"): document for name, document in services.items()}
    return mapping_from({"version": 1, "services": named or {"web": service_document()}}, HOME)


def mapped(**changes: Any) -> MappedService:
    found = mapping(web=service_document(**changes)).named("web")
    assert found is not None
    return found


def definition(image: str | None = None, **changes: Json) -> dict[str, Json]:
    """What a service runs: an `api` container of the repository, and a sidecar of another."""
    environment: Json = [{"name": "PASSWORD", "value": CANARY}]
    api: dict[str, Json] = {"name": "api", "image": image or f"{REGISTRY}/{REPOSITORY}:1", "essential": True}
    containers: list[Json] = [
        {**api, "cpu": 10, "environment": environment},
        {"name": "proxy", "image": "envoyproxy/envoy:v1.30", "essential": False},
    ]
    return {
        "family": "web",
        "containerDefinitions": containers,
        "cpu": "256",
        "memory": "512",
        "taskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/web",
        **changes,
    }


def push_event(tag: str = "v2", of: str | None = None, at: datetime = NOON, **detail: Any) -> dict[str, Any]:
    """An `ECR Image Action` event as captured from AWS; `of` is the digest, the tag's own by default."""
    return {
        "version": "0",
        "id": f"4f5ec4d5-4de4-7aad-a046-{tag:0>12.12}",
        "detail-type": "ECR Image Action",
        "source": "aws.ecr",
        "account": ACCOUNT,
        "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "region": REGION,
        "resources": [],
        "detail": {
            "action-type": "PUSH",
            "image-digest": of or digest(tag),
            "image-tag": tag,
            "repository-name": REPOSITORY,
            "result": "SUCCESS",
            "manifest-media-type": "application/vnd.oci.image.manifest.v1+json",
            "artifact-media-type": "application/vnd.oci.image.config.v1+json",
            **detail,
        },
    }


def deployment_event(service: str = "web", cluster: str = "production", **detail: Any) -> dict[str, Any]:
    """An `ECS Deployment State Change` event as captured from AWS."""
    return {
        "version": "0",
        "id": "af0835c5-401a-44a8-7d94-99effc34dc29",
        "detail-type": "ECS Deployment State Change",
        "source": "aws.ecs",
        "account": ACCOUNT,
        "time": "2026-11-22T12:01:00Z",
        "region": REGION,
        "resources": [f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/{cluster}/{service}"],
        "detail": {
            "eventType": "INFO",
            "eventName": "SERVICE_DEPLOYMENT_COMPLETED",
            "deploymentId": "ecs-svc/2",
            "updatedAt": "2026-11-22T12:01:00.049Z",
            "reason": "ECS deployment ecs-svc/2 completed.",
            **detail,
        },
    }


def wish(
    tag: str | None = "v2",
    *,
    of: str | None = None,
    at: datetime = NOON,
    version: str | None = None,
    commit: str | None = None,
    origin: Origin = Origin.PUSH,
    service: str = "web",
) -> Wish:
    image = of or digest(tag or "v2")
    return Wish(
        id=deployment_id(service, at, image),
        service=service,
        tag=tag,
        order=Order(at, image, Version.parse(version) if version else None),
        origin=origin,
        requested_by=f"push of {REPOSITORY}:{tag}",
        commit=commit,
    )


def deployment(of: Wish | None = None, **changes: Any) -> Deployment:
    requested = Deployment.requested(of or wish(), NOON)
    return replace(requested, **changes)


def later(minutes: float = 1) -> datetime:
    return NOON + timedelta(minutes=minutes)

"""Nothing but the image changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bench.correctness.model import Scene, verdict
from bench.subjects import CONTAINER

if TYPE_CHECKING:
    from bench.deployers.model import Deployer
    from bench.images import Pushed
    from bench.results import Verdict
    from bench.subjects import Subject

ROLE: Final = "arn:aws:iam::123456789012:role"
RICH: Final[dict[str, Any]] = {
    "taskRoleArn": f"{ROLE}/app",
    "executionRoleArn": f"{ROLE}/execution",
    "networkMode": "awsvpc",
    "volumes": [{"name": "cache", "host": {}}],
    "placementConstraints": [{"type": "memberOf", "expression": "attribute:zone == a"}],
    "requiresCompatibilities": ["EC2"],
    "cpu": "256",
    "memory": "512",
    "pidMode": "task",
    "ipcMode": "none",
    "ephemeralStorage": {"sizeInGiB": 30},
    "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
    "enableFaultInjection": True,
    "proxyConfiguration": {
        "type": "APPMESH",
        "containerName": "proxy",
        "properties": [{"name": "ProxyIngressPort", "value": "15000"}],
    },
    "tags": [{"key": "team", "value": "shop"}, {"key": "cost-centre", "value": "7"}],
    "container": {
        "environment": [{"name": "LEVEL", "value": "info"}],
        "secrets": [{"name": "TOKEN", "valueFrom": "arn:aws:ssm:eu-west-1:123456789012:parameter/token"}],
        "healthCheck": {"command": ["CMD", "/up"], "interval": 30, "timeout": 5, "retries": 3},
        "dockerLabels": {"a": "b"},
        "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}],
        "stopTimeout": 30,
        "versionConsistency": "enabled",
        "restartPolicy": {"enabled": True, "restartAttemptPeriod": 60},
    },
}
# What ECS itself sets on each revision.
_OF_ECS: Final = frozenset({"taskDefinitionArn", "revision", "registeredAt", "registeredBy", "status"})


def _sidecar(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    before = _images(subject.definition())
    deployer.start(subject, pushed[0]).wait()
    after = _images(subject.definition())
    if after["proxy"] == before["proxy"]:
        return verdict(right=True, did="only the application's container changed")
    return verdict(right=False, did="the sidecar was given the application's image")


def _pinned(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    deployer.start(subject, pushed[0]).wait()
    if not subject.runs(pushed[0]):
        return verdict(right=False, did="the old digest stayed")
    by = "digest" if "@" in _images(subject.definition())[CONTAINER] else "a tag, which can move"
    return verdict(right=True, did=f"replaced; the new image is named by {by}")


def _fields(deployer: Deployer, subject: Subject, pushed: list[Pushed]) -> Verdict:
    before = subject.definition()
    outcome = deployer.start(subject, pushed[0]).wait()
    after = subject.definition()
    if after["revision"] == before["revision"]:
        return verdict(right=False, did=f"registered nothing: {outcome.words[-120:]}")
    lost = _lost(before, after)
    if not lost:
        return verdict(right=True, did="everything else is as before")
    return verdict(right=False, did=f"lost or changed: {', '.join(lost)}")


def _lost(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    lost = [
        name
        for name, value in before.items()
        if name not in _OF_ECS | {"containerDefinitions", "tags"} and after.get(name) != value
    ]
    kept = [(one["key"], one["value"]) for one in after["tags"]]
    lost += ["tags"] if any((one["key"], one["value"]) not in kept for one in before["tags"]) else []
    for old, new in zip(before["containerDefinitions"], after["containerDefinitions"], strict=True):
        lost += [f"{old['name']}.{name}" for name in old if name != "image" and new.get(name) != old[name]]
    return sorted(lost)


def _images(definition: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["image"] for one in definition["containerDefinitions"]}


SCENES: Final = (
    Scene("sidecar", "a sidecar stays as it is", _sidecar),
    Scene("pinned", "an image pinned by digest is replaced", _pinned, pinned=True),
    Scene("fields", "every field and tag of the task definition is kept", _fields, definition=RICH),
)

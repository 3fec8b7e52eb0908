"""What a mapping lets Slipway touch, as ARNs in CloudFormation's `Fn::Sub` syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OWN_REGION = "${AWS::Region}"
OWN_ACCOUNT = "${AWS::AccountId}"
_REGISTRY = re.compile(r"^(?P<account>\d{12})(?:\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.)?")


def arn(service: str, resource: str, *, region: str = OWN_REGION, account: str = OWN_ACCOUNT) -> str:
    return f"arn:${{AWS::Partition}}:{service}:{region}:{account}:{resource}"


@dataclass(frozen=True, slots=True, order=True)
class Cluster:
    """A cluster that Slipway reaches with the function's own role."""

    name: str
    region: str = OWN_REGION

    def arn(self, kind: str, *path: str) -> str:
        """Return the ARN of a `kind` ("service", "task", "service-deployment") below this cluster."""
        return arn("ecs", "/".join((kind, self.name, *path)), region=self.region)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a mapping names: services (of the deployer's own account), repositories and roles.

    `services` may be changed; `seen` are those that may be looked at, `stopped` those whose rollouts may be stopped.
    """

    services: frozenset[tuple[Cluster, str]]
    stopped: frozenset[tuple[Cluster, str]]
    seen: frozenset[tuple[Cluster, str]]
    repositories: frozenset[str]
    roles: frozenset[str]

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> Self:
        """Read a *valid* mapping (see `slipway check`) as parsed from YAML.

        A service behind `role_arn` is reached as that role, whose own policies then decide.
        """
        entries: list[Mapping[str, Any]] = list(mapping["services"].values())
        own = [entry["ecs"] for entry in entries if not entry["ecs"].get("role_arn")]
        services = frozenset(
            (Cluster(ecs["cluster"], ecs.get("region") or OWN_REGION), ecs["service"]) for ecs in own
        )
        return cls(
            services=services,
            stopped=services,
            seen=services,
            repositories=frozenset(_repository(entry["image"]) for entry in entries),
            roles=frozenset(role for entry in entries if (role := entry["ecs"].get("role_arn"))),
        )

    @property
    def clusters(self) -> list[Cluster]:
        """The clusters that may be looked at."""
        return sorted({cluster for cluster, _ in self.seen})

    def ladder(self) -> list[Self]:
        """Ever wider scopes, for mappings too long for IAM to name each service.

        Reading widens before stopping a rollout (which ECS rolls back), and that before giving a service another image.
        """
        clusters = frozenset((cluster, "*") for cluster in self.clusters)
        regions = frozenset((Cluster("*", cluster.region), "*") for cluster in self.clusters)
        near = replace(self, seen=clusters, repositories=frozenset(map(_namespace, self.repositories)))
        middle = replace(near, stopped=clusters)
        far = replace(middle, seen=regions, repositories=frozenset(map(_registry, self.repositories)))
        changed = replace(far, services=clusters)
        return [self, near, middle, far, changed, replace(changed, services=regions, stopped=regions)]


def service_arns(services: Iterable[tuple[Cluster, str]]) -> list[str]:
    return sorted(cluster.arn("service", name) for cluster, name in services)


def deployment_arns(services: Iterable[tuple[Cluster, str]]) -> list[str]:
    """ARNs of every deployment of services."""
    return sorted(cluster.arn("service-deployment", name, "*") for cluster, name in services)


def revision_arns(clusters: Iterable[Cluster]) -> list[str]:
    """ARNs of the service revisions in clusters; by service there would be no room for many."""
    return [cluster.arn("service-revision", "*") for cluster in clusters]


def _repository(image: Mapping[str, Any]) -> str:
    place = _REGISTRY.match(str(image.get("registry") or ""))
    return arn(
        "ecr",
        f"repository/{image['repository']}",
        region=(place and place["region"]) or OWN_REGION,
        account=place["account"] if place else OWN_ACCOUNT,
    )


def _namespace(repository: str) -> str:
    head, _, name = repository.partition(":repository/")
    return f"{head}:repository/{name.split('/')[0]}/*" if "/" in name else repository


def _registry(repository: str) -> str:
    head, _, _ = repository.partition(":repository/")
    return f"{head}:repository/*"

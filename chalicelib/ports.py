"""What the deployer needs of the world. Adapters and the tests' fakes implement these alike.

Every method may raise RetryableError (a passing fault) or RefusedError (a human is needed); what else it raises
is said where it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from chalicelib.domain.asks import Page, RequestKey
    from chalicelib.domain.commands import Asked
    from chalicelib.domain.deployment import Deployment, Wish
    from chalicelib.domain.ecs import (
        EcsDeployment,
        Json,
        Service,
        ServiceDeployment,
        StoppedTask,
        TaskDefinition,
    )
    from chalicelib.domain.image import Repository
    from chalicelib.domain.lease import Invocation
    from chalicelib.domain.mapping import Target
    from chalicelib.domain.record import ServiceRecord
    from chalicelib.domain.registry import ResolvedImage, TaggedImage
    from chalicelib.domain.report import CommitStatus


class Clock(Protocol):
    """The time, as UTC."""

    def now(self) -> datetime: ...


class Ecs(Protocol):
    """Amazon ECS, in whatever region and account a target names."""

    def services(self, targets: Sequence[Target]) -> Mapping[Target, Service]:
        """Those that exist, of targets that share region, role and cluster; ten a call."""
        ...

    def task_definition(self, target: Target, arn: str) -> TaskDefinition: ...

    def revision(self, target: Target, arn: str) -> TaskDefinition | None:
        """The revision, deregistered or not; None once ECS has deleted it."""
        ...

    def revision_for(self, target: Target, base: TaskDefinition, deployment: str) -> TaskDefinition | None:
        """The revision tagged with that deployment's id, among the family's newest, as far as they follow `base`.

        One that `base` came after is no clone of it any more.
        """
        ...

    def register(self, target: Target, definition: Mapping[str, Json], tags: Mapping[str, str]) -> str:
        """Registers a revision and returns its ARN. Raises OutcomeUnknownError when no answer came."""
        ...

    def update(self, target: Target, task_definition: str) -> EcsDeployment:
        """Points the service at that revision and returns the deployment that ECS made of it.

        Raises OutcomeUnknownError when no answer came.
        """
        ...

    def service_deployments(self, target: Target) -> Sequence[ServiceDeployment]:
        """The latest, newest first."""
        ...

    def stop(self, target: Target, ecs_deployment: str) -> None:
        """Has ECS stop that deployment and roll back; does nothing when it no longer rolls out.

        ECS lists a deployment a moment after it began: RetryableError until then.
        """
        ...

    def ecs_deployment_of(self, target: Target, task_definition: str) -> str | None:
        """The id of the latest deployment of that revision, though the service shows it no more."""
        ...

    def first_stopped_task(self, target: Target, service: Service, ecs_deployment: str) -> StoppedTask | None:
        """Why the first task of that deployment stopped; None when ECS no longer tells."""
        ...


class ImageRegistry(Protocol):
    """Amazon ECR."""

    def resolve(self, repository: Repository, tag: str | None, digest: str) -> ResolvedImage | None:
        """By tag where there is one, else by digest; None when there is no such image."""
        ...

    def revision_label(self, image: ResolvedImage, architecture: str) -> str | None:
        """The commit that `org.opencontainers.image.revision` names (40 hex digits), of that platform."""
        ...

    def tagged(self, repository: Repository) -> Iterator[TaggedImage]:
        """Every tag of the repository, in no order; asked for page by page as it is read."""
        ...

    def pushed_at(self, repository: Repository, digests: Sequence[str]) -> Mapping[str, datetime]:
        """ECR's `imagePushedAt` of those that exist."""
        ...


class Store(Protocol):
    """The table: one record per service under a lease, and every deployment's history."""

    def deliver(self, asked: Asked, now: datetime) -> None:
        """Puts it into its service's inbox, once however often it is delivered, and makes the service due."""
        ...

    def deliver_and_take(self, asked: Asked, run: Invocation, now: datetime) -> ServiceRecord | None:
        """As `deliver` and then `take`, in one write where the lease is free."""
        ...

    def take(self, service: str, run: Invocation, now: datetime) -> ServiceRecord | None:
        """Takes the lease and reads the record.

        None when nothing is open, or when another worker holds the lease: then that worker is made to go
        round once more before it releases.
        """
        ...

    def save(self, record: ServiceRecord) -> ServiceRecord:
        """Writes the record and its changed deployments at once; returns it with nothing left to write.

        Raises LeaseLostError when the lease is another's by now: nothing was written then.
        """
        ...

    def release(self, record: ServiceRecord, due: datetime | None, now: datetime) -> ServiceRecord | None:
        """Saves, and gives the lease back if nothing was delivered since the record was read.

        Otherwise the lease is kept and the record returned as it is now. `due` is when to look again, None when
        nothing is open. Raises LeaseLostError as `save` does.
        """
        ...

    def doubt(self, service: str, commits: Sequence[str], now: datetime) -> None:
        """Notes, without a lease, that these commits' statuses may have been overwritten by older ones."""
        ...

    def deployed(self, service: str, digests: frozenset[str]) -> frozenset[str]:
        """Those of the digests that some deployment of the service is about."""
        ...

    def due(self, now: datetime) -> Sequence[str]:
        """The services that are due, the longest due first, as many as one sweep can take."""
        ...


class Archive(Protocol):
    """The same table, for whoever asks what is and what was, and for requests that are sent twice."""

    def records(self, services: Sequence[str]) -> Mapping[str, ServiceRecord]:
        """The records of those services that have one, as they are now; nobody's lease is touched."""
        ...

    def deployment(self, deployment: str) -> Deployment | None:
        """By its id."""
        ...

    def deployments(self, service: str, page: Page) -> Sequence[Deployment]:
        """Newest first; one more than the page takes when there are more."""
        ...

    def asked_before(self, key: RequestKey, now: datetime) -> str | None:
        """The id of the deployment that this key got within a day.

        Raises UnprocessableError when the key then asked for something else.
        """
        ...

    def deliver_once(self, wish: Wish, key: RequestKey, now: datetime) -> str:
        """As `Store.deliver`, but once per key and day; returns the id of the deployment that the key got.

        Raises UnprocessableError as `asked_before` does.
        """
        ...


class CommitStatuses(Protocol):
    """Bitbucket's commits and their build statuses."""

    def full_commit(self, repository: str, short: str) -> str:
        """The 40 hex digits that a short hash stands for."""
        ...

    def post(self, repository: str, commit: str, status: CommitStatus) -> None:
        """Creates or overwrites the status of that key. Raises OutcomeUnknownError when no answer came."""
        ...


class Telemetry(Protocol):
    """What operators see: log lines and metrics. Neither is ever given a secret or a definition."""

    def info(self, message: str, **fields: object) -> None: ...

    def warning(self, message: str, **fields: object) -> None: ...

    def error(self, message: str, **fields: object) -> None:
        """With the traceback of the exception being handled, if any."""
        ...

    def count(self, name: str, value: int = 1, **dimensions: str) -> None: ...

    def seconds(self, name: str, value: float) -> None: ...

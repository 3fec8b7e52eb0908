"""A wish (what somebody wants to run) and the deployment it becomes."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from chalicelib.domain.frozen import frozen
from chalicelib.domain.lifecycle import FINISHED, State, may_become

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.semver import Version

# DynamoDB holds 400 KB an item and Bitbucket shows 255 characters: a reason is words, not a log.
MAX_REASON = 500


class Origin(StrEnum):
    """Who wished: an image that landed, or a person or pipeline that asked for exactly this."""

    PUSH = "push"
    REQUEST = "request"
    ROLLBACK = "rollback"


@frozen
class Order:
    """Where a wish stands among the wishes for one service.

    `at` is the event's own time, never the function's clock; ECR's has whole seconds only. `version`
    is there under a semver policy alone, and then comes before time. `digest` breaks a tie that
    nothing else breaks, so that every worker breaks it alike.
    """

    at: datetime
    digest: str
    version: Version | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a wish's time needs a time zone")

    def key(self, pushed_at: datetime | None = None) -> tuple[datetime, datetime, str]:
        """Sorts by time, then by ECR's finer `imagePushedAt` where it was looked up, then by digest."""
        return (self.at, pushed_at or self.at, self.digest)


@frozen
class Wish:
    """That one service run one image. `tag` is None when the image was asked for by digest alone.

    `revision` is the ARN of the task definition that a rollback leads to. `force` asks for new tasks though the
    image is the one that runs.
    """

    id: str
    service: str
    tag: str | None
    order: Order
    origin: Origin
    requested_by: str
    commit: str | None = None
    revision: str | None = None
    force: bool = False

    @property
    def at(self) -> datetime:
        return self.order.at

    @property
    def digest(self) -> str:
        return self.order.digest

    @property
    def moving_tag(self) -> str | None:
        """The tag to look up again when it begins; a rollback leads to the very image that ran."""
        return None if self.origin is Origin.ROLLBACK else self.tag

    @property
    def key(self) -> str:
        """Tells wishes apart in an inbox: a second tag of one digest may be the one that names the commit."""
        return f"{self.id}:{self.tag or ''}"


def deployment_id(service: str, at: datetime, *distinct: str) -> str:
    """`SERVICE.YYYYMMDDThhmmss.HASH`: sorts by time, names its service, and is the same for the same wish.

    `at` is taken as UTC to whole seconds; `distinct` tells apart what else happened in that second. The
    characters are those allowed in an ECS tag value and in a URL.
    """
    digest = sha256("\n".join(distinct).encode()).hexdigest()[:8]
    return f"{service}.{at:%Y%m%dT%H%M%S}.{digest}"


def request_id(service: str, at: datetime, distinct: str) -> str:
    """As `deployment_id`, for what is asked for: of one second's requests, the later sorts after the earlier.

    `at` is taken to milliseconds, which are the first three digits of HASH.
    """
    return f"{deployment_id(service, at)[:-8]}{at.microsecond // 1000:03x}{sha256(distinct.encode()).hexdigest()[:5]}"


@frozen
class Change:
    """One line of a deployment's history."""

    state: State
    at: datetime
    reason: str


@frozen
class Deployment:
    """One wish on its way. Times are UTC.

    `number` counts the wishes that were the newest of their service when they were sorted; 0: never the newest.
    `task_definition` is the ARN of the revision registered for it; `ecs_deployment` is ECS's own id
    (`ecs-svc/N`), by which alone success is judged. `stop` is set once somebody asked ECS to stop it.
    """

    wish: Wish
    digest: str
    requested_at: datetime
    history: tuple[Change, ...]
    number: int = 0
    commit: str | None = None
    task_definition: str | None = None
    ecs_deployment: str | None = None
    deadline: datetime | None = None
    tasks: TaskCounts | None = None
    stop: Halt | None = None

    @classmethod
    def requested(cls, wish: Wish, at: datetime, number: int = 0) -> Deployment:
        """The first state of every wish."""
        first = Change(State.REQUESTED, at, f"asked for by {wish.requested_by}")
        return cls(wish, wish.digest, requested_at=at, history=(first,), number=number, commit=wish.commit)

    @property
    def id(self) -> str:
        return self.wish.id

    @property
    def state(self) -> State:
        return self.history[-1].state

    @property
    def reason(self) -> str:
        return self.history[-1].reason

    @property
    def updated_at(self) -> datetime:
        return self.history[-1].at

    @property
    def finished_at(self) -> datetime | None:
        return self.updated_at if self.state in FINISHED else None

    @property
    def image(self) -> str:
        """What people call the image: its tag, else the digest in short."""
        return self.wish.tag or self.digest.removeprefix("sha256:")[:12]

    def become(self, state: State, at: datetime, reason: str) -> Deployment:
        """The same deployment one state further.

        Raises ValueError when the transition table has no such way.
        """
        if not may_become(self.state, state):
            raise ValueError(f"deployment {self.id} is {self.state} and cannot become {state}")
        return replace(self, history=(*self.history, Change(state, at, reason[:MAX_REASON])))


@frozen
class Halt:
    """Who asked that a rollout be stopped; whether ECS was tried to be told, and whether it is known to be."""

    by: str
    tried: bool = False
    told: bool = False


@frozen
class TaskCounts:
    """How many tasks of a deployment ECS wants, runs, starts, and saw fail."""

    desired: int
    running: int
    pending: int
    failed: int

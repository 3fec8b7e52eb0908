"""One service of the mapping from its block in the file, refused at the first mistake.

Values are judged by the constructors of what they become; here is only which keys there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.errors import SlipwayError
from chalicelib.domain.image import Registry, Repository
from chalicelib.domain.mapped_service import (
    DEFAULT_DEADLINE,
    BadgeVisibility,
    BitbucketTarget,
    MappedService,
    Target,
    TaskGrant,
    Trigger,
    deadline_of,
    listed_once,
    unrepeated,
)
from chalicelib.domain.rule import RuleBrokenError, shown, text_of
from chalicelib.domain.tag_policy import ONE_PATTERN, GlobPolicy, RegexPolicy, SemverPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta
    from enum import StrEnum
    from typing import TypeVar

    from chalicelib.domain.mapped_service import Home
    from chalicelib.domain.tag_policy import TagPolicy

    Choice = TypeVar("Choice", bound=StrEnum)


ECS_KEYS = ("cluster", "service", "container", "family", "roles", "region", "role_arn", "external_id")


class MappingInvalid(SlipwayError):  # noqa: N818 - reads as what it says; "invalid mapping error" says no more
    """The mapping is refused as a whole; the message starts with the path of the first mistake."""


class Block:
    """A mapping of known keys at a dotted path.

    No dataclass, as `placed` is none: reading a mapping makes two dozen of them a service.
    """

    __slots__ = ("members", "path")

    def __init__(self, path: str, members: dict[str, object]) -> None:
        self.path = path
        self.members = members

    def block(self, key: str, *known: str) -> Block:
        return block(self.required(key), f"{self.path}.{key}", known)

    def required(self, key: str) -> object:
        if key not in self.members:
            raise MappingInvalid(f"{self.path}: {key} is missing; add it")
        return self.members[key]

    def text(self, key: str) -> str:
        value = self.required(key)
        with placed(f"{self.path}.{key}"):
            return text_of(value)

    def optional(self, key: str) -> str | None:
        return self.text(key) if key in self.members else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The list at the key; empty only when the key is absent."""
        return self._listed(key, listed_once) if key in self.members else ()

    def optional_texts(self, key: str) -> tuple[str, ...] | None:
        """The list at the key, which may be empty; None when the key is absent."""
        return self._listed(key, unrepeated) if key in self.members else None

    def _listed(self, key: str, rule: Callable[[Sequence[str]], object]) -> tuple[str, ...]:
        values = self.members[key]
        with placed(f"{self.path}.{key}"):
            if not isinstance(values, list):
                raise RuleBrokenError(f"{shown(values)} is not a list", f"write {key}: [...]")
            texts = tuple(text_of(one) for one in values)
            rule(texts)
            return texts

    def choice(self, key: str, default: Choice) -> Choice:
        with placed(f"{self.path}.{key}"):
            return choice_of(type(default), self.members[key]) if key in self.members else default


class placed:  # noqa: N801 - a context manager reads as a verb; a generator would cost a third of the loading
    """Turns the ValueError of a rule into MappingInvalid at that path."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        """Nothing is needed before."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError):
            raise MappingInvalid(f"{self.path}: {error}") from error


def block(value: object, path: str, known: tuple[str, ...]) -> Block:
    """Takes a dict whose keys are all known, else MappingInvalid."""
    if not isinstance(value, dict):
        raise MappingInvalid(f"{path}: {shown(value)} stands where keys belong; write {', '.join(known)}")
    for key in value:
        if key not in known:
            raise MappingInvalid(f"{path}: unknown key {shown(key)}; the keys here are {', '.join(known)}")
    return Block(path, value)


def choice_of(choices: type[Choice], value: object) -> Choice:
    """The member whose value that is, else RuleBrokenError names them all."""
    for one in choices:
        if value == one.value:
            return one
    raise RuleBrokenError(f"{shown(value)} is no choice here", f"write {' or '.join(choices)}")


def service_from(name: object, value: object, home: Home) -> MappedService:
    """Raises MappingInvalid with the path of the first mistake."""
    path = f"services.{name if isinstance(name, str) else shown(name)}"
    service = block(value, path, ("image", "ecs", "bitbucket", "trigger", "deadline_minutes", "badge"))
    image = service.block("image", "repository", "registry", "tags")
    ecs = service.block("ecs", *ECS_KEYS)
    with placed(path):
        return MappedService(
            name=text_of(name),
            repository=_repository(image, home),
            policy=_policy(image),
            target=_target(ecs, home),
            containers=_containers(ecs),
            bitbucket=_bitbucket(service),
            trigger=service.choice("trigger", Trigger.PUSH),
            deadline=_deadline(service),
            badge=service.choice("badge", BadgeVisibility.PRIVATE),
            tasks=_tasks(ecs),
        )


def _repository(image: Block, home: Home) -> Repository:
    host = image.optional("registry")
    with placed(image.path):
        registry = Registry.of(home.account, home.region) if host is None else Registry.parse(host)
        return Repository(registry, image.text("repository"))


def _policy(image: Block) -> TagPolicy:
    tags = image.members.get("tags", "*")
    path = f"{image.path}.tags"
    if not isinstance(tags, dict):
        with placed(path):
            return GlobPolicy(text_of(tags))
    policy = block(tags, path, ("regex", "semver"))
    if len(policy.members) != 1:
        raise MappingInvalid(f"{path}: {'; '.join(ONE_PATTERN)}")
    with placed(path):
        if "regex" in policy.members:
            return RegexPolicy(policy.text("regex"))
        return SemverPolicy(policy.text("semver"))


def _target(ecs: Block, home: Home) -> Target:
    region = ecs.optional("region")
    with placed(ecs.path):
        return Target(
            cluster=ecs.text("cluster"),
            service=ecs.text("service"),
            region=home.region if region is None else region,
            role_arn=ecs.optional("role_arn"),
            external_id=ecs.optional("external_id"),
        )


def _tasks(ecs: Block) -> TaskGrant:
    with placed(ecs.path):
        return TaskGrant(ecs.optional("family"), ecs.optional_texts("roles"))


def _containers(ecs: Block) -> tuple[str, ...]:
    if isinstance(ecs.members.get("container", []), list):
        return ecs.texts("container")
    return (ecs.text("container"),)


def _bitbucket(service: Block) -> BitbucketTarget | None:
    if "bitbucket" not in service.members:
        return None
    bitbucket = service.block("bitbucket", "repository", "uuid", "environments", "branches")
    with placed(bitbucket.path):
        return BitbucketTarget(
            repository=bitbucket.text("repository"),
            uuid=bitbucket.optional("uuid"),
            environments=frozenset(bitbucket.texts("environments")),
            branches=frozenset(bitbucket.texts("branches")),
        )


def _deadline(service: Block) -> timedelta:
    if "deadline_minutes" not in service.members:
        return DEFAULT_DEADLINE
    with placed(f"{service.path}.deadline_minutes"):
        return deadline_of(service.members["deadline_minutes"])

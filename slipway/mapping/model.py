"""The mapping as a pydantic model: the shape of the file, described for people and editors.

The rules for values are the domain's own; this model only says which rule holds where. It never ships.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from chalicelib.domain import mapping_rules as rules
from chalicelib.domain.image import REGION, REGISTRY, REPOSITORY_NAME, Registry
from chalicelib.domain.mapped_service import (
    BadgeVisibility,
    Trigger,
    deadline_of,
    listed_once,
    normalised_uuid,
    only_with_role,
    unrepeated,
)
from chalicelib.domain.mapping import version_of
from chalicelib.domain.rule import RuleBrokenError
from chalicelib.domain.service_document import choice_of
from chalicelib.domain.tag_policy import GLOB, MAX_PATTERN, ONE_PATTERN, compiled, version_range
from slipway.mapping.ruled import Ruled, text_schema

if TYPE_CHECKING:
    from enum import StrEnum

    from pydantic import (
        ValidationInfo,
    )

PATTERN = {"type": "string", "minLength": 1, "maxLength": MAX_PATTERN}
# pydantic puts the tag of a union's member into an error's path; these are taken out again.
TEXT, BLOCK, LIST = "<text>", "<block>", "<list>"


def _required(description: str, *examples: Any) -> Any:
    return Field(description=description, examples=list(examples))


def _optional(description: str, *examples: Any, default: Any = None) -> Any:
    """Describe a key that may be left out. An explicit null is judged, and refused, by the field's rule."""
    # Left out where there is none: what the annotation itself adds to the schema would be overwritten.
    extra: dict[str, Any] = {} if default is None else {"json_schema_extra": {"default": default}}
    return Field(
        default_factory=lambda: default, description=description, examples=list(examples) or None, **extra
    )


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return BLOCK
    return LIST if isinstance(value, list) else TEXT


def _choice(choices: type[StrEnum]) -> Ruled:
    return Ruled(partial(choice_of, choices), {"type": "string", "enum": list(choices)})


Container: TypeAlias = Annotated[str, Ruled(rules.CONTAINER)]
Uuid: TypeAlias = Annotated[str, Ruled(normalised_uuid, text_schema(rules.UUID))]
TaskRole: TypeAlias = Annotated[str, Ruled(rules.TASK_ROLE)]
Branch: TypeAlias = Annotated[str, Ruled(rules.BRANCH)]

Item = TypeVar("Item")
Listed: TypeAlias = Annotated[
    list[Item],
    AfterValidator(listed_once),
    Field(json_schema_extra={"minItems": 1, "uniqueItems": True}),
]


class Block(BaseModel):
    """A block of keys, of which all are known."""

    model_config = ConfigDict(extra="forbid")


class TagPattern(Block):
    """Tags by regular expression or by semantic version: one of the two."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    regex: Annotated[str, Ruled(compiled, PATTERN)] = _optional(
        "A Python regular expression, found anywhere in the tag: anchor it with ^ and $. A group named "
        "commit is the commit, 7 to 40 hex digits.",
        "^main-(?P<commit>[0-9a-f]{7,40})$",
    )
    semver: Annotated[str, Ruled(version_range, PATTERN)] = _optional(
        "A range of semantic versions, as npm reads it. A lower version never replaces a higher one.",
        ">=1 <2",
        "^1.4",
    )

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise RuleBrokenError(*ONE_PATTERN)
        return self


class Image(Block):
    """Which images the service runs."""

    repository: Annotated[str, Ruled(REPOSITORY_NAME)] = _required("The ECR repository's name.", "shop/api")
    registry: Annotated[str, Ruled(Registry.parse, text_schema(REGISTRY))] = _optional(
        "The registry's host, when it is not the one of the deployer's own account and region.",
        REGISTRY.example,
    )
    tags: Annotated[
        Annotated[str, Ruled(GLOB), Tag(TEXT)] | Annotated[TagPattern, Tag(BLOCK)],
        Discriminator(lambda value: BLOCK if _shape(value) == BLOCK else TEXT),
    ] = _optional(
        "Which tags: a glob, a regex, or a semver range.", "main-*", {"semver": "^1.4"}, default="*"
    )


class Ecs(Block):
    """Where the service runs."""

    cluster: Annotated[str, Ruled(rules.CLUSTER)] = _required("The ECS cluster's name.", "production")
    service: Annotated[str, Ruled(rules.ECS_SERVICE)] = _required("The ECS service's name.", "shop-api")
    container: Annotated[
        Annotated[Container, Tag(TEXT)] | Annotated[Listed[Container], Tag(LIST)],
        Discriminator(lambda value: LIST if _shape(value) == LIST else TEXT),
    ] = _optional(
        "The container or containers that get the image. May be left out when exactly one container runs an "
        "image of the repository.",
        "api",
        ["api", "worker"],
    )
    family: Annotated[str, Ruled(rules.FAMILY)] = _optional(
        "The family of the service's task definitions: Slipway may register revisions of no other.",
        "shop-api",
    )
    roles: Annotated[
        list[TaskRole], AfterValidator(unrepeated), Field(json_schema_extra={"uniqueItems": True})
    ] = _optional(
        "The roles that its task definitions name, by name or ARN: Slipway may pass no other. [] when there is none.",
        ["shop-api-task", "arn:aws:iam::123456789012:role/shop-api-execution"],
    )
    region: Annotated[str, Ruled(REGION)] = _optional("When it is not the deployer's own.", "eu-central-1")
    role_arn: Annotated[str, Ruled(rules.ROLE_ARN)] = _optional(
        "The role to assume in another account.", rules.ROLE_ARN.example
    )
    external_id: Annotated[str, Ruled(rules.EXTERNAL_ID)] = _optional(
        "What the role's trust policy asks for as sts:ExternalId.", rules.EXTERNAL_ID.example
    )

    @field_validator("external_id")
    @classmethod
    def goes_with_role(cls, value: str, info: ValidationInfo) -> str:
        # A role_arn with a mistake of its own is missing from `data`, and then says so itself.
        only_with_role(value, info.data.get("role_arn", ""))
        return value


class Bitbucket(Block):
    """Whose commits hear of it, and whose pipelines may ask for it."""

    repository: Annotated[str, Ruled(rules.BITBUCKET_REPOSITORY)] = _required(
        "Workspace and slug of the repository whose commits get the status.", "acme/shop-api"
    )
    uuid: Uuid = _optional(
        "The UUID of the only repository whose pipelines may deploy this service over HTTP; without it none.",
        rules.UUID.example.strip('"'),
    )
    environments: Listed[Uuid] = _optional(
        "The UUIDs of the only deployment environments that may.", [rules.UUID.example.strip('"')]
    )
    branches: Listed[Branch] = _optional("The only branches that may, by their full names.", ["main"])


class Service(Block):
    """One service: an image, the ECS service that runs it, the repository it is built from."""

    image: Image
    ecs: Ecs
    bitbucket: Bitbucket = _optional("Left out, nothing is reported.")
    trigger: Annotated[str, _choice(Trigger)] = _optional(
        "push: an image that lands deploys. manual: only a request does.", default="push"
    )
    deadline_minutes: Annotated[
        int, Ruled(deadline_of, {"type": "integer", "minimum": 1, "maximum": 1440})
    ] = _optional("After how long a rollout counts as timed out.", default=30)
    badge: Annotated[str, _choice(BadgeVisibility)] = _optional(
        "public: anybody sees the badge. private: only with its token.", default="private"
    )


class MappingFile(Block):
    """Which image runs where, and whose commits hear of it."""

    version: Annotated[int, Ruled(version_of, {"const": 1})] = _required("The format of this file.", 1)
    services: Annotated[dict[Annotated[str, Ruled(rules.SERVICE_NAME)], Service], Field(min_length=1)] = (
        Field(
            description="The services by name; the name is in addresses, badges and commit statuses.",
            json_schema_extra={"additionalProperties": False},
        )
    )

"""The bodies of requests, declared once: what is checked is what `openapi.json` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from chalicelib.api.fields import Field, Flag, Text
from chalicelib.api.media import must_be_json
from chalicelib.api.mistakes import InvalidError, MalformedError, Mistake, Place, plain
from chalicelib.api.rules import COMMIT, DEPLOYMENT_ID, HOLD_REASON, IMAGE_DIGEST
from chalicelib.api.strict_json import bounded, parse
from chalicelib.domain.frozen import frozen
from chalicelib.domain.image import TAG
from chalicelib.domain.rule import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chalicelib.api.fields import Schema, Value


@frozen
class Body:
    """An object of those fields and no others. `required` all have to be there, of `any_of` at least one.

    A body without either may be left out.
    """

    title: str
    description: str
    fields: tuple[Field, ...] = ()
    required: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    @property
    def optional(self) -> bool:
        return not self.required and not self.any_of

    def read(self, body: bytes, content_type: str | None) -> dict[str, Value]:
        """The fields that were sent.

        Raises TooLargeError, UnsupportedMediaError, MalformedError, or InvalidError with every mistake.
        """
        if not bounded(body).strip():
            if not self.optional:
                raise MalformedError("the body is empty; send a JSON object")
            return {}
        must_be_json(content_type)
        sent = parse(body)
        found: dict[str, Value] = {}
        mistakes = [*self._unknown(sent), *self._read_into(found, sent), *self._missing(sent)]
        if mistakes:
            raise InvalidError(mistakes)
        return found

    def schema(self) -> Schema:
        """JSON Schema, draft 2020-12."""
        schema: Schema = {
            "type": "object",
            "description": self.description,
            "properties": {one.name: _described(one) for one in self.fields},
            "additionalProperties": False,
        }
        if self.required:
            schema["required"] = list(self.required)
        if self.any_of:
            schema["anyOf"] = [{"required": [name]} for name in self.any_of]
        return schema

    def _unknown(self, sent: dict[str, Any]) -> Iterator[Mistake]:
        names = [one.name for one in self.fields]
        hint = f"the fields are {', '.join(names)}" if names else "send no body, or {}"
        for name in sent:
            if name not in names:
                yield Mistake(Place.BODY, plain(name), f"there is no such field; {hint}")

    def _read_into(self, found: dict[str, Value], sent: dict[str, Any]) -> Iterator[Mistake]:
        for field in self.fields:
            if field.name not in sent:
                continue
            try:
                found[field.name] = field.check(sent[field.name])
            except RuleBrokenError as broken:
                yield Mistake(Place.BODY, field.name, str(broken))

    def _missing(self, sent: dict[str, Any]) -> Iterator[Mistake]:
        for name in self.required:
            if name not in sent:
                yield Mistake(Place.BODY, name, "it is missing; it is required here")
        if self.any_of and not sent.keys() & set(self.any_of):
            names = ", ".join(self.any_of)
            yield Mistake(Place.BODY, names, "none of them is there; write at least one")


def _described(field: Field) -> Schema:
    return {**field.check.schema(), "description": field.description, "examples": [field.check.example]}


DEPLOY: Final = Body(
    "DeployRequest",
    "Which image: by tag, digest or commit. Where several are given they must agree.",
    (
        Field("tag", Text(TAG), "The image's tag in ECR."),
        Field("digest", Text(IMAGE_DIGEST), "The image's digest."),
        Field(
            "commit",
            Text(COMMIT),
            "Alone: the image whose tag is, or names, this commit. Beside a tag or digest: what the caller says that "
            "the image was built from; it must not contradict the tag or the image's label.",
        ),
        Field("force", Flag(), "Start new tasks though the image is the one that runs."),
    ),
    any_of=("tag", "digest", "commit"),
)
ROLLBACK: Final = Body(
    "RollbackRequest",
    "Where to. Without `to` it is the last known good deployment.",
    (Field("to", Text(DEPLOYMENT_ID), "A deployment of this service that succeeded."),),
)
HOLD: Final = Body(
    "HoldRequest",
    "Why nothing new is deployed.",
    (Field("reason", Text(HOLD_REASON), "Shown to everybody whose deployment is held."),),
    required=("reason",),
)
NOTHING: Final = Body("EmptyRequest", "Nothing needs to be said.")

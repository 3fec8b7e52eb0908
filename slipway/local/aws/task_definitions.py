# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Task definitions keep every member they were registered with, and nothing that was not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ministack.core.responses import json_response
from ministack.services import ecs

from slipway.local.aws import refusals, seams

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.shapes import Answer, Json

_ECS = "ministack.services.ecs"
_OK = 300


def install() -> None:
    seams.wrap(_ECS, "_register_task_definition", _registering)
    seams.wrap(_ECS, "_describe_task_definition", _describing)
    seams.wrap(_ECS, "_deregister_task_definition", _emptied_answer)


def _registering(original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        refusal = refusals.of_registration(data)
        if refusal:
            return refusal
        answer = original(data)
        if answer[0] >= _OK:
            return answer
        arn = json.loads(answer[2])["taskDefinition"]["taskDefinitionArn"]
        record = ecs._task_defs[ecs._resolve_td_key(arn)]
        record.update({name: value for name, value in data.items() if name != "tags"})
        for name in [name for name, value in record.items() if value is None]:
            del record[name]
        return _answer(record, data.get("tags", []))

    return handler


def _describing(original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        answer = original(data)
        if answer[0] >= _OK:
            return answer
        record = ecs._task_defs[ecs._resolve_td_key(data["taskDefinition"])]
        tags = ecs._tags.get(record["taskDefinitionArn"], []) if "TAGS" in data.get("include", []) else []
        return _answer(record, tags)

    return handler


def _emptied_answer(original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        answer = original(data)
        return answer if answer[0] >= _OK else _answer(json.loads(answer[2])["taskDefinition"], [])

    return handler


def _answer(record: Json, tags: list[Json]) -> Answer:
    """ECS leaves out what was not given, except for lists."""
    shown = {name: value for name, value in record.items() if value not in (None, "")}
    answer: Answer = json_response({"taskDefinition": shown} | ({"tags": tags} if tags else {}))
    return answer

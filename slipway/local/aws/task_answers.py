"""DescribeTasks as ECS answers it: a task says nothing of a stop that has not been, where MiniStack has empty words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ministack.core.responses import json_response

from slipway.local.aws import seams

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.shapes import Answer, Json

_OF_A_STOP = ("stopCode", "stoppedReason")


def install() -> None:
    seams.wrap("ministack.services.ecs", "_describe_tasks", _without_empty_words)


def _without_empty_words(original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        answer = original(data)
        body = json.loads(answer[2])
        if "tasks" not in body:
            return answer
        for task in body["tasks"]:
            for name in _OF_A_STOP:
                if task.get(name) == "":
                    del task[name]
        told: Answer = json_response(body)
        return told

    return handler

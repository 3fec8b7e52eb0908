# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Task life cycles: MiniStack's own, with our engine, and an event for every change as ECS sends it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ministack.core.responses import request_scope
from ministack.services import ecs

from slipway.local.aws import images, seams
from slipway.local.aws.engine import ImageMissingError, Order
from slipway.local.aws.task_events import task_state_change

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.engine import Engine
    from slipway.local.aws.event_bus import EventBus
    from slipway.local.aws.shapes import Json

_ECS = "ministack.services.ecs"


def install(engine: Engine, bus: EventBus) -> None:
    """Runs tasks in `engine` and sends their `ECS Task State Change` events to `bus`."""

    def announce(task: Json) -> None:
        bus.emit(
            "aws.ecs", "ECS Task State Change", task_state_change(ecs._sanitize(task)), [task["taskArn"]]
        )

    def announcing(mark: Callable[..., bool]) -> Callable[..., bool]:
        def marked(arn: str, task: Json, *args: Any, **options: Any) -> bool:
            changed = mark(arn, task, *args, **options)
            if changed:
                announce(task)
            return changed

        return marked

    def from_the_start(work: Callable[..., None]) -> Callable[..., None]:
        def worker(task: Json, *args: Any) -> None:
            announce(task)  # PROVISIONING
            work(task, *args)

        return worker

    def start_container(_engine: Engine, definition: Json, options: Json, **_docker: object) -> Any:
        try:
            return engine.start(_order(definition, options))
        except ImageMissingError as error:
            raise ecs._ImagePullError(str(error)) from error

    seams.replace(_ECS, "_get_docker", lambda: engine)
    seams.replace(_ECS, "_run_docker_container", start_container)
    seams.replace(_ECS, "_prepare_service_images", resolve_images)
    seams.replace(_ECS, "_watch_task_lifecycle", watch)
    seams.wrap(_ECS, "_start_task_worker", from_the_start)
    for mark in ("_mark_task_pending", "_mark_task_running", "_mark_task_stopped"):
        seams.wrap(_ECS, mark, announcing)


def _order(definition: Json, options: Json) -> Order:
    """`options` are MiniStack's for the Docker SDK, with secrets and overrides put in."""
    return Order(
        image=definition["image"],
        command=tuple(definition.get("command") or ()),
        entry_point=tuple(definition.get("entryPoint") or ()),
        environment=options["environment"],
        ports=tuple(one["containerPort"] for one in definition.get("portMappings") or ()),
        labels=options["labels"],
    )


def resolve_images(task: Json, definition: Json, _engine: Engine) -> Json | None:
    """The task's deployment, whose images are pinned to their digests when its first task starts, as ECS does.

    For a task of no service: what MiniStack reads of a deployment, the digests.
    """
    group, cluster = task.get("group", ""), task["clusterArn"].rsplit("/", 1)[-1]
    service = ecs._services.get(f"{cluster}/{group.removeprefix('service:')}")
    if not group.startswith("service:"):
        return {"_image_digests": _digests(definition)}
    if service is None:
        return None
    deployment: Json | None = next(
        (one for one in service["deployments"] if one["id"] == task["_deployment_id"]), None
    )
    if deployment is not None and "_image_digests" not in deployment:
        found = _digests(definition)
        if len(found) == len(definition["containerDefinitions"]):
            deployment["_image_digests"] = found
    return deployment


def _digests(definition: Json) -> dict[str, str]:
    """Container -> the digest of its image, of those that are there."""
    found = {one["name"]: images.find(one["image"]) for one in definition["containerDefinitions"]}
    return {name: image.digest for name, image in found.items() if image}


def watch(task: Json, engine: Any, account: str, region: str) -> None:
    """Waits for the task's containers to end, without polling, and lets MiniStack draw the consequences."""

    def until_the_end(container_id: str) -> None:
        with request_scope(account, region):
            try:
                container = engine.containers.get(container_id)
            except KeyError:
                return  # it was stopped before this thread began to wait
            container.wait()
            ecs._maybe_mark_stopped(task, engine)
            container.remove()

    for container_id in list(task["_docker_ids"]):
        threading.Thread(target=until_the_end, args=(container_id,), daemon=True).start()

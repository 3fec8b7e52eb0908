# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Puts our service scheduler in the place of MiniStack's, behind the ECS API for services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ministack.core.responses import get_account_id, get_region, json_response
from ministack.services import ecs

from slipway.local.aws import deployments, refusals, seams
from slipway.local.aws import service_records as records
from slipway.local.aws.shapes import ServiceKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from slipway.local.aws.rollouts import Rollouts
    from slipway.local.aws.shapes import Answer, Json

_ECS = "ministack.services.ecs"
_OK = 300


def install(rollouts: Rollouts) -> None:
    def poke(cluster: str, record_key: str) -> None:
        rollouts.poke(ServiceKey(get_account_id(), get_region(), cluster, record_key.split("/", 1)[1]))

    def poke_group(cluster: str, group: str) -> None:
        if group and group.startswith("service:"):
            poke(cluster, f"{cluster}/{group.removeprefix('service:')}")

    def task_failed(task: Json, **_options: Any) -> None:
        rollouts.task_failed(task)

    seams.replace(_ECS, "_make_deployment", deployments.new)
    seams.replace(_ECS, "_reconcile_service_tasks", poke)
    seams.replace(_ECS, "_refresh_service_state", poke_group)
    seams.replace(_ECS, "_record_service_task_failure", task_failed)
    seams.wrap(_ECS, "_create_service", lambda original: _changing(rollouts, _without_refusal(original)))
    seams.wrap(_ECS, "_update_service", lambda original: _changing(rollouts, _refusing(original)))
    seams.wrap(_ECS, "_delete_service", lambda original: _locked(rollouts, original))
    seams.wrap(_ECS, "_describe_services", lambda original: _counted(rollouts, original))


def _changing(rollouts: Rollouts, handle: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    """Creates or updates a service: a deployment that is new afterwards begins."""

    def handler(data: Json) -> Answer:
        with rollouts.lock:
            key = records.key_of_request(
                {**data, "service": data.get("service") or data.get("serviceName", "")}
            )
            before = _primary_id(key)
            answer = handle(data)
            service = records.record(key) if key and answer[0] < _OK else None
            if key is None or service is None:
                return answer
            service["events"] = [
                one for one in service["events"] if "draining connections" not in one["message"]
            ]
            if _primary_id(key) != before:
                rollouts.deployments.begin(key, service)
            rollouts.poke(key)
            result: Answer = json_response({"service": ecs._sanitize(service)})
            return result

    return handler


def _primary_id(key: ServiceKey | None) -> str | None:
    service = records.record(key) if key else None
    return records.primary(service)["id"] if service else None


def _refusing(original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        key = records.key_of_request(data)
        service = records.record(key) if key else None
        refusal = refusals.of_update(data, service) if service else None
        return refusal or original(data)

    return handler


def _without_refusal(original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        return refusals.of_task_definition(data) or original(data)

    return handler


def _locked(rollouts: Rollouts, original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        with rollouts.lock:
            return original(data)

    return handler


def _counted(rollouts: Rollouts, original: Callable[[Json], Answer]) -> Callable[[Json], Answer]:
    def handler(data: Json) -> Answer:
        with rollouts.lock:
            for name in data.get("services", []):
                key = records.key_of_request({**data, "service": name})
                service = records.record(key) if key else None
                if key and service:
                    records.recount(service, records.live_tasks(key, service))
            return original(data)

    return handler

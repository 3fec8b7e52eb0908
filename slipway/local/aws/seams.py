"""Every place where MiniStack is looked into or changed, checked at start.

MiniStack is pinned exactly (requirements-local-aws.txt) because these names are its internals. After a change of the
pin a missing name stops the start with a message that says which one, instead of a rollout that quietly misbehaves.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

REPLACED: dict[str, tuple[str, ...]] = {
    "ministack.services.ecs": (
        "_get_docker",  # the container engine
        "_run_docker_container",  # starting one container
        "_prepare_service_images",  # which digest a deployment's image is
        "_start_task_worker",  # a task's first state
        "_watch_task_lifecycle",  # waiting for a container's end
        "_mark_task_pending",
        "_mark_task_running",
        "_mark_task_stopped",
        "_make_deployment",  # a deployment's id and first state
        "_reconcile_service_tasks",  # the service scheduler
        "_refresh_service_state",
        "_record_service_task_failure",
        "_create_service",
        "_update_service",
        "_delete_service",
        "_describe_services",
        "_register_task_definition",
        "_deregister_task_definition",
        "_describe_task_definition",
        "_describe_tasks",
        "_describe_service_deployments",
        "_list_service_deployments",
        "_describe_service_revisions",
        "_ts_to_epoch",  # keeps fractions of seconds
        "new_uuid",  # task ids have no dashes
    ),
    "ministack.services.ecr": (
        "_put_image",
        "_v2_put_manifest",
        "_batch_delete_image",
        "_describe_images",
        "_batch_get_image",
        "_get_download_url_for_layer",
    ),
    "ministack.services.eventbridge": (
        "_SCHEDULER_TICK_INTERVAL",
        "_dispatch_to_lambda",
        "_parse_rate_seconds",
    ),
    "ministack.services.lambda_svc": (
        "execution_credentials",
        "invoke_async_with_retry",
        "new_uuid",
        "acquire_worker",
        "release_worker",
    ),
    "ministack.core.lambda_runtime": ("execution_credentials", "_PYTHON_WORKER_SCRIPT", "Worker", "zipfile"),
    "ministack.services.apigateway_v1": (
        "_import_rest_api",
        "_execute_in_scope",
        "_lambda_proxy_response",
        "_invoke_lambda_proxy_v1",
        "_gateway_error_response",
        "_build_lambda_event_v1",
    ),
}
USED: dict[str, tuple[str, ...]] = {
    "ministack.app": ("app", "_build_persistence_save_dict", "_reset_all_state", "_get_reset_lock"),
    "ministack.core.iam_evaluator": ("EvalContext", "evaluate_trust_policy"),
    "ministack.core.iam_actions": ("_BOTOCORE_SERVICE_MAP", "_match_rest_action", "_s3_action"),
    "ministack.core.lambda_runtime": ("reset",),
    "ministack.core.persistence": ("save_state",),
    "ministack.core.responses": (
        "request_scope",
        "error_response_json",
        "json_response",
        "get_account_id",
        "set_request_account_id",
    ),
    "ministack.core.router": ("detect_service",),
    "ministack.services.ecr": ("_find_image", "_images", "_layer_blobs", "_manifest_blobs", "_repositories"),
    "ministack.services.ecs": (
        "_ACTION_MAP",
        "_ImagePullError",
        "_PRE_STOP_STATUSES",
        "_circuit_breaker_threshold",
        "_cleanup_task_resources",
        "_maybe_mark_stopped",
        "_resolve_cluster_name",
        "_resolve_service_ref",
        "_resolve_td_key",
        "_run_task",
        "_sanitize",
        "_services",
        "_sync_service_targets",
        "_tags",
        "_task_defs",
        "_task_is_active",
        "_tasks",
    ),
    "ministack.services.eventbridge": (
        "_archive_event",
        "_dispatch_event",
        "_events_log_list",
        "_matches_pattern_view",
        "_pattern_event_view",
        "_rules",
    ),
    "ministack.services.lambda_svc": (
        "_execute_function",
        "_execution_record_for_config",
        "_get_func_record_for_ref",
        "_route_async_failure",
    ),
    "ministack.services.alb": ("_tgs", "_tg_attrs"),
    "ministack.services.apigateway_v1": ("_gw_error", "_put_gateway_response", "_stages_v1"),
    "ministack.services.iam": ("_roles",),
    "ministack.services.sts": ("_caller_identity", "register_session"),
}


class SeamError(Exception):
    """The installed MiniStack has not got what the additions build on."""


def check() -> None:
    """Raises `SeamError` naming each attribute that the installed MiniStack lacks."""
    missing = [
        f"{module}.{name}"
        for table in (REPLACED, USED)
        for module, names in table.items()
        for name in names
        if not hasattr(import_module(module), name)
    ]
    if missing:
        raise SeamError(
            f"MiniStack {version('ministack')} has no {', '.join(missing)}. The local AWS is built on the version "
            "pinned in requirements-local-aws.txt: install that one, or adapt slipway/local/aws to the new one."
        )


def original(module: str, name: str) -> Any:
    """What MiniStack itself has under this name, to be called by its replacement."""
    return getattr(import_module(module), name)


def replace(module: str, name: str, new: object) -> None:
    """Puts `new` in the place of a name listed in `REPLACED`, for the handlers table of ECS too."""
    if name not in REPLACED.get(module, ()):
        raise SeamError(f"{module}.{name} is replaced but not listed in seams.REPLACED: list it there.")
    home = import_module(module)
    old = getattr(home, name)
    setattr(home, name, new)
    handlers = getattr(home, "_ACTION_MAP", {})
    for action, handler in handlers.items():
        if handler is old:
            handlers[action] = new


def wrap(module: str, name: str, make: Callable[[Any], object]) -> None:
    """Replaces what MiniStack has by what `make` builds around the original."""
    replace(module, name, make(original(module, name)))

"""What the commands share that write policies: whom they ask about task definitions, and what they warn of."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
import click

from slipway.policies.committed import narrowed
from slipway.policies.live import ask
from slipway.policies.tasks import Tasks
from slipway.policies.warnings import warnings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def tasks_of(mapping: Mapping[str, Any], committed: Path, *, live: bool) -> Tasks:
    """Take the mapping's word, then with `live` that of ECS, then that of the committed policies; warn of the rest."""
    tasks = narrowed(mapping, Tasks.of(mapping, ask(mapping, _ecs_in()) if live else None), committed)
    for line in warnings(mapping, tasks):
        click.secho(f"! {line}", fg="yellow", err=True)
    return tasks


def _ecs_in() -> Any:
    @cache
    def ecs_in(region: str | None) -> Any:
        return boto3.client("ecs", region_name=region)

    return ecs_in

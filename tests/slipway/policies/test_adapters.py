"""No adapter makes a call that no policy knows."""

from __future__ import annotations

import re
from typing import Any

import boto3
import pytest
from botocore import xform_name

from called import PARTS
from slipway.packaging.order import ROOT
from slipway.policies.documents import documents

SOURCES = "\n".join(path.read_text() for path in sorted((ROOT / "chalicelib" / "adapters").glob("*.py")))
MADE = sorted(set(re.findall(r'\bclient\("([a-z]+)"|create_client\("([a-z]+)"', SOURCES)))
SERVICES = sorted({name for pair in MADE for name in pair if name})


def called(service: str) -> set[str]:
    """The operations of a service that the adapters name, as methods or for a paginator."""
    model = boto3.client(service, region_name="eu-west-1").meta.service_model  # type: ignore[call-overload]  # the stubs list each service by name
    methods = {xform_name(operation): operation for operation in model.operation_names}
    named = set(re.findall(r'\.([a-z_]+)\(|get_paginator\("([a-z_]+)"\)', SOURCES))
    return {f"{service}:{methods[name]}" for pair in named for name in pair if name in methods}


def test_the_clients_are_those_of_these_services() -> None:
    assert SERVICES == ["dynamodb", "ecr", "ecs", "secretsmanager", "sts"]


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "secretsmanager"])
def test_every_call_of_the_adapters_is_granted_and_nothing_else_of_the_service(
    service: str, mapping: dict[str, Any]
) -> None:
    """Secrets are read by Powertools, whose one call is seen in the end-to-end tests."""
    granted = {
        action
        for document in documents(mapping).values()
        for statement in document["Statement"]
        for action in statement["Action"]
        if action.startswith(f"{service}:")
    }
    needed = {part for call in called(service) for part in PARTS.get(call, (call,))}
    assert needed == granted

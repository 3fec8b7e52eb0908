"""The SDK's description of each service, loaded when it is first asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import OperationNotFoundError, ServiceModel

if TYPE_CHECKING:
    from botocore.model import OperationModel

_MODEL_NAMES = {"tagging": "resourcegroupstaggingapi"}
"""Where the SDK's name of a service is not the one it signs with."""


def operation(service: str, name: str) -> OperationModel | None:
    """None when the SDK knows no such operation: then there is nothing to compare with."""
    model = _service(_MODEL_NAMES.get(service, service))
    if model is None:
        return None
    try:
        return model.operation_model(name)
    except OperationNotFoundError:
        return None


@cache
def _service(name: str) -> ServiceModel | None:
    try:
        description = Loader().load_service_model(name, "service-2")
    except UnknownServiceError:
        return None
    return ServiceModel(description, name)

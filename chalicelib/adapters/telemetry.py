"""Logs and metrics through Powertools: JSON lines, and the embedded metric format."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from aws_lambda_powertools.metrics import MetricUnit, single_metric

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

NAMESPACE: Final = "Slipway"


class PowertoolsTelemetry:
    """The `Telemetry` port. Each metric is a line of its own, so threads never mix their dimensions."""

    def __init__(self, logger: Logger) -> None:
        self._logger = logger

    def info(self, message: str, **fields: object) -> None:
        self._logger.info(message, extra=fields, stacklevel=3)

    def warning(self, message: str, **fields: object) -> None:
        self._logger.warning(message, extra=fields, stacklevel=3)

    def error(self, message: str, **fields: object) -> None:
        self._logger.error(message, extra=fields, stacklevel=3, exc_info=sys.exc_info()[0] is not None)

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        with single_metric(name=name, unit=MetricUnit.Count, value=value, namespace=NAMESPACE) as metric:
            metric.add_dimension("service", "slipway")
            for dimension, of in dimensions.items():
                metric.add_dimension(dimension, of)

    def seconds(self, name: str, value: float) -> None:
        with single_metric(name=name, unit=MetricUnit.Seconds, value=value, namespace=NAMESPACE) as metric:
            metric.add_dimension("service", "slipway")

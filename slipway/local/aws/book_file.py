"""The records of service deployments as JSON, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from slipway.local.aws.service_deployments import ServiceDeployment, Status
from slipway.local.aws.shapes import ServiceKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slipway.local.aws.service_deployments import Book
    from slipway.local.aws.shapes import Json


def content(book: Book) -> Json:
    return {
        "deployments": [
            {"key": asdict(key), "entries": [asdict(one) for one in entries]}
            for key, entries in list(book.deployments.items())
        ],
        "revisions": dict(book.revisions),
    }


def fill(book: Book, given: Json, running: Mapping[str, Json]) -> None:
    """`running`: the deployments that services show, by id; a revision shares its record with the service."""
    for one in given["deployments"]:
        entries = [_entry(entry) for entry in one["entries"]]
        book.deployments[ServiceKey(**one["key"])] = entries
    for arn, revision in given["revisions"].items():
        kept = revision["_deployment"]
        book.revisions[arn] = revision | {"_deployment": running.get(kept["id"], kept)}


def _entry(given: dict[str, Any]) -> ServiceDeployment:
    return ServiceDeployment(**given | {"status": Status(given["status"])})

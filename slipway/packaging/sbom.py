"""What ships, for those who ask: a software bill of materials (CycloneDX 1.6, JSON)."""

from __future__ import annotations

import json
import uuid
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slipway.packaging.distributions import Distribution

# Any fixed one: with the zip's hash it makes a serial number that is the same for the same zip.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:slipway:sbom")


def text(zip_sha256: str, shipped: Sequence[Distribution], direct: Iterable[str]) -> str:
    """Write the bill of a zip: its distributions, and those that Slipway itself asks for (canonical names).

    The same zip gives the same text: no time is in it.
    """
    licences = LicenseFactory()
    root = Component(
        type=ComponentType.APPLICATION,
        name="slipway",
        version=version("slipway"),
        bom_ref="slipway",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=zip_sha256)],
    )
    parts = {one.name: _component(one, licences) for one in shipped}
    bom = Bom(
        components=parts.values(),
        metadata=BomMetaData(component=root),
        serial_number=uuid.uuid5(NAMESPACE, zip_sha256),
    )
    bom.register_dependency(root, [parts[name] for name in sorted(direct) if name in parts])
    for one in shipped:
        bom.register_dependency(parts[one.name], [parts[name] for name in one.requires])
    content: dict[str, Any] = json.loads(JsonV1Dot6(bom).output_as_string())
    del content["metadata"]["timestamp"]
    return json.dumps(content, indent=2, sort_keys=True) + "\n"


def _component(one: Distribution, licences: LicenseFactory) -> Component:
    url = PackageURL("pypi", name=one.name, version=one.version)
    return Component(
        type=ComponentType.LIBRARY,
        name=one.name,
        version=one.version,
        purl=url,
        bom_ref=str(url),
        licenses=[licences.make_from_string(one.licence)] if one.licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one.wheel)] if one.wheel else [],
    )

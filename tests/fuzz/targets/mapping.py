"""The mapping, as YAML or JSON: a Mapping, or MappingInvalid."""

from __future__ import annotations

from builders import HOME
from chalicelib.adapters.mapping_file import document_of
from chalicelib.domain.mapping import MappingInvalid, mapping_from
from fuzz.printable import assert_sayable


def check(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return  # refused before it is parsed
    try:
        mapping = mapping_from(document_of(text), HOME)
    except MappingInvalid as invalid:
        assert_sayable(str(invalid))
        return
    assert len(mapping) > 0
    for one in mapping:
        assert mapping.named(one.name) is one
        assert one in mapping.of_ecs_service(one.target.region, one.target.cluster, one.target.service)

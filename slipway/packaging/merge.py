"""Puts `infra/` into the template that Chalice generates: dictionaries are merged, everything else is replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from slipway.packaging.order import PackagingError

if TYPE_CHECKING:
    from collections.abc import Mapping

API = "RestAPI"
API_ONLY = "infra/api.yaml"


def merged(generated: Mapping[str, Any], infra: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the template to deploy; `infra` leads from a file's name to its content.

    What serves the HTTP API alone is left out of an app without routes.

    Raises:
        PackagingError: infra/ adds to a resource that app.py does not bring, or is no template.

    """
    whole = dict(generated)
    for name in sorted(infra):
        if name != API_ONLY or API in generated["Resources"]:
            whole = _into(whole, _read(name, infra[name]))
    lost = [name for name, one in whole["Resources"].items() if "Type" not in one]
    if lost:
        raise PackagingError(
            f"infra/ adds to {', '.join(lost)}, which app.py does not bring. Correct its name there."
        )
    return _by_name(whole)


def _into(base: Any, more: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(more, dict)):
        return more
    return base | {key: _into(base[key], value) if key in base else value for key, value in more.items()}


def _by_name(template: dict[str, Any]) -> dict[str, Any]:
    """Let the API call functions by their fixed names: the functions can then be told its address (ADR 7)."""
    resources = template["Resources"]
    if API not in resources:
        return template
    names = {
        f"${{{key}.Arn}}": one["Properties"]["FunctionName"]["Fn::Sub"]
        for key, one in resources.items()
        if one["Type"] == "AWS::Serverless::Function"
    }
    arn = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:"
    api = _replaced(resources[API], {reference: arn + name for reference, name in names.items()})
    return template | {"Resources": resources | {API: api}}


def _replaced(part: Any, words: Mapping[str, str]) -> Any:
    match part:
        case str():
            for old, new in words.items():
                part = part.replace(old, new)
            return part
        case dict():
            return {key: _replaced(value, words) for key, value in part.items()}
        case list():
            return [_replaced(value, words) for value in part]
        case _:
            return part


def _read(name: str, content: bytes) -> dict[str, Any]:
    try:
        template: dict[str, Any] = yaml.load(content, _Template)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as wrong:
        raise PackagingError(f"{name} is no YAML: {wrong}") from wrong
    return template


class _Template(yaml.SafeLoader):
    """Writes CloudFormation's short functions out: `!Sub x` is {"Fn::Sub": "x"}."""


def _function(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    match node:
        case yaml.ScalarNode():
            value = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]  # the third kind of node
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in {"Ref", "Condition"} else f"Fn::{name}": value}


_Template.add_multi_constructor("!", _function)

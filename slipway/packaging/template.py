"""The template as text."""

from __future__ import annotations

from typing import Any

import yaml


class _Plain(yaml.SafeDumper):
    """Writes repeated parts out: CloudFormation refuses YAML aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def text(template: dict[str, Any]) -> str:
    head = ("AWSTemplateFormatVersion", "Description", "Transform", "Parameters", "Globals")
    ordered = {key: template[key] for key in sorted(template, key=lambda key: (key not in head, key))}
    return yaml.dump(ordered, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)

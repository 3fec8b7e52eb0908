"""The text of a first services.yaml: the same proposal always gives the same text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.domain.image import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from chalicelib.domain.mapping import Home
    from slipway.starting.proposal import Proposal, Proposed

_HEAD: Final = """\
# Which image runs where, and whose commits hear of it. Written by `slipway init` from account {account}, {region}.
# Change it as you like, then check it:  slipway check --mapping {path} --live
# Every key is explained in docs/mapping.md.
version: 1

services:
"""
_NOT_REPORTED: Final = """\
    # Without this nobody is told: workspace/slug of the repository whose commits get the status.
    # bitbucket:
    #   repository: workspace/slug
"""

_PUSH: Final = "    trigger: push                 # by every image that lands; manual: only when asked for\n"
_MANUAL: Final = "    trigger: manual               # only when asked for; push: by every image that lands\n"


@dataclass(frozen=True, slots=True)
class Choices:
    """What an account does not tell. `bitbucket` is repository by mapped service; "" is for all others."""

    bitbucket: Mapping[str, str]
    manual: bool = False

    def repository_of(self, service: str) -> str:
        return self.bitbucket.get(service) or self.bitbucket.get("", "")


def text_of(proposal: Proposal, choices: Choices, home: Home, path: str) -> str:
    """YAML that `slipway check` finds no mistake in."""
    blocks = ["".join(_service(one, choices, home)) for one in proposal.services]
    head = _HEAD.format(account=home.account, region=home.region, path=path)
    return head + "\n".join(blocks) + "".join(_left_out(proposal))


def _service(one: Proposed, choices: Choices, home: Home) -> Iterator[str]:
    registry, target = one.repository.registry, one.target
    yield f"  {_text(one.name)}:\n"
    yield f"    image:                        # now: {', '.join(_short(image) for image in one.running)}\n"
    yield f"      repository: {_text(one.repository.name)}\n"
    if registry != Registry.of(home.account, home.region):
        yield f"      registry: {registry.host}\n"
    yield '      tags: "*"                   # every tag; or a glob, {regex: ...}, {semver: ...}\n'
    yield f"    ecs:\n      cluster: {_text(target.cluster)}\n      service: {_text(target.service)}\n"
    yield f"      container: {_containers(one.containers)}\n"
    yield f"      family: {_text(one.tasks.family or '')}\n"
    yield f"      roles: [{', '.join(_text(_role(role, home)) for role in one.tasks.roles or ())}]\n"
    if target.region != home.region:
        yield f"      region: {target.region}\n"
    repository = choices.repository_of(one.name)
    yield f"    bitbucket:\n      repository: {_text(repository)}\n" if repository else _NOT_REPORTED
    yield _MANUAL if choices.manual else _PUSH


def _left_out(proposal: Proposal) -> Iterator[str]:
    if proposal.left_out:
        yield "\n# Left out:\n"
    for one in proposal.left_out:
        yield f"#   {one.target.cluster}/{one.target.service}: {' '.join(one.why.split())}\n"


def _containers(names: tuple[str, ...]) -> str:
    return _text(names[0]) if len(names) == 1 else f"[{', '.join(map(_text, names))}]"


def _role(arn: str, home: Home) -> str:
    """By name where it is the deployer's own account's."""
    account, _, name = arn.partition("::")[2].partition(":role/")
    return name if account == home.account else arn


def _short(image: str) -> str:
    """Without the registry, which is long and says nothing new."""
    return image.partition("/")[2]


def _text(value: str) -> str:
    """In quotes where YAML would take it for something else, such as a number or a truth value."""
    plain = value[:1].isalpha() and value.lower() not in {
        "y",
        "n",
        "yes",
        "no",
        "on",
        "off",
        "true",
        "false",
        "null",
    }
    return value if plain else json.dumps(value)

"""Asks on the terminal what neither flags nor the account tell; Enter takes what is offered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from chalicelib.domain.mapping_rules import BITBUCKET_REPOSITORY
from slipway.starting.writing import Choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slipway.starting.proposal import Proposal, Proposed


def ask_clusters(there: Sequence[str]) -> list[str]:
    """Those to look at; not asked when there is only one."""
    if len(there) == 1:
        return list(there)
    click.echo(f"Clusters: {', '.join(there)}")
    answer = _several("Which of them, with commas", there)
    return [one for one in there if one in answer]


def ask_services(proposal: Proposal) -> Proposal:
    """Those to map."""
    for one in proposal.services:
        where = f"{one.target.cluster}/{one.target.service}"
        click.echo(f"  {one.name}: {where}, container {', '.join(one.containers)} runs {one.repository.name}")
    for left in proposal.left_out:
        click.echo(f"  (left out: {left.target.cluster}/{left.target.service}: {left.why})")
    if len(proposal.services) <= 1:
        return proposal
    answer = _several("Which of them, with commas", [one.name for one in proposal.services])
    return replace(proposal, services=tuple(one for one in proposal.services if one.name in answer))


def ask_choices(services: Sequence[Proposed], given: Choices, *, ask_trigger: bool) -> Choices:
    """One question for each ECR repository: what is in it is built from one repository of Bitbucket."""
    answers = dict(given.bitbucket)
    for repository in dict.fromkeys(one.repository for one in services):
        built = [one.name for one in services if one.repository == repository]
        if all(given.repository_of(name) for name in built):
            continue
        question = f"Bitbucket repository (workspace/slug) that {repository.name} is built from; Enter: none"
        answer = click.prompt(question, default="", show_default=False, value_proc=_bitbucket)
        answers |= dict.fromkeys(built, answer)
    manual = given.manual
    if ask_trigger:
        manual = not click.confirm("Deploy every image that lands", default=True)
    return Choices(answers, manual=manual)


def _several(question: str, there: Sequence[str]) -> set[str]:
    def known(text: str) -> set[str]:
        named = {one.strip() for one in text.split(",")} - {""}
        unknown = sorted(named - {*there, "all"})
        if unknown or not named:
            raise click.BadParameter(f"there is no {', '.join(unknown)}; there are {', '.join(there)}")
        return set(there) if "all" in named else named

    found: set[str] = click.prompt(question, default="all", value_proc=known)
    return found


def _bitbucket(text: str) -> str:
    try:
        return BITBUCKET_REPOSITORY(text) if text else ""
    except ValueError as broken:
        raise click.BadParameter(str(broken)) from broken

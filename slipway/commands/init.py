"""`slipway init`: a first mapping from what the account runs."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chalicelib.domain.errors import SlipwayError
from chalicelib.domain.mapping_rules import BITBUCKET_REPOSITORY
from slipway.live.home import HomeUnknownError, own_home
from slipway.mapping.problems import check_text
from slipway.starting.asking import ask_choices, ask_clusters, ask_services
from slipway.starting.proposal import propose
from slipway.starting.survey import known_clusters, survey
from slipway.starting.writing import Choices, text_of

if TYPE_CHECKING:
    from chalicelib.domain.mapping import Home
    from slipway.starting.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options."""

    clusters: tuple[str, ...]
    services: tuple[str, ...]
    bitbucket: tuple[str, ...]
    trigger: str | None
    out: Path
    region: str | None
    yes: bool
    force: bool

    @property
    def asks(self) -> bool:
        return not self.yes and sys.stdin.isatty()


@click.command()
@click.option("--clusters", "--cluster", multiple=True, metavar="NAME", help="Look at these. Default: all.")
@click.option("--services", "--service", multiple=True, metavar="NAME", help="Map these. Default: all.")
@click.option(
    "--bitbucket",
    multiple=True,
    metavar="[SERVICE=]WORKSPACE/SLUG",
    help="Whose commits hear of all services, or of that one.",
)
@click.option("--trigger", type=click.Choice(["push", "manual"]), help="What deploys. Default: push.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("services.yaml"),
    show_default=True,
    help="The file to write.",
)
@click.option("--region", metavar="CODE", help="The region to look at. Default: the one that is set up.")
@click.option("--yes", is_flag=True, help="Ask nothing; nothing is asked without a terminal either.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
def command(**given: Any) -> None:
    """Write a first services.yaml from the ECS services and ECR repositories of the account that you are logged in to.

    What flags do not say is asked. Services that Slipway could not deploy are left out, and it is said why.
    Nothing in the account is changed.
    """
    wanted = Wanted(**given)
    if wanted.out.exists() and not wanted.force:
        raise click.ClickException(f"{wanted.out} is there already; give another --out, or --force")
    try:
        home = own_home(None, wanted.region)
        bitbucket = dict(_bitbucket(one) for one in wanted.bitbucket)
        proposal = _proposal(wanted, home)
    except (SlipwayError, HomeUnknownError, ValueError) as problem:
        raise click.ClickException(str(problem)) from problem
    choices = Choices(bitbucket, manual=wanted.trigger == "manual")
    _known(bitbucket, proposal)
    if wanted.asks:
        choices = ask_choices(proposal.services, choices, ask_trigger=wanted.trigger is None)
    _write(wanted.out, proposal, choices, home)


def _proposal(wanted: Wanted, home: Home) -> Proposal:
    there = known_clusters(home.region, _split(wanted.clusters))
    looked_at = ask_clusters(there) if wanted.asks and not wanted.clusters else there
    proposal = propose(survey(home.region, looked_at), home)
    named = _split(wanted.services)
    if named:
        proposal = _only(proposal, named)
    elif wanted.asks:
        proposal = ask_services(proposal)
    if not proposal.services:
        left = "".join(
            f"\n  {one.target.cluster}/{one.target.service}: {one.why}" for one in proposal.left_out
        )
        raise click.ClickException(
            f"no service in {', '.join(looked_at)} can be mapped:{left or ' there is none'}"
        )
    return proposal


def _only(proposal: Proposal, named: list[str]) -> Proposal:
    """By the ECS service's name or by that in the mapping."""
    services = tuple(one for one in proposal.services if {one.name, one.target.service} & set(named))
    left_out = tuple(one for one in proposal.left_out if one.target.service in named)
    known = {name for one in services for name in (one.name, one.target.service)}
    unknown = [name for name in named if name not in known | {one.target.service for one in left_out}]
    if unknown:
        there = ", ".join(one.name for one in proposal.services)
        raise click.ClickException(f"there is no service {', '.join(unknown)}; there are {there}")
    return replace(proposal, services=services, left_out=left_out)


def _known(bitbucket: dict[str, str], proposal: Proposal) -> None:
    there = [one.name for one in proposal.services]
    unknown = sorted(set(bitbucket) - {"", *there})
    if unknown:
        raise click.ClickException(f"--bitbucket names {', '.join(unknown)}; there are {', '.join(there)}")


def _write(path: Path, proposal: Proposal, choices: Choices, home: Home) -> None:
    text = text_of(proposal, choices, home, path.name if path.is_absolute() else str(path))
    problems = check_text(text, home).problems
    if problems:
        said = "\n".join(f"  {one.where}: {one.message}; {one.hint}" for one in problems)
        raise click.ClickException(f"nothing was written, since `slipway check` would refuse it:\n{said}")
    path.write_text(text, encoding="utf-8")
    click.echo(f"✓ {path}: {', '.join(one.name for one in proposal.services)}")
    for one in proposal.left_out:
        click.echo(f"! left out {one.target.cluster}/{one.target.service}: {one.why}")
    click.echo(f"Next: slipway check --mapping {path} --live")


def _split(values: tuple[str, ...]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def _bitbucket(text: str) -> tuple[str, str]:
    """The mapped service, "" for all, and its repository."""
    service, _, repository = text.rpartition("=")
    return service, BITBUCKET_REPOSITORY(repository)

"""The `slipway` command: one verb per file under `slipway/commands/`, imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

VERBS = {
    "badge": "print a badge's address and its Markdown",
    "check": "validate the mapping and name every mistake",
    "demo": "watch pushes roll out on a local AWS",
    "deploy": "deploy an image, and follow it to its end",
    "history": "list a service's deployments",
    "hold": "deploy nothing new to a service",
    "init": "write a first mapping from what the account runs",
    "local": "run a local AWS and a stand-in for Bitbucket",
    "operators": "let people call the API",
    "package": "build what CloudFormation deploys",
    "plan": "show what a deploy would do now, and change nothing",
    "policies": "write one least-privilege policy per function",
    "release": "end a service's hold",
    "rollback": "go back to what is known to be good",
    "schema": "print the mapping's JSON Schema",
    "stack": "deploy Slipway itself into an account",
    "status": "show what runs and what is under way",
    "stop": "stop a rollout",
}


class Verbs(click.Group):
    """Finds `slipway VERB` in `slipway.commands.VERB`, whose `command` is the click command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"slipway.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(VERBS.items()))


@click.group(cls=Verbs)
@click.version_option(package_name="slipway")
def main() -> None:
    """Deployments from ECR to ECS, followed to their true end and reported to Bitbucket."""

"""From a package to a running stack, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slipway.stack import artifacts, changes, state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slipway.packaging.order import Package

PAUSE_SECONDS = 2.0
TABLE = "Table"


@dataclass(frozen=True, slots=True)
class Deployed:
    """What CloudFormation made: outputs by key, and functions by their name in app.py."""

    outputs: dict[str, str]
    functions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Deployer:
    """`client` makes a boto3 client of a service's name; `pause` is what lies between two looks, in seconds."""

    client: Callable[[str], Any]
    stack: str
    bucket: str
    pause: float = PAUSE_SECONDS

    def prepare(
        self, package: Package, parameters: Mapping[str, str]
    ) -> tuple[artifacts.Uploaded, changes.ChangeSet]:
        """Upload the package and work out what would change; nothing does yet.

        Raises:
            DeploymentError: CloudFormation refuses it.

        """
        uploaded = artifacts.upload(self.client("s3"), self.bucket, package)
        formation = self.client("cloudformation")
        wanted = changes.prepare(formation, self.stack, uploaded.template_url, parameters, pause=self.pause)
        return uploaded, wanted

    def apply(self, uploaded: artifacts.Uploaded, wanted: changes.ChangeSet) -> Deployed:
        """Make the changes, and wait until they are made.

        Raises:
            DeploymentError: one failed. CloudFormation took all of them back then.

        """
        formation = self.client("cloudformation")
        if wanted.changes:
            formation.execute_change_set(StackName=self.stack, ChangeSetName=wanted.name)
            state.settle(formation, self.stack, pause=self.pause)
        names = state.resources(formation, self.stack)
        functions = {name: names[resource] for resource, name in uploaded.functions.items()}
        return Deployed(state.outputs(formation, self.stack), functions)

    def destroy(self) -> str | None:
        """Take the stack down, all but the table; return the table's name, None when there is no such stack.

        Raises:
            DeploymentError: CloudFormation could not.

        """
        formation = self.client("cloudformation")
        if state.absent(formation, self.stack):
            return None
        table = state.resources(formation, self.stack).get(TABLE, "")
        arn = formation.describe_stacks(StackName=self.stack)["Stacks"][0]["StackId"]
        formation.delete_stack(StackName=self.stack)
        state.settle(formation, arn, pause=self.pause)
        return table

"""Starts the local stack, and ends all of it."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from slipway.local import bitbucket as stand_in
from slipway.local.stack import addresses, credentials, local_aws, ports
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.deployment import deploy
from slipway.local.stack.errors import StackError
from slipway.local.stack.stack import Oidc, Stack
from slipway.packaging.build import build
from slipway.packaging.order import Order, PackagingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slipway.local.bitbucket import RunningBitbucket
    from slipway.local.stack.deployment import Deployed
    from slipway.local.stack.wanted import Wanted
    from slipway.packaging.order import Package

STAGE = "local"
OIDC = Oidc(stand_in.WORKSPACE, stand_in.WORKSPACE_UUID, stand_in.AUDIENCE)


@contextmanager
def running_stack(wanted: Wanted, report: Callable[[str], None] = lambda _: None) -> Iterator[Stack]:
    """Run the stack for as long as the `with` block lasts; `report` hears of each step.

    Raises:
        StackError: it cannot start. Nothing of it is left running then.

    """
    with ExitStack() as started:
        folder = Path(started.enter_context(tempfile.TemporaryDirectory(prefix="slipway-local-")))
        aws_port = ports.choose(wanted.aws_port, "--aws-port")
        report(f"Starting the local AWS on port {aws_port}")
        aws = started.enter_context(local_aws.start(wanted, aws_port, folder))
        bitbucket = started.enter_context(_bitbucket(wanted.bitbucket_port))
        report(f"The stand-in for Bitbucket is at {bitbucket.url}")
        package = _package(wanted)
        report(f"The package is {'as before' if package.reused else 'built'}: {package.archive}")
        aws.ready_line()
        cloud = Cloud(f"http://{ports.HOST}:{aws_port}", wanted.region, wanted.account)
        token = credentials.store(cloud)
        report("Deploying it through CloudFormation")
        deployed = deploy(cloud, package, _parameters(bitbucket))
        yield Stack(
            aws=cloud.url,
            bitbucket=bitbucket.url,
            api=_api(cloud, deployed),
            table=deployed.outputs["Table"],
            dead_letters=deployed.outputs["DeadLetters"],
            functions=deployed.functions,
            operator_token=token,
            region=wanted.region,
            account=wanted.account,
            oidc=OIDC,
            _cloud=cloud,
            _aws_process=aws,
            services=addresses.of_mapped(cloud.url, wanted.mapping) if wanted.engine else {},
        )


def _bitbucket(port: int) -> RunningBitbucket:
    return stand_in.serve(ports.choose(port, "--bitbucket-port"))


def _package(wanted: Wanted) -> Package:
    try:
        return build(Order(wanted.mapping, STAGE, local_aws.ARCHITECTURE, wanted.root))
    except PackagingError as problem:
        raise StackError(str(problem)) from problem


def _parameters(bitbucket: RunningBitbucket) -> dict[str, str]:
    return {
        "BitbucketApi": f"{bitbucket.url}/2.0",
        "BitbucketSecret": credentials.BITBUCKET_SECRET,
        "OperatorsSecret": credentials.OPERATORS_SECRET,
        "OidcWorkspace": OIDC.workspace,
        "OidcWorkspaceUuid": OIDC.workspace_uuid,
        "OidcAudience": OIDC.audience,
        # A local stack has one user, and tests look again as fast as they are answered.
        "ApiRequestsPerSecond": "1000",
        "ApiBurst": "2000",
    }


def _api(cloud: Cloud, deployed: Deployed) -> str | None:
    """Return the address of the REST API, if app.py has routes: Chalice's stage is called `api`."""
    api = deployed.outputs.get("RestAPIId")
    return f"{cloud.url}/_aws/execute-api/{api}/api" if api else None

"""A packaged stack whose local AWS can be killed and started again with what it had kept."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from builders import ACCOUNT, REGION
from local.aws.harness import LocalAws as Process
from local_stack import PACE
from slipway.local import bitbucket
from slipway.local.bitbucket import AUDIENCE, WORKSPACE, WORKSPACE_UUID
from slipway.local.stack import credentials, ports
from slipway.local.stack.cloud import Cloud
from slipway.local.stack.deployment import deploy
from slipway.local.stack.local_aws import ARCHITECTURE
from slipway.packaging.build import build
from slipway.packaging.order import Order

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.local.bitbucket import RunningBitbucket
    from slipway.local.stack.deployment import Deployed


@dataclass
class Restartable:
    """The package for `mapping`, deployed on a local AWS that keeps everything below `folder`."""

    folder: Path
    mapping: Path
    port: int = field(default_factory=lambda: ports.choose(0, "--aws-port"))
    _ends: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        self._bitbucket = self._ends.enter_context(bitbucket.serve(0))
        self._process = self._start()
        credentials.store(self.cloud)
        package = build(Order(self.mapping, "local", ARCHITECTURE))
        self._deployed = deploy(self.cloud, package, self._parameters())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()
        self._ends.close()

    @property
    def cloud(self) -> Cloud:
        return Cloud(f"http://{ports.HOST}:{self.port}", REGION, ACCOUNT)

    @property
    def bitbucket(self) -> RunningBitbucket:
        return self._bitbucket

    @property
    def deployed(self) -> Deployed:
        return self._deployed

    def dies_and_comes_back(self) -> None:
        """Without any warning, and on the same port."""
        self._process.process.kill()
        self._process.stop()
        self._process = self._start()

    def _start(self) -> Process:
        pace = [f"--pace={one}" for one in PACE]
        where = ["--region", REGION, "--account", ACCOUNT, "--state", str(self.folder)]
        return Process.start(self.port, *where, *pace)

    def _parameters(self) -> dict[str, str]:
        return {
            "BitbucketApi": f"{self._bitbucket.url}/2.0",
            "BitbucketSecret": credentials.BITBUCKET_SECRET,
            "OperatorsSecret": credentials.OPERATORS_SECRET,
            "OidcWorkspace": WORKSPACE,
            "OidcWorkspaceUuid": WORKSPACE_UUID,
            "OidcAudience": AUDIENCE,
        }

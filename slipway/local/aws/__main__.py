"""`python -m slipway.local.aws --port 4566`: the local AWS, until SIGTERM.

Prints one line of JSON on standard output when it is ready; everything else it says goes to standard error.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from pathlib import Path

from slipway.local.aws.settings import Pace, Settings
from slipway.local.engine.host import EngineHost, Network, NoEngineError


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m slipway.local.aws", description="A local AWS.")
    parser.add_argument("--port", type=int, default=4566)
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--account", default="000000000000")
    parser.add_argument(
        "--pace",
        action="append",
        default=[],
        metavar="NAME=SECONDS",
        help="change a duration of settings.Pace",
    )
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="keep everything there, and begin with what is there"
    )
    parser.add_argument(
        "--environments",
        type=int,
        default=4,
        metavar="N",
        help="execution environments per function, for which further calls wait; 0: no bound (default: 4)",
    )
    parser.add_argument("--engine", metavar="URL", help="run real containers there (as in DOCKER_HOST)")
    parser.add_argument("--engine-network", default=Network.BRIDGE, type=Network, choices=list(Network))
    parser.add_argument("--log-level", default="WARNING", choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    given = parser.parse_args(words)
    try:
        given.pace = Pace.of(given.pace)
    except ValueError as error:
        parser.error(f"--pace: {error}")
    return given


def main() -> None:
    given = arguments()
    logging.basicConfig(
        stream=sys.stderr, level=given.log_level, format="%(levelname)s %(name)s: %(message)s"
    )
    with tempfile.TemporaryDirectory(prefix="slipway-local-aws-", ignore_cleanup_errors=True) as scratch:
        settings = Settings(
            given.port,
            Path(scratch),
            given.region,
            given.account,
            given.pace,
            given.state,
            EngineHost(given.engine, given.engine_network) if given.engine else None,
            given.environments,
        )
        os.environ.update(settings.environment, LOG_LEVEL=given.log_level)
        # Functions inherit this environment: they shall see their own package, not the source tree.
        os.environ.pop("PYTHONPATH", None)
        tempfile.tempdir = scratch
        # Only now, since MiniStack reads the environment while it is imported.
        from slipway.local.aws import server  # noqa: PLC0415

        # The functions inherit the rest: their own logs shall be as full as in production.
        del os.environ["LOG_LEVEL"]
        try:
            server.run(settings)
        except NoEngineError as problem:
            sys.exit(str(problem))


if __name__ == "__main__":
    main()

"""`slipway deploy`: asks the API for a deployment, and follows it."""

from __future__ import annotations

import os
from typing import Any

import click

from slipway.client import command as shared
from slipway.client import waiting
from slipway.client.keys import key_for
from slipway.client.outcome import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.argument("service")
@click.option("--tag", help="The image's tag.")
@click.option("--digest", help="The image's digest, sha256:….")
@click.option("--commit", help="The image built from it; beside --tag or --digest both must agree.")
@click.option("--force", is_flag=True, help="Start new tasks though the image is the one that runs.")
@click.option(
    "--key",
    callback=shared.checked_key,
    help="The Idempotency-Key: sent again within 24 hours it leads to the same deployment. "
    "Default: one for this run of a pipeline's step, elsewhere a random one.",
)
@waiting.options
@shared.options
@click.pass_context
def command(  # noqa: PLR0913  one for each option
    context: click.Context,
    /,
    service: str,
    tag: str | None,
    digest: str | None,
    commit: str | None,
    key: str | None,
    *,
    force: bool,
    **how: Any,
) -> None:
    """Deploy an image to SERVICE: say which by --tag, --digest or --commit."""
    said = {"tag": tag, "digest": digest, "commit": commit, "force": force}
    body = {name: value for name, value in said.items() if value}
    if not body.keys() - {"force"}:
        raise click.UsageError(
            "say which image: --tag, --digest or --commit (in a pipeline --commit $BITBUCKET_COMMIT; an empty "
            "variable counts as none)."
        )
    if tag and digest:
        raise click.UsageError("give --tag or --digest, not both.")
    key = key or key_for(os.environ, service, body)
    context.exit(waiting.Waiting(**how).on(service, lambda api: api.deploy(service, body, key)))

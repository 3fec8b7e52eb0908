"""`slipway schema`: the mapping's JSON Schema for editors."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """Print the JSON Schema of services.yaml."""
    from slipway.mapping.schema import schema_text  # noqa: PLC0415  pydantic only when it is asked for

    click.echo(schema_text(), nl=False)

"""Where the deployer runs, or will run: said on the command line, else by the credentials and settings at hand."""

from __future__ import annotations

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import READS, client, session
from chalicelib.domain.mapping import Home


class HomeUnknownError(Exception):
    """It cannot be told; the message says what to give."""


def said_home(account: str | None, region: str | None) -> Home | None:
    """What was said alone, without asking AWS; None when nothing was."""
    if account is None and region is None:
        return None
    region = region or boto3.Session().region_name
    if account is None or region is None:
        raise HomeUnknownError("give both --account and --region of the deployer, or neither")
    return _home(account, region)


def own_home(account: str | None, region: str | None) -> Home:
    """The account of the credentials at hand, and the region that they are set up for.

    Raises HomeUnknownError without credentials or region, and when they are of another account than was said.
    """
    region = region or session().region_name
    if region is None:
        raise HomeUnknownError("no region is known: give --region, or set AWS_REGION")
    try:
        found: str = client("sts", READS, region).get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise HomeUnknownError(
            f"AWS does not say whose credentials these are ({error}); log in first"
        ) from None
    if account not in (None, found):
        raise HomeUnknownError(f"these credentials are of account {found}, not {account}; use the deployer's")
    return _home(found, region)


def _home(account: str, region: str) -> Home:
    try:
        return Home(account, region)
    except ValueError as broken:
        raise HomeUnknownError(str(broken)) from None

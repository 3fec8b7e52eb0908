"""The bucket that CloudFormation and Lambda read a package from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from slipway.packaging.order import Package

SERVERLESS_FUNCTION = "AWS::Serverless::Function"
NOT_THERE = {"404", "NoSuchBucket", "NotFound"}
NO_CONSTRAINT = "us-east-1"  # which refuses to be named as one


@dataclass(frozen=True, slots=True)
class Uploaded:
    """`functions` leads from each function's logical resource to its name in app.py."""

    template_url: str
    functions: dict[str, str]


def upload(storage: Any, bucket: str, package: Package) -> Uploaded:
    """Put a package into a bucket, each part under its own hash; `storage` is an S3 client.

    The bucket is made if it is not there.
    """
    _make(storage, bucket)
    template: dict[str, Any] = yaml.safe_load(package.template.read_text(encoding="utf-8"))
    functions = {
        key: str(one["Properties"]["Handler"]).removeprefix("app.")
        for key, one in template["Resources"].items()
        if one["Type"] == SERVERLESS_FUNCTION
    }
    code = f"{package.sha256}.zip"
    storage.put_object(Bucket=bucket, Key=code, Body=package.archive.read_bytes())
    storage.put_object(Bucket=bucket, Key=f"{package.sha256}.cdx.json", Body=package.sbom.read_bytes())
    for key in functions:
        template["Resources"][key]["Properties"]["CodeUri"] = f"s3://{bucket}/{code}"
    # By its address, since a template in the call itself may have no more than 51,200 bytes.
    text = json.dumps(template).encode()
    key = f"{hashlib.sha256(text).hexdigest()}.template.json"
    storage.put_object(Bucket=bucket, Key=key, Body=text)
    return Uploaded(f"{storage.meta.endpoint_url}/{bucket}/{key}", functions)


def _make(storage: Any, bucket: str) -> None:
    try:
        storage.head_bucket(Bucket=bucket)
    except ClientError as absent:
        if absent.response["Error"]["Code"] not in NOT_THERE:
            raise
    else:
        return
    region = storage.meta.region_name
    place = {} if region == NO_CONSTRAINT else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    storage.create_bucket(Bucket=bucket, **place)
    storage.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration=dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
        ),
    )

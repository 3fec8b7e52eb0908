# ruff: noqa: SLF001 - MiniStack's internals; each one used is listed in seams.py
"""Reads an HTTP request as an AWS API call: which service, which operation, on what, by whom."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from ministack.core import iam_actions
from ministack.core.router import detect_service

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/]+)/\d+/[^/]+/(?P<service>[^/]+)/aws4_request")
_CBOR = re.compile(r"/service/[^/]+/operation/(?P<operation>\w+)")
_SDK_NAMES = {
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "email": "ses",
    "elasticloadbalancing": "elbv2",
}
_S3_NAMES = {
    "ListAllMyBuckets": "ListBuckets",
    "ListBucket": "ListObjectsV2",
    "GetBucketPublicAccessBlock": "GetPublicAccessBlock",
    "PutBucketPublicAccessBlock": "PutPublicAccessBlock",
    "GetEncryptionConfiguration": "GetBucketEncryption",
    "PutEncryptionConfiguration": "PutBucketEncryption",
}  # permissions are named otherwise
_S3_SHARED = {
    ("HEAD", "ListObjectsV2"): "HeadBucket",
    ("HEAD", "GetObject"): "HeadObject",
    ("POST", "DeleteObject"): "DeleteObjects",
}  # several share a permission
_NOT_APIS = {"execute-api"}
_IDENTIFIERS = {
    "ecs": "service services serviceDeploymentArn serviceDeploymentArns serviceRevisionArns taskDefinition family "
    "serviceName task tasks resourceArn cluster clusterName clusters",
    "ecr": "repositoryName repositoryNames resourceArn",
    "dynamodb": "TableName TransactItems RequestItems ResourceArn",
    "secretsmanager": "SecretId Name",
    "sts": "RoleArn",
    "sqs": "QueueUrl QueueName",
    "logs": "logGroupName logGroupNamePrefix",
    "events": "Rule Name NamePrefix",
    "cloudformation": "StackName ChangeSetName",
}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True, slots=True)
class AwsCall:
    service: str
    """As the SDK names it, lower case."""
    operation: str
    resource: str
    access_key: str


def know_lambda_operations() -> None:
    """MiniStack knows Lambda's calls by their permissions only; here they are told by botocore's routes."""
    iam_actions._BOTOCORE_SERVICE_MAP["lambda"] = ["lambda"]


def is_signed(headers: dict[str, str]) -> bool:
    """Whether a request is an AWS API call at all, told without its body."""
    match = _CREDENTIAL.search(headers.get("authorization", ""))
    return match is not None and match["service"] not in _NOT_APIS


def identify(request: Request) -> AwsCall:
    """The call behind a signed request."""
    match = _CREDENTIAL.search(request.headers["authorization"])
    if match is None:
        raise ValueError("the request is not signed: ask is_signed() first")
    service = _SDK_NAMES.get(match["service"], match["service"])
    form = _form(request)
    operation = _operation(request, form)
    return AwsCall(service, operation, _resource(service, request, form), match["key"])


def _form(request: Request) -> dict[str, list[str]]:
    if "x-www-form-urlencoded" not in request.headers.get("content-type", ""):
        return request.query
    return parse_qs(request.body.decode(errors="replace"))


def _operation(request: Request, form: dict[str, list[str]]) -> str:
    if target := request.headers.get("x-amz-target"):
        return target.rsplit(".", 1)[-1]
    if match := _CBOR.search(request.path):
        return match["operation"]
    if "Action" in form:
        return form["Action"][0]
    service = detect_service(request.method, request.path, request.headers, request.query)
    if service == "s3":
        action: str = iam_actions._s3_action(request.method, request.path, request.query)
        found = _S3_NAMES.get(action, action)
        found = _S3_SHARED.get((request.method, str(found)), found)
    else:
        found = iam_actions._match_rest_action(service, request.method, request.path, request.query)
    return str(found or f"{request.method} {request.path}")


def _resource(service: str, request: Request, form: dict[str, list[str]]) -> str:
    members: dict[str, Any] = _members(request) or {name: values[0] for name, values in form.items()}
    for name in _IDENTIFIERS.get(service, "").split():
        if members.get(name):
            return _text(members[name])
    if service == "lambda":
        parts = request.path.strip("/").split("/")
        return unquote(parts[2]) if len(parts) > 2 else str(_members(request).get("FunctionName", ""))  # noqa: PLR2004 - /2015-03-31/functions/NAME
    return "" if members else unquote(request.path).strip("/")


def _members(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _text(value: Any) -> str:
    """A name, or several joined by commas; DynamoDB nests its table names."""
    if isinstance(value, dict):
        return ",".join(value)
    if isinstance(value, list):
        return ",".join(dict.fromkeys(_table(one) if isinstance(one, dict) else str(one) for one in value))
    return str(value)


def _table(item: dict[str, Any]) -> str:
    action: Any = next(iter(item.values()), {})
    return str(action.get("TableName", "")) if isinstance(action, dict) else ""

"""A REST API on the local AWS, as CloudFormation makes it of an OpenAPI body."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from local.aws.harness import REGION, Reply, lowered
from local.aws.test_functions import deploy
from waiting import eventually

if TYPE_CHECKING:
    from local.aws.harness import LocalAws

CODE = """
import json, sys, time

def fn(event, context):
    if "authorizationToken" in event:
        token = event["authorizationToken"]
        if token == "bad":
            raise Exception("Unauthorized")
        if token == "broken":
            raise ValueError("of the authorizer")
        effect = "Deny" if token == "deny" else "Allow"
        rule = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": "*"}
        return {"principalId": "me", "policyDocument": {"Version": "2012-10-17", "Statement": [rule]}}
    name = (event["pathParameters"] or {}).get("name")
    if name == "raise":
        raise ValueError("a secret")
    if name == "exit":
        sys.exit(1)
    if name == "slow":
        time.sleep(2.5)
    return {"statusCode": 200, "body": json.dumps(event)}
"""


@dataclass(frozen=True, slots=True)
class Tried:
    aws: LocalAws
    id: str
    name: str

    def __call__(
        self, method: str, path: str, token: str | None = None, body: bytes = b"", stage: str = "api"
    ) -> Reply:
        """The path goes out as it is."""
        headers = {"Authorization": token} if token else {}
        connection = HTTPConnection(self.aws.url.removeprefix("http://"), timeout=30)
        connection.request(method, f"/_aws/execute-api/{self.id}/{stage}{path}", body or None, headers)
        answer = connection.getresponse()
        reply = Reply(answer.status, answer.read(), lowered(answer.getheaders()))
        connection.close()
        return reply


def body_of(function: str, gateway_responses: dict[str, Any] | None) -> dict[str, Any]:
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations"
    integration = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}
    guarded = {"x-amazon-apigateway-integration": integration, "security": [{"guard": []}]}
    scheme = {"type": "token", "authorizerUri": uri, "authorizerResultTtlInSeconds": 0}
    guard = {"type": "apiKey", "name": "Authorization", "in": "header"}
    described = {
        "swagger": "2.0",
        "info": {"title": "tried", "version": "1"},
        "paths": {
            "/open/{name}": {"get": {"x-amazon-apigateway-integration": integration}},
            "/things/{name}": {"get": guarded, "post": guarded},
        },
        "securityDefinitions": {"guard": {**guard, "x-amazon-apigateway-authorizer": scheme}},
    }
    extension = {"x-amazon-apigateway-gateway-responses": gateway_responses} if gateway_responses else {}
    return described | extension


def created(aws: LocalAws, name: str, gateway_responses: dict[str, Any] | None = None, **stage: Any) -> Tried:
    function = deploy(aws, name, CODE)
    template = {
        "Resources": {
            "Api": {
                "Type": "AWS::ApiGateway::RestApi",
                "Properties": {"Name": name, "Body": body_of(function, gateway_responses)},
            },
            "Deployment": {
                "Type": "AWS::ApiGateway::Deployment",
                "Properties": {"RestApiId": {"Ref": "Api"}},
            },
            "Stage": {
                "Type": "AWS::ApiGateway::Stage",
                "Properties": {
                    "RestApiId": {"Ref": "Api"},
                    "DeploymentId": {"Ref": "Deployment"},
                    "StageName": "api",
                    **stage,
                },
            },
        },
        "Outputs": {"Api": {"Value": {"Ref": "Api"}}},
    }
    stacks = aws.client("cloudformation")
    stacks.create_stack(StackName=name, TemplateBody=json.dumps(template))

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = stacks.describe_stacks(StackName=name)["Stacks"][0]
        assert "ROLLBACK" not in found["StackStatus"], found
        return found if found["StackStatus"] == "CREATE_COMPLETE" else None

    stack = eventually(look, "the stack") or {}
    return Tried(aws, stack["Outputs"][0]["OutputValue"], name)

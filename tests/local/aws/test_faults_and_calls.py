"""`/_local/faults` and `/_local/calls`."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from local.aws.harness import OUTSIDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.aws.harness import LocalAws

CALLS: dict[str, Callable[[LocalAws], Any]] = {
    "ecs ListClusters": lambda aws: aws.client("ecs").list_clusters(),
    "ecr DescribeRepositories": lambda aws: aws.client("ecr").describe_repositories(),
    "dynamodb ListTables": lambda aws: aws.client("dynamodb").list_tables(),
    "secretsmanager ListSecrets": lambda aws: aws.client("secretsmanager").list_secrets(),
    "sts GetCallerIdentity": lambda aws: aws.client("sts").get_caller_identity(),
    "iam ListRoles": lambda aws: aws.client("iam").list_roles(),
    "lambda ListFunctions": lambda aws: aws.client("lambda").list_functions(),
    "sqs ListQueues": lambda aws: aws.client("sqs").list_queues(),
    "s3 ListBuckets": lambda aws: aws.client("s3").list_buckets(),
    "logs DescribeLogGroups": lambda aws: aws.client("logs").describe_log_groups(),
    "cloudwatch DescribeAlarms": lambda aws: aws.client("cloudwatch").describe_alarms(),
    "cloudformation ListStacks": lambda aws: aws.client("cloudformation").list_stacks(),
    "events ListRules": lambda aws: aws.client("events").list_rules(),
    "apigateway GetRestApis": lambda aws: aws.client("apigateway").get_rest_apis(),
}


@pytest.fixture(autouse=True)
def without_faults(aws: LocalAws) -> Iterator[None]:
    yield
    aws.local("DELETE", "faults")


def order(aws: LocalAws, call: str, **fault: Any) -> None:
    service, operation = call.split()
    aws.local("POST", "faults", {"service": service, "operation": operation, **fault})


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("error", "status"), [("ThrottlingException", 400), ("ServerException", 500)])
def test_a_call_fails_as_its_protocol_says(aws: LocalAws, call: str, error: str, status: int) -> None:
    order(aws, call, error=error)
    with pytest.raises(ClientError) as caught:
        CALLS[call](aws)
    assert caught.value.response["Error"]["Code"] == error
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    CALLS[call](aws)


@pytest.mark.parametrize("call", CALLS)
def test_a_call_is_recorded_with_its_service_operation_and_caller(aws: LocalAws, call: str) -> None:
    aws.local("DELETE", "calls")
    CALLS[call](aws)
    mine = [one for one in aws.local("GET", "calls") if one["principal"] == OUTSIDER]
    assert [f"{one['service']} {one['operation']}" for one in mine] == [call]


def test_as_many_calls_fail_as_were_ordered(aws: LocalAws) -> None:
    order(aws, "ecs ListClusters", error="ServerException", times=2)
    for _ in range(2):
        with pytest.raises(ClientError):
            aws.client("ecs").list_clusters()
    aws.client("ecs").list_clusters()


def test_other_operations_are_not_touched(aws: LocalAws) -> None:
    order(aws, "ecs ListClusters", error="ServerException")
    aws.client("ecs").list_task_definitions()
    aws.client("sqs").list_queues()


def test_a_star_stands_for_every_operation_of_a_service(aws: LocalAws) -> None:
    order(aws, "ecs *", error="ServerException")
    with pytest.raises(ClientError):
        aws.client("ecs").list_task_definitions()


def test_without_an_error_a_call_is_only_slow(aws: LocalAws) -> None:
    order(aws, "ecs ListClusters", delay_seconds=0.4)
    began = time.monotonic()
    aws.client("ecs").list_clusters()
    assert time.monotonic() - began >= 0.4


def test_a_fault_afterwards_loses_only_the_answer(aws: LocalAws, name: str) -> None:
    order(aws, "ecr CreateRepository", error="ServerException", after=True)
    with pytest.raises(ClientError):
        aws.client("ecr").create_repository(repositoryName=name)
    assert aws.client("ecr").describe_repositories(repositoryNames=[name])["repositories"]


def test_faults_are_cleared(aws: LocalAws) -> None:
    order(aws, "ecs ListClusters", error="ServerException")
    aws.local("DELETE", "faults")
    aws.client("ecs").list_clusters()


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ({"operation": "ListClusters"}, "`service` must be"),
        ({"service": "ecs"}, "`operation` must be"),
        ({"service": "ecs", "operation": "*", "times": 0}, "`times` must be"),
        ({"service": "ecs", "operation": "*", "delay_seconds": -1}, "`delay_seconds` must be"),
        ({"service": "ecs", "operation": "*", "error": ""}, "`error` must be"),
        ({"service": "ecs", "operation": "*", "after": "yes"}, "`after` must be"),
        ({"service": "ecs", "operation": "*", "delay": 1}, "`delay` is unknown"),
        ([], "a JSON object"),
    ],
)
def test_an_order_that_is_not_understood_is_refused(aws: LocalAws, fault: Any, problem: str) -> None:
    reply = aws.http("POST", "/_local/faults", json.dumps(fault).encode())
    assert reply.status == 400
    assert problem in reply.json["error"]


@pytest.mark.parametrize(
    ("make", "operation", "resource"),
    [
        (
            lambda aws: aws.client("ecs").describe_services(cluster="c", services=["a", "b"]),
            "DescribeServices",
            "a,b",
        ),
        (lambda aws: aws.client("ecs").update_service(cluster="c", service="a"), "UpdateService", "a"),
        (
            lambda aws: aws.client("ecs").describe_task_definition(taskDefinition="a:1"),
            "DescribeTaskDefinition",
            "a:1",
        ),
        (lambda aws: aws.client("ecr").describe_images(repositoryName="rr"), "DescribeImages", "rr"),
        (lambda aws: aws.client("dynamodb").describe_table(TableName="tt1"), "DescribeTable", "tt1"),
        (
            lambda aws: aws.client("dynamodb").transact_write_items(
                TransactItems=[{"Delete": {"TableName": "tt1", "Key": {"k": {"S": "v"}}}}]
            ),
            "TransactWriteItems",
            "tt1",
        ),
        (lambda aws: aws.client("secretsmanager").get_secret_value(SecretId="s"), "GetSecretValue", "s"),
        (lambda aws: aws.client("lambda").get_function(FunctionName="f"), "GetFunction", "f"),
    ],
)
def test_a_call_is_recorded_with_what_it_is_about(
    aws: LocalAws, make: Callable[[LocalAws], Any], operation: str, resource: str
) -> None:
    aws.local("DELETE", "calls")
    with pytest.raises(ClientError):
        make(aws)
    recorded = [one for one in aws.local("GET", "calls") if one["operation"] == operation]
    assert [one["resource"] for one in recorded] == [resource]
    assert set(recorded[0]) == {"service", "operation", "resource", "principal", "at"}


def test_pushing_an_image_is_no_aws_call(aws: LocalAws, name: str) -> None:
    aws.client("ecr").create_repository(repositoryName=name)
    aws.local("DELETE", "calls")
    aws.push(name, "v1")
    assert [one for one in aws.local("GET", "calls") if one["resource"] == name] == []


def test_an_unknown_route_names_those_there_are(aws: LocalAws) -> None:
    reply = aws.http("GET", "/_local/nothing")
    assert reply.status == 404
    assert "GET /_local/calls" in reply.json["error"]

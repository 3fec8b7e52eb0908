"""Lambda functions on the local AWS."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from local.aws.harness import ACCOUNT, REGION, package
from waiting import eventually

if TYPE_CHECKING:
    from local.aws.conftest import Mailbox
    from local.aws.harness import LocalAws

ECHO = """
import json, os, time

def fn(event, context):
    print("got", json.dumps(event))
    began = time.time()
    time.sleep(event.get("sleep", 0))
    print("from", began, "to", time.time())
    if event.get("fail"):
        raise RuntimeError("as told")
    return {
        "env": {name: os.environ.get(name) for name in event.get("env", [])},
        "arn": context.invoked_function_arn,
        "request": context.aws_request_id,
        "left": context.get_remaining_time_in_millis(),
    }
"""
SPAN = re.compile(r"from ([\d.]+) to ([\d.]+)")
IMPORTS = """
import importlib.util

def fn(event, context):
    return {name: importlib.util.find_spec(name) is not None for name in event}
"""
CALLER = """
import boto3

def fn(event, context):
    boto3.client("sts").get_caller_identity()
    role = "arn:aws:iam::000000000000:role/deploy"
    key = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
    boto3.client("ecr", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token=key["SessionToken"]).describe_repositories()
"""


def deploy(aws: LocalAws, name: str, code: str = ECHO, timeout: int = 10) -> str:
    role = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    client = aws.client("lambda")
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role,
        Handler="app.fn",
        Code={"ZipFile": package(app=code)},
        Timeout=timeout,
    )
    eventually(lambda: client.get_function(FunctionName=name)["Configuration"]["State"] == "Active")
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


def invoke(aws: LocalAws, name: str, event: Any) -> Any:
    answer = aws.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    body = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, body
    return body


def logs(aws: LocalAws, name: str) -> str:
    client = aws.client("logs")
    try:
        events = client.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
    except client.exceptions.ResourceNotFoundException:
        return ""
    return "\n".join(event["message"] for event in events)


def test_a_function_finds_the_local_aws_and_its_region_in_its_environment(aws: LocalAws, name: str) -> None:
    deploy(aws, name)
    answer = invoke(aws, name, {"env": ["AWS_ENDPOINT_URL", "AWS_REGION", "PYTHONPATH"]})
    assert answer["env"] == {"AWS_ENDPOINT_URL": aws.url, "AWS_REGION": REGION, "PYTHONPATH": None}


def test_the_context_tells_the_function_its_arn_request_id_and_time_left(aws: LocalAws, name: str) -> None:
    arn = deploy(aws, name, timeout=7)
    first, second = invoke(aws, name, {}), invoke(aws, name, {})
    assert first["arn"] == arn
    assert first["request"] != second["request"]
    assert 6000 < second["left"] <= 7000


def test_a_function_sees_only_what_its_package_and_lambda_bring_along(aws: LocalAws, name: str) -> None:
    deploy(aws, name, IMPORTS)
    answer = invoke(aws, name, ["boto3", "botocore", "json", "ministack", "yaml", "slipway", "chalicelib"])
    assert [one for one, there in answer.items() if there] == ["boto3", "botocore", "json"]


def test_what_a_function_prints_is_in_its_log_group(aws: LocalAws, name: str) -> None:
    deploy(aws, name)
    invoke(aws, name, {"word": "hello"})
    assert eventually(lambda: 'got {"word": "hello"}' in logs(aws, name))


def test_a_function_that_exceeds_its_timeout_is_ended(aws: LocalAws, name: str) -> None:
    deploy(aws, name, timeout=1)
    answer = aws.client("lambda").invoke(FunctionName=name, Payload=b'{"sleep": 30}')
    assert answer["FunctionError"]
    assert b"Task timed out after 1.00 seconds" in answer["Payload"].read()


def test_invocations_of_one_function_run_side_by_side(aws: LocalAws, name: str) -> None:
    deploy(aws, name)
    for _ in range(3):
        aws.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b'{"sleep": 1}')
    spans = eventually(lambda: found if len(found := SPAN.findall(logs(aws, name))) == 3 else [])
    assert max(float(began) for began, _ in spans) < min(float(ended) for _, ended in spans)


def test_an_event_reaches_the_function_its_rule_targets(aws: LocalAws, name: str) -> None:
    target(aws, name, deploy(aws, name), {"source": ["aws.ecr"], "detail": {"repository-name": [name]}})
    inject(aws, source="aws.ecr", detail={"repository-name": name})
    eventually(lambda: f'"repository-name": "{name}"' in logs(aws, name))


def test_an_event_that_fails_is_tried_three_times_and_then_put_into_the_queue(
    aws: LocalAws, name: str, mailbox: Mailbox
) -> None:
    mailbox.subscribe({"source": ["nobody"]})
    arn = deploy(aws, name)
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
    aws.client("lambda").put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=2, DestinationConfig={"OnFailure": {"Destination": queue}}
    )
    target(aws, f"{name}-fails", arn, {"source": [f"aws.{name}"]}, InputPath="$.detail")
    inject(aws, source=f"aws.{name}", detail={"fail": True})
    letter = eventually(mailbox.events)[0]
    assert letter["requestPayload"] == {"fail": True}
    assert logs(aws, name).count('got {"fail": true}') == 3


def test_all_tries_of_an_event_have_one_request_id(aws: LocalAws, name: str) -> None:
    deploy(aws, name)
    aws.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b'{"fail": true}')

    def tries() -> list[str]:
        found = re.findall(r"START RequestId: (\S+)", logs(aws, name))
        return found if len(found) == 3 else []

    assert len(set(eventually(tries))) == 1


def test_a_throttled_event_waits_for_its_turn(aws: LocalAws, name: str) -> None:
    deploy(aws, name)
    aws.client("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=1)
    for number in range(5):
        event = json.dumps({"sleep": 0.2, "number": number}).encode()
        aws.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=event)
    eventually(lambda: set(re.findall(r'"number": (\d)', logs(aws, name))) == set("01234"))


def test_a_scheduled_rule_fires_until_it_is_disabled(aws: LocalAws, name: str) -> None:
    arn, events = deploy(aws, name), aws.client("events")
    for rule in (f"{name}-stopped", f"{name}-kept"):
        events.put_rule(Name=rule, ScheduleExpression="rate(1 minute)")
        events.put_targets(
            Rule=rule, Targets=[{"Id": "function", "Arn": arn, "Input": json.dumps({"by": rule})}]
        )

    def fired(rule: str) -> int:
        return logs(aws, name).count(rule)

    eventually(lambda: fired(f"{name}-stopped") >= 1)
    events.disable_rule(Name=f"{name}-stopped")

    def rests() -> bool:
        """What was under way, or waited for an environment, still ends."""
        stopped, kept = fired(f"{name}-stopped"), fired(f"{name}-kept")
        eventually(lambda: fired(f"{name}-kept") >= kept + 3)
        return fired(f"{name}-stopped") == stopped

    eventually(rests, "a rule that fires no more")
    events.disable_rule(Name=f"{name}-kept")


def test_the_record_of_calls_names_the_function_that_made_them_under_whatever_role(
    aws: LocalAws, name: str
) -> None:
    deploy(aws, name, CALLER)
    invoke(aws, name, {})
    mine = [call["operation"] for call in aws.local("GET", "calls") if call["principal"] == name]
    assert mine == ["GetCallerIdentity", "AssumeRole", "DescribeRepositories"]


def target(aws: LocalAws, name: str, arn: str, pattern: dict[str, Any], **options: str) -> None:
    events = aws.client("events")
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, Targets=[{"Id": "function", "Arn": arn, **options}])


def inject(aws: LocalAws, source: str, detail: dict[str, Any]) -> None:
    aws.local("POST", "events", {"source": source, "detail-type": "Test", "detail": detail})

"""A local AWS that answers wrongly is found out; nothing that it answers changes by that."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import deviations
from deviations import Deviation
from local.aws.harness import ROOT, LocalAws, package
from local.aws.rollout import Service
from slipway.local.stack import ports
from waiting import eventually

# One word that ECS says becomes a number.
BREAK = "from slipway.local.aws import deployment_texts; deployment_texts.in_progress = lambda _: 7; "
WRONG = Deviation(
    "ecs:CreateService", "type", "service.deployments[].rolloutStateReason", "integer instead of string"
)


@contextmanager
def started(found: Path | None, before: str = "") -> Iterator[LocalAws]:
    """A local AWS that runs `before` first and tells in the folder `found` what is wrong with it."""
    port = str(ports.choose(0, "--port"))
    program = (
        f"import sys; sys.argv = ['aws', '--port', '{port}', '--pace', 'steady=0.1', '--pace', 'minute=0.2',"
    )
    program += f"'--pace', 'schedule_tick=0.1']; {before}"
    program += "from slipway.local.aws.__main__ import main; main()"
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "LOCAL_AWS_FIDELITY": str(found or "")}
    with subprocess.Popen(  # noqa: S603 - the project's own command
        [".local-aws/bin/python", "-c", program],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            ready: dict[str, Any] = json.loads(process.stdout.readline())
            yield LocalAws(ready["aws"], process, ready)
        finally:
            process.terminate()


def test_a_broken_answer_and_a_broken_event_are_found_even_after_a_sudden_end(tmp_path: Path) -> None:
    with started(tmp_path, BREAK) as aws:
        Service(aws, "broken").create()
        report = aws.local("GET", "fidelity")
        eventually(
            lambda: any("State Change" in one["name"] for one in aws.local("GET", "fidelity")["events"]),
            "an event of the rollout",
        )
        aws.process.kill()
    assert report["operations"]["ecs:CreateService"] == 1
    told = [one for one in report["findings"] if one["operation"] == "CreateService"]
    assert told == [
        {
            "service": "ecs",
            "operation": "CreateService",
            "kind": "type",
            "member": "service.deployments[].rolloutStateReason",
            "note": "integer instead of string",
            "count": 1,
        }
    ]
    unknown = deviations.unknown(deviations.read(tmp_path), deviations.known())
    assert WRONG in unknown
    event = "ECS Deployment State Change (SERVICE_DEPLOYMENT_IN_PROGRESS)"
    assert Deviation(event, "type", "detail.reason", "integer") in unknown


def test_a_sound_one_has_no_unknown_deviation(tmp_path: Path) -> None:
    with started(tmp_path) as aws:
        service = Service(aws, "sound").create()
        service.deploy("v2")
        service.settle()
        eventually(lambda: not any(aws.local("GET", "pending").values()), "the last event's arrival")
        aws.local("GET", "fidelity")
        found = deviations.read(tmp_path)
    assert {"ecs:CreateService", "ecs:UpdateService", "ecr:CreateRepository"} <= found.operations
    assert {"ECR Image Action (PUSH)", "ECS Task State Change (RUNNING)"} <= {
        one.name for one in found.events
    }
    assert deviations.unknown(found, deviations.known()) == []


def test_unless_told_to_it_looks_at_nothing() -> None:
    with started(None) as aws:
        assert aws.local("GET", "fidelity") == {"on": False}


def test_functions_hear_nothing_of_it_and_what_a_schedule_tells_them_is_compared(tmp_path: Path) -> None:
    code = "import os\ndef handler(event, context): return os.environ.get('LOCAL_AWS_FIDELITY')\n"
    with started(tmp_path) as aws:
        assert invoked(aws, code) is None
        arn = aws.client("lambda").get_function_configuration(FunctionName="told")["FunctionArn"]
        aws.client("events").put_rule(Name="often", ScheduleExpression="rate(1 minute)")
        aws.client("events").put_targets(Rule="often", Targets=[{"Id": "told", "Arn": arn}])
        eventually(lambda: aws.local("GET", "fidelity")["events"], "the schedule's event")
        found = deviations.read(tmp_path)
    assert {one.name for one in found.events} == {"Scheduled Event"}
    assert deviations.unknown(found, deviations.known()) == []


def invoked(aws: LocalAws, code: str) -> Any:
    functions = aws.client("lambda")
    functions.create_function(
        FunctionName="told",
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/told",
        Handler="app.handler",
        Code={"ZipFile": package(app=code)},
    )
    eventually(
        lambda: functions.get_function(FunctionName="told")["Configuration"]["State"] == "Active",
        "the function",
    )
    return json.loads(functions.invoke(FunctionName="told")["Payload"].read())

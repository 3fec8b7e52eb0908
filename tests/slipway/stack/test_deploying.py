"""A package becomes a stack, and goes again, on the local AWS."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from slipway.stack import smoke
from slipway.stack.errors import DeploymentError

if TYPE_CHECKING:
    from pathlib import Path

    from local_stack import LocalAws
    from slipway.packaging.order import Package
    from slipway.stack.deploying import Deployed, Deployer

pytestmark = pytest.mark.xdist_group("stack")


def deployed(aws: LocalAws, deployer: Deployer, package: Package, **parameters: str) -> Deployed:
    given = {"ApiEndpoint": f"{aws.url}/_aws/execute-api", **parameters}
    return deployer.apply(*deployer.prepare(package, given))


def test_what_would_change_is_known_before_anything_does(
    aws: LocalAws, deployer: Deployer, package: Package
) -> None:
    _, wanted = deployer.prepare(package, {})

    assert wanted.creates
    assert {"Table", "RestAPI", "AlarmTopic", "Sweep"} <= {one.resource for one in wanted.changes}
    assert {one.action for one in wanted.changes} == {"Add"}
    assert aws.client("lambda").list_functions()["Functions"] == []


def test_it_runs_under_the_names_and_the_address_that_it_puts_out(
    aws: LocalAws, deployer: Deployer, package: Package
) -> None:
    made = deployed(aws, deployer, package)

    names = ("app", "authorize", "image_pushed", "deployment_changed", "sweep")
    assert made.functions == {name: f"{deployer.stack}-{name}" for name in names}
    assert smoke.check(made.outputs["PublicUrl"], pause=0.05)
    environment = aws.client("lambda").get_function_configuration(FunctionName=made.functions["sweep"])[
        "Environment"
    ]
    assert environment["Variables"]["SLIPWAY_PUBLIC_URL"] == made.outputs["PublicUrl"]
    key = aws.client("secretsmanager").get_secret_value(SecretId=made.outputs["BadgeSecret"])["SecretString"]
    assert len(json.loads(key)["key"]) == 64


def test_a_call_without_a_good_token_never_reaches_the_function(
    aws: LocalAws, deployer: Deployer, package: Package
) -> None:
    url = deployed(aws, deployer, package).outputs["PublicUrl"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}/services")  # noqa: S310 - the local AWS
    refused.value.close()
    assert refused.value.code == 401


def test_deploying_the_same_again_changes_nothing_and_keeps_every_parameter(
    aws: LocalAws, deployer: Deployer, package: Package
) -> None:
    before = deployed(aws, deployer, package, OidcWorkspace="acme")

    uploaded, wanted = deployer.prepare(package, {})

    assert wanted.changes == ()
    assert deployer.apply(uploaded, wanted).outputs == before.outputs
    (stack,) = aws.client("cloudformation").describe_stacks(StackName=deployer.stack)["Stacks"]
    assert {"ParameterKey": "OidcWorkspace", "ParameterValue": "acme"} in [
        {key: one[key] for key in ("ParameterKey", "ParameterValue")} for one in stack["Parameters"]
    ]


def test_a_changed_parameter_changes_just_what_hangs_on_it(
    aws: LocalAws, deployer: Deployer, package: Package
) -> None:
    deployed(aws, deployer, package)

    _, wanted = deployer.prepare(package, {"AlarmEmail": "ops@example.com"})

    assert not wanted.creates
    assert [one.resource for one in wanted.changes] == ["AlarmSubscription"]


def test_a_parameter_that_the_template_lacks_is_refused_with_those_that_there_are(
    deployer: Deployer, package: Package
) -> None:
    with pytest.raises(DeploymentError, match=r"Workspace\. There are: .*OidcWorkspace"):
        deployer.prepare(package, {"Workspace": "acme"})


def test_taking_it_down_leaves_the_table_and_names_it(
    aws: LocalAws, deployer: Deployer, package: Package
) -> None:
    table = deployed(aws, deployer, package).outputs["Table"]

    assert deployer.destroy() == table

    assert table in aws.client("dynamodb").list_tables()["TableNames"]
    assert aws.client("lambda").list_functions()["Functions"] == []
    assert deployer.destroy() is None


def broken(package: Package, folder: Path) -> Package:
    """The package with an alarm of a kind that the local AWS cannot make."""
    shutil.copytree(package.folder, folder)
    template = yaml.safe_load(package.template.read_text())
    template["Resources"]["SweepErrorsAlarm"]["Properties"]["Metrics"] = [{"Id": "m", "Expression": "1"}]
    (folder / package.template.name).write_text(json.dumps(template))
    return replace(package, folder=folder)


def test_a_resource_that_cannot_be_made_is_named_with_its_reason(
    aws: LocalAws, deployer: Deployer, package: Package, tmp_path: Path
) -> None:
    with pytest.raises(DeploymentError, match=r"SweepErrorsAlarm: .*metric math"):
        deployed(aws, deployer, broken(package, tmp_path / "broken"))
    with pytest.raises(DeploymentError, match="slipway stack destroy"):
        deployer.prepare(package, {})


def test_an_address_that_does_not_answer_is_told_with_what_to_look_at(aws: LocalAws) -> None:
    with pytest.raises(DeploymentError, match="secrets"):
        smoke.check(f"{aws.url}/_aws/execute-api/none/api", pause=0.01, within=0)

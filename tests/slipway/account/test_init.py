"""`slipway init`: a first mapping from what the account runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import ACCOUNT, REGION, REGISTRY
from chalicelib.adapters.mapping_file import load
from chalicelib.domain.mapped_service import TaskGrant
from chalicelib.domain.mapping import Home, Mapping, Trigger
from slipway_account import OTHER, Account

HOME = Home(ACCOUNT, REGION)


@pytest.fixture
def ready(account: Account) -> Account:
    account.repository("v1")
    account.service("shop-api", account.container(), account.container("proxy", "envoyproxy/envoy:v1.30"))
    return account


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "first.yaml"


def first(account: Account, out: Path, *arguments: str) -> Mapping:
    """What was written for the test's cluster."""
    result = account.slipway("init", "--yes", "--cluster", account.name, "--out", str(out), *arguments)
    assert result.exit_code == 0, result.output
    return load(str(out), HOME)


def test_what_is_written_passes_the_check_as_it_is(ready: Account, out: Path) -> None:
    first(ready, out)
    assert ready.slipway("check", "--live", "--mapping", str(out)).exit_code == 0


def test_a_service_is_mapped_with_its_repository_and_container(ready: Account, out: Path) -> None:
    (one,) = first(ready, out)
    assert (one.name, one.target.cluster, one.target.service) == ("shop-api", ready.name, "shop-api")
    assert (one.repository.uri, one.containers) == (f"{REGISTRY}/{ready.name}", ("api",))
    assert (one.trigger, one.bitbucket) == (Trigger.PUSH, None)


def test_the_family_and_the_roles_that_it_may_use_are_named_so_that_the_policies_need_not_ask(
    account: Account, out: Path
) -> None:
    account.repository("v1")
    elsewhere = f"arn:aws:iam::{OTHER}:role/shop-execution"
    own = f"arn:aws:iam::{ACCOUNT}:role/team/shop-task"
    account.service(
        "shop-api", account.container(), roles={"taskRoleArn": own, "executionRoleArn": elsewhere}
    )

    (one,) = first(account, out)

    assert one.tasks == TaskGrant(f"{account.name}-shop-api", ("team/shop-task", elsewhere))


def test_nothing_in_the_account_is_changed(ready: Account, out: Path) -> None:
    ready.aws.local("DELETE", "calls")
    first(ready, out)
    assert ready.writes() == []


def test_the_same_account_always_gives_the_same_file(ready: Account, out: Path) -> None:
    ready.service("worker")
    first(ready, out)
    text = out.read_text()
    first(ready, out, "--force")
    assert out.read_text() == text


def test_a_file_that_is_there_is_not_overwritten(ready: Account, out: Path) -> None:
    out.write_text("mine")
    result = ready.slipway("init", "--yes", "--cluster", ready.name, "--out", str(out))
    assert (result.exit_code, out.read_text()) == (1, "mine")
    assert "is there already; give another --out, or --force" in result.output
    assert len(first(ready, out, "--force")) == 1


@pytest.mark.parametrize(("controller"), ["CODE_DEPLOY", "EXTERNAL"])
def test_what_slipway_could_not_deploy_is_left_out_and_it_is_said_why(
    ready: Account, out: Path, controller: str
) -> None:
    ready.service("legacy", deploymentController={"type": controller})
    ready.service("edge", ready.container(image="envoyproxy/envoy:v1.30"))
    result = ready.slipway("init", "--yes", "--cluster", ready.name, "--out", str(out))
    assert [one.name for one in load(str(out), HOME)] == ["shop-api"]
    assert f"legacy: its deployment controller is {controller}" in result.output
    assert "edge: none of its images is from ECR: envoyproxy/envoy:v1.30" in result.output
    assert f"#   {ready.name}/legacy: its deployment controller is {controller}" in out.read_text()


def test_images_of_two_repositories_are_told_apart_by_name_or_left_to_people(
    ready: Account, out: Path
) -> None:
    other = ready.repository(name=f"{ready.name}/helper")
    ready.service("api", ready.container("api"), ready.container("helper", f"{other}:v1"))
    ready.service("unclear", ready.container("one"), ready.container("two", f"{other}:v1"))
    result = ready.slipway("init", "--yes", "--cluster", ready.name, "--out", str(out))
    assert [(one.name, one.containers) for one in load(str(out), HOME)] == [
        ("api", ("api",)),
        ("shop-api", ("api",)),
    ]
    assert (
        f"unclear: its containers run images of several repositories: {ready.name} (container one)"
        in result.output
    )


def test_a_repository_of_another_account_is_named_with_its_registry(account: Account, out: Path) -> None:
    theirs = f"{OTHER}.dkr.ecr.{REGION}.amazonaws.com"
    account.service("web", account.container(image=f"{theirs}/shop/api:v1"))
    (one,) = first(account, out)
    assert one.repository.uri == f"{theirs}/shop/api"


def test_services_of_one_name_get_the_cluster_s_behind_it(ready: Account, out: Path) -> None:
    cluster = f"{ready.name}-b"
    ready.service("shop-api", cluster=cluster)
    assert [one.name for one in first(ready, out, "--cluster", cluster)] == [
        f"shop-api-{ready.name}",
        f"shop-api-{cluster}",
    ]


def test_only_the_services_that_were_asked_for(ready: Account, out: Path) -> None:
    ready.service("worker")
    assert [one.name for one in first(ready, out, "--services", "worker")] == ["worker"]


def test_flags_say_whose_commits_hear_of_it_and_what_deploys(ready: Account, out: Path) -> None:
    ready.service("worker")
    flags = ("--bitbucket", "acme/shop", "--bitbucket", "worker=acme/worker", "--trigger", "manual")
    found = {one.name: one for one in first(ready, out, *flags)}
    repositories = {name: one.bitbucket.repository if one.bitbucket else "" for name, one in found.items()}
    assert repositories == {"shop-api": "acme/shop", "worker": "acme/worker"}
    assert {one.trigger for one in found.values()} == {Trigger.MANUAL}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--cluster", "nowhere"), "ECS has no cluster nowhere"),
        (("--services", "nothing"), "there is no service nothing; there are shop-api"),
        (("--bitbucket", "https://bitbucket.org/acme/shop"), "is not a Bitbucket repository"),
        (("--bitbucket", "nothing=acme/shop"), "--bitbucket names nothing; there are shop-api"),
    ],
)
def test_what_is_not_there_is_not_written(
    ready: Account, out: Path, arguments: tuple[str, ...], says: str
) -> None:
    flags = ("--cluster", ready.name) if "--cluster" not in arguments else ()
    result = ready.slipway("init", "--yes", "--out", str(out), *flags, *arguments)
    assert (result.exit_code, says in result.output, out.exists()) == (1, True, False)


def test_a_cluster_in_which_nothing_can_be_mapped_says_why(account: Account, out: Path) -> None:
    account.service("edge", account.container(image="envoyproxy/envoy:v1.30"))
    result = account.slipway("init", "--yes", "--cluster", account.name, "--out", str(out))
    assert (result.exit_code, out.exists()) == (1, False)
    assert "edge: none of its images is from ECR" in result.output


def test_a_terminal_is_asked_what_the_account_does_not_tell(ready: Account, out: Path) -> None:
    ready.service("worker")
    shown = ready.on_a_terminal(
        80, "init", "--cluster", ready.name, "--out", str(out), given="nothing\nworker\nacme\nacme/shop\nn\n"
    )
    assert "there is no nothing; there are shop-api, worker" in shown
    assert "is not a Bitbucket repository" in shown
    (one,) = load(str(out), HOME)
    assert one.bitbucket is not None
    assert (one.name, one.bitbucket.repository, one.trigger) == ("worker", "acme/shop", Trigger.MANUAL)


def test_a_terminal_that_says_yes_is_asked_nothing(ready: Account, out: Path) -> None:
    shown = ready.on_a_terminal(80, "init", "--yes", "--cluster", ready.name, "--out", str(out), given="")
    assert ("?" in shown, out.exists()) == (False, True)

"""`slipway plan`: what a deploy would do now, while nothing changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builders import ACCOUNT, CANARY, REGION, REGISTRY
from local_stack import image
from slipway_account import Account
from waiting import eventually


@pytest.fixture
def ready(account: Account) -> Account:
    account.repository("v1", "v2")
    account.service()
    account.aws.local("DELETE", "calls")
    return account


def planned(account: Account, *arguments: str, **changes: Any) -> dict[str, Any]:
    mapping = account.mapping(web=account.mapped(**changes))
    result = account.slipway("plan", "web", "--mapping", mapping, "--json", *arguments)
    answer: dict[str, Any] = json.loads(result.output)
    assert result.exit_code == (1 if answer["decision"] == "refused" else 0)
    return answer


def text(account: Account, *arguments: str, **changes: Any) -> str:
    mapping = account.mapping(web=account.mapped(**changes))
    return account.slipway("plan", "web", "--mapping", mapping, *arguments).output


def changed(answer: dict[str, Any]) -> list[str]:
    return [line[1:].strip() for line in answer["diff"][2:] if line[:1] in "+-"]


# What would be done


def test_the_steps_of_a_deploy_and_only_what_changes(ready: Account) -> None:
    answer = planned(ready, "--tag", "v2")
    image_before, image_after, *tags = changed(answer)
    assert answer["decision"] == "deploys"
    assert answer["steps"] == [
        f"register a revision of {ready.name}-web from {ready.name}-web:1, with nothing but the image changed",
        f"update service web in cluster {ready.name} ({REGION}) to that revision",
    ]
    assert image_before == f'"image": "{REGISTRY}/{ready.name}:v1",'
    assert image_after == f'"image": "{REGISTRY}/{ready.name}@{answer["digest"]}",'
    assert all("slipway:" in line or line in {'"tags": {},', '"tags": {', "},"} for line in tags)


def test_nothing_is_changed(ready: Account) -> None:
    planned(ready)
    assert ready.writes() == []
    assert "ecs:DescribeTaskDefinition" in ready.aws.calls("in-process")


@pytest.mark.parametrize(
    ("tags", "expected", "how"),
    [
        ("*", "1.9.0", "the latest pushed"),
        ({"semver": ">=1 <2"}, "1.10.0", "the highest version"),
        ({"regex": "^main-(?P<commit>[0-9a-f]{7})$"}, "main-1f2e3d4", "the latest pushed"),
    ],
)
def test_without_a_tag_it_is_the_newest_that_the_mapping_follows(
    account: Account, tags: object, expected: str, how: str
) -> None:
    account.repository("v1", "main-0f2e3d4", "main-1f2e3d4", "1.10.0", "2.0.0", "1.9.0")
    account.service()
    answer = planned(account, tags=tags)
    assert (answer["tag"], answer["chosen"].startswith(how)) == (expected, True)


def test_the_commit_comes_from_the_image_s_label(ready: Account) -> None:
    ready.aws.push(ready.name, image("labelled", revision="a" * 40), "v3")
    assert planned(ready, "--tag", "v3", bitbucket={"repository": "acme/shop"})["commit"] == "a" * 40


def test_a_digest_can_be_named(ready: Account) -> None:
    digest = planned(ready, "--tag", "v2")["digest"]
    answer = planned(ready, "--digest", digest)
    assert (answer["tag"], answer["digest"], answer["decision"]) == (None, digest, "deploys")


def test_a_tag_that_a_push_would_not_deploy_is_planned_and_says_so(ready: Account) -> None:
    answer = planned(ready, "--tag", "v2", tags="main-*")
    assert (answer["decision"], "would not be followed" in answer["chosen"]) == ("deploys", True)


# When there is nothing to do, or it cannot be


def test_an_image_that_runs_already_changes_nothing(account: Account) -> None:
    account.repository("v1")
    digest = planned_digest(account)
    account.service("web", account.container(image=f"{REGISTRY}/{account.name}@{digest}"))

    def stable() -> bool:
        return bool(planned(account, "--tag", "v1")["decision"] == "unchanged")

    eventually(stable, "a stable service")
    answer = planned(account, "--tag", "v1")
    assert (answer["says"], answer["steps"], answer["diff"]) == (
        "nothing to do: v1 already runs and is stable",
        [],
        [],
    )


def planned_digest(account: Account) -> str:
    found: str = account.client("ecr").describe_images(repositoryName=account.name)["imageDetails"][0][
        "imageDigest"
    ]
    return found


@pytest.mark.parametrize(
    ("arguments", "changes", "says"),
    [
        (("--tag", "nope"), {}, "ECR has no image"),
        (("--tag", "v2"), {"service": "nothing"}, "does not exist; create it"),
        (("--tag", "v2"), {"container": "nope"}, "has no container nope, only api"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(
    ready: Account, arguments: tuple[str, ...], changes: dict[str, Any], says: str
) -> None:
    answer = planned(ready, *arguments, **changes)
    assert (answer["decision"], says in answer["says"]) == ("refused", True)
    assert (answer["steps"], answer["diff"]) == ([], [])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--tag", "v1", "--digest", "sha256:" + "0" * 64), "not both"),
        (("--digest", "latest"), "is not an image digest"),
        (("--mapping", "nowhere.yaml"), "cannot be read"),
    ],
)
def test_what_was_asked_wrongly_says_so(ready: Account, arguments: tuple[str, ...], says: str) -> None:
    result = ready.slipway("plan", "web", "--mapping", ready.mapping(), *arguments)
    assert (result.exit_code > 0, says in result.output) == (True, True)


def test_an_unknown_service_names_those_there_are(ready: Account) -> None:
    result = ready.slipway("plan", "wbe", "--mapping", ready.mapping())
    assert (result.exit_code, "has no service wbe; there are web" in result.output) == (1, True)


def test_a_policy_that_takes_no_tag_says_what_to_do(ready: Account) -> None:
    assert "push one, name one with --tag" in text(ready, tags="main-*")


# How it is shown


def test_what_may_be_secret_is_not_shown_unless_asked_for(account: Account) -> None:
    """The member that stands right before the image, so that it is among the lines around the change."""
    account.repository("v1", "v2")
    account.service("web", account.container(healthCheck={"command": ["swordfish"]}))
    shown = text(account, "--tag", "v2")
    assert ('"***"' in shown, "swordfish" in shown) == (True, False)
    assert "swordfish" in text(account, "--tag", "v2", "--show-values")


def test_no_value_is_in_the_json_either(ready: Account) -> None:
    assert CANARY not in json.dumps(planned(ready, "--tag", "v2"))


@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminal_gets_the_diff_unbroken(ready: Account, columns: int) -> None:
    mapping = ready.mapping()
    shown = ready.on_a_terminal(columns, "plan", "web", "--tag", "v2", "--mapping", mapping)
    assert f'-      "image": "{REGISTRY}/{ready.name}:v1",' in shown
    assert "  1. register a revision of" in shown
    assert ACCOUNT in shown

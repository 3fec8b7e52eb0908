"""Every mistake is found at once, at its place, with what to write instead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from chalicelib.domain.mapping import Home
from slipway.mapping.problems import Problem, check_text

if TYPE_CHECKING:
    pass

ROOT = Path(__file__).parents[3]
HOME = Home("123456789012", "eu-west-1")
EXAMPLE = (ROOT / "examples/services.yaml").read_text(encoding="utf-8")

VALID = """\
version: 1
services:
  web:
    image:
      repository: shop/web
    ecs:
      cluster: staging
      service: web
"""


def problems(text: str, home: Home = HOME) -> list[Problem]:
    return list(check_text(text, home).problems)


def only(text: str) -> Problem:
    (one,) = problems(text)
    return one


@pytest.mark.parametrize("file", ["examples/services.yaml", "chalicelib/services.yaml"])
def test_what_the_project_shows_is_valid(file: str) -> None:
    assert problems((ROOT / file).read_text(encoding="utf-8")) == []


def test_the_example_has_every_key() -> None:
    full = yaml.safe_load(EXAMPLE)["services"]["shop-api-production"]
    assert {key: sorted(value) for key, value in full.items() if isinstance(value, dict)} == {
        "image": ["registry", "repository", "tags"],
        "ecs": ["cluster", "container", "external_id", "family", "region", "role_arn", "roles", "service"],
        "bitbucket": ["branches", "environments", "repository", "uuid"],
    }
    assert full.keys() == {"image", "ecs", "bitbucket", "trigger", "deadline_minutes", "badge"}


def test_a_valid_mapping_is_given_back() -> None:
    checked = check_text(VALID)
    assert checked.problems == ()
    assert checked.document == yaml.safe_load(VALID)


def test_the_mapping_compiled_to_json_is_valid_too() -> None:
    assert problems(json.dumps(yaml.safe_load(EXAMPLE))) == []


MANY = """\
version: 2
services:
  Shop API:
    image: {repository: "Shop/Api:latest", tag: "*"}
    ecs:
      cluster: arn:aws:ecs:eu-west-1:123456789012:cluster/x
      service: shop
      contaner: api
  web:
    image:
      repository: shop/web
      tags: 1.0
      tags: "*"
    ecs: {service: web, external_id: abc}
    cluster: x
    bitbucket: {repository: https://bitbucket.org/acme/web, uuid: 123, branches: main, environments: []}
    deadline_minutes: yes
  empty:
"""


def test_every_mistake_is_found_at_once_with_its_line() -> None:
    assert [(one.line, one.where) for one in problems(MANY)] == [
        (1, "version"),
        (3, "services.Shop API"),
        (4, "services.Shop API.image.repository"),
        (4, "services.Shop API.image.tag"),
        (6, "services.Shop API.ecs.cluster"),
        (8, "services.Shop API.ecs.contaner"),
        (12, "services.web.image.tags"),
        (13, "services.web.image.tags"),
        (14, "services.web.ecs.cluster"),
        (14, "services.web.ecs.external_id"),
        (15, "services.web.cluster"),
        (16, "services.web.bitbucket.branches"),
        (16, "services.web.bitbucket.environments"),
        (16, "services.web.bitbucket.repository"),
        (16, "services.web.bitbucket.uuid"),
        (17, "services.web.deadline_minutes"),
        (18, "services.empty"),
    ]


def test_every_mistake_comes_with_a_hint() -> None:
    assert all(one.message and one.hint for one in problems(MANY))


def test_what_only_the_runtime_refuses_is_found_too() -> None:
    one = only("{version: 1, services: {w: {image: {repository: a/b}, ecs: {cluster: c, service: s}}}}")
    assert one.message.startswith("this starts like JSON and is none")


TWO = VALID + "  api:\n    image: {repository: shop/api}\n    ecs: {cluster: staging, service: web%s}\n"


def test_two_services_on_one_ecs_service_are_named() -> None:
    one = only(TWO % "")
    assert (one.line, one.where) == (11, "services.api.ecs")
    assert one.message == "api and web both deploy ECS service web of cluster staging"


def test_they_are_named_whatever_else_is_wrong() -> None:
    text = (TWO % "").replace("shop/web", "Shop")
    assert [one.where for one in problems(text)] == ["services.web.image.repository", "services.api.ecs"]


def test_the_own_region_written_out_is_the_same_place_once_it_is_known() -> None:
    text = TWO % ", region: eu-west-1"
    assert [one.where for one in problems(text)] == ["services.api.ecs"]
    assert check_text(text).problems == ()


def test_a_role_of_the_own_account_leads_to_the_same_place() -> None:
    text = TWO % ", role_arn: arn:aws:iam::123456789012:role/slipway"
    assert [(one.line, one.where) for one in problems(text)] == [(11, "services.api.ecs")]


def test_a_problem_tells_its_service_and_member() -> None:
    by_member = {(one.service, one.member) for one in problems(MANY)}
    assert (None, "version") in by_member
    assert ("web", "ecs.cluster") in by_member
    assert ("empty", "") in by_member


def test_names_from_the_file_are_escaped() -> None:
    one = next(one for one in problems('"a\\nb": 1\n') if one.path)
    assert "\n" not in one.where + one.message + one.hint


def test_a_key_of_too_many_digits_is_a_mistake_like_any_other() -> None:
    assert problems(f"version: 1\nservices:\n  0x{'f' * 5000}: {{}}\n")

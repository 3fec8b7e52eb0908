"""Each kind of mistake is put in words for people: what is wrong, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.mapping import Home
from slipway.mapping.problems import Problem, check_text
from slipway.mapping.words import words_for

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

HOME = Home("123456789012", "eu-west-1")

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


def problems(text: str) -> list[Problem]:
    return list(check_text(text, HOME).problems)


def only(text: str) -> Problem:
    (one,) = problems(text)
    return one


@pytest.mark.parametrize(
    ("old", "new", "line", "where", "message", "hint"),
    [
        ("version: 1", "version: 3", 1, "version", "3 is not a version of the mapping's format", "write 1"),
        ("version: 1\n", "", 1, "version", "version is missing", "add it, for example version: 1"),
        (
            "      cluster: staging\n",
            "",
            6,
            "services.web.ecs.cluster",
            "cluster is missing",
            "cluster: production",
        ),
        (
            "    ecs:",
            "    esc:",
            6,
            "services.web.esc",
            "'esc' is not a key that is known here",
            "did you mean ecs?",
        ),
        (
            "repository:",
            "Repository:",
            5,
            "services.web.image.Repository",
            "'Repository'",
            "did you mean repository?",
        ),
        (
            "cluster:",
            "badge: x\n      cluster:",
            7,
            "services.web.ecs.badge",
            "'badge'",
            "under the service itself",
        ),
        (
            "    ecs:",
            "    role_arn: x\n    ecs:",
            6,
            "services.web.role_arn",
            "'role_arn'",
            "it belongs under ecs:",
        ),
        (
            "    ecs:",
            "    owner: x\n    ecs:",
            6,
            "services.web.owner",
            "'owner'",
            "the keys here are image, ecs",
        ),
        ("staging", "a/b", 7, "services.web.ecs.cluster", "'a/b' is not an ECS cluster name", "no ARN"),
        (
            "staging",
            "12",
            7,
            "services.web.ecs.cluster",
            "12 is not text: YAML reads it as int",
            "put it in quotes",
        ),
        ("staging", "~", 7, "services.web.ecs.cluster", "nothing is written here", "give it a value"),
        (
            "staging",
            "[a]",
            7,
            "services.web.ecs.cluster",
            "a list stands where text belongs",
            "write one text",
        ),
        (
            "  web:",
            "  no:",
            3,
            "services.False",
            "the key False is not text: YAML reads it as bool",
            "in quotes",
        ),
        ("  web:", "  Web:", 3, "services.Web", "'Web' is not a service name", "lower-case"),
        (
            "shop/web",
            "x\n      tags: {regexp: a}",
            6,
            "services.web.image.tags.regexp",
            "'regexp'",
            "mean regex?",
        ),
    ],
)
def test_a_mistake_is_named_for_people(
    old: str, new: str, line: int, where: str, message: str, hint: str
) -> None:
    text = VALID.replace(old, new, 1).replace("repository: x\n", "repository: shop/web\n")
    one = next(one for one in problems(text) if one.where == where)
    assert (one.line, one.message[: len(message)]) == (line, message)
    assert hint in one.hint


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("version: 1\nservices: [\n", 3, "this is not YAML"),
        ("a: &x 1\nb: *x\n", 2, "*x is an alias"),
        ("a: !x 1\n", 1, "!x is a tag"),
        ("[" * 100_000, 1, "more than 20 levels deep"),
    ],
)
def test_what_is_no_plain_yaml_is_named_with_its_line(text: str, line: int, message: str) -> None:
    one = only(text)
    assert (one.line, one.where) == (line, "the mapping")
    assert one.message.startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "nothing stands where a block of keys belongs"),
        ("- a", "['a'] is not a block of keys"),
        ("version: 1\nservices: {}\n", "there is no service here"),
        ("version: 1\nservices: [a]\n", "['a'] is not a block of keys"),
        ("version: 1\nservices:\n", "nothing stands where a block of keys belongs"),
    ],
)
def test_what_is_no_mapping_is_named(text: str, message: str) -> None:
    assert only(text).message == message


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("    ? [a]\n    : 1\n", "a key is a list or block"),
        ("    <<: {badge: public}\n", "<< merges another block"),
        ("    badge: 2024-99-99\n", "'2024-99-99' is not what it looks like"),
        ("    ecs: {cluster: c, service: s}\n", "'ecs' stands here twice"),
    ],
)
def test_the_surprises_of_yaml_are_named_beside_other_mistakes(extra: str, message: str) -> None:
    found = problems(VALID.replace("staging", "a/b") + extra)
    assert [one.line for one in found if one.message == message] == [9]
    assert any(one.where == "services.web.ecs.cluster" for one in found)


def test_what_pydantic_may_yet_find_is_passed_on() -> None:
    error: ErrorDetails = {"type": "recursion_loop", "loc": ("services",), "msg": "a loop", "input": None}
    assert words_for(error) == (("services",), "a loop", "see examples/services.yaml")


@pytest.mark.parametrize("tags", ["{}", '{regex: a, semver: "1"}'])
def test_tags_have_exactly_one_pattern(tags: str) -> None:
    one = only(VALID.replace("shop/web", f"shop/web\n      tags: {tags}"))
    assert (one.where, one.hint) == ("services.web.image.tags", "write either regex or semver")


def test_a_list_names_the_item_that_is_wrong() -> None:
    one = only(VALID.replace("service: web", "service: web\n      container:\n      - api\n      - a b\n"))
    assert (one.line, one.where) == (11, "services.web.ecs.container.1")

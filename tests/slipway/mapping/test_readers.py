"""The two readers agree: people's, with pydantic, and Lambda's, without."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.mapping import Home, MappingInvalid, mapping_from
from slipway.mapping.problems import check_text

if TYPE_CHECKING:
    pass

ROOT = Path(__file__).parents[3]
HOME = Home("123456789012", "eu-west-1")
EXAMPLE = (ROOT / "examples/services.yaml").read_text(encoding="utf-8")

KEYS = ["version", "services", "image", "repository", "registry", "tags", "regex", "semver", "ecs", "cluster"]
KEYS += [
    "service",
    "container",
    "region",
    "role_arn",
    "external_id",
    "family",
    "roles",
    "bitbucket",
    "uuid",
    "environments",
]
KEYS += ["branches", "trigger", "deadline_minutes", "badge", "extra"]
VALUES: list[object] = [
    None,
    True,
    0,
    1,
    30,
    1.5,
    "",
    "*",
    "1",
    "a b",
    "push",
    "public",
    "shop/api",
    "eu-west-1",
    [],
    {},
]
VALUES += [["api"], ["a", "a"], [1], {"regex": "("}, {"regex": "a"}, {"semver": "^1"}, {"semver": 1}, "main"]
CHANGES = st.lists(
    st.tuples(st.sampled_from(["set", "drop"]), st.sampled_from(KEYS), st.sampled_from(VALUES)),
    min_size=1,
    max_size=3,
)


def changed(value: Any, action: str, key: str, new: object) -> Any:
    """Set the key to a copy (one object in two places is dumped as an alias) or drop it, wherever it is."""
    if not isinstance(value, dict):
        return value
    inner = {
        one: changed(item, action, key, new) for one, item in value.items() if one != key or action == "set"
    }
    return (
        inner | {key: copy.deepcopy(new)} if action == "set" and (key in inner or key == "extra") else inner
    )


@given(CHANGES)
def test_both_readers_agree_on_what_is_valid(changes: list[tuple[str, str, object]]) -> None:
    document: Any = yaml.safe_load(EXAMPLE)
    for change in changes:
        document = changed(document, *change)
    try:
        mapping_from(document, HOME)
    except MappingInvalid:
        valid = False
    else:
        valid = True
    found = check_text(yaml.safe_dump(document), HOME).problems
    assert (not found) == valid
    # The model found it by itself, and did not need to ask the runtime.
    assert all(one.hint != "mend it and check again" for one in found)


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: EXAMPLE + text))
def test_any_text_is_judged(text: str) -> None:
    for one in check_text(text, HOME).problems:
        assert one.line >= 1

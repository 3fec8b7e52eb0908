"""The file is read as JSON or YAML, and whatever is wrong with it is one kind of error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.mapping_file import MAX_BYTES, document_of, load
from chalicelib.adapters.yaml_document import MAX_DEPTH
from chalicelib.domain.mapping import Home, MappingInvalid, mapping_from

HOME = Home("123456789012", "eu-west-1")
YAML = """\
version: 1
services:
  web:
    image: {repository: shop/web}
    ecs: {cluster: staging, service: web}
"""
DOCUMENT: dict[str, Any] = {
    "version": 1,
    "services": {
        "web": {"image": {"repository": "shop/web"}, "ecs": {"cluster": "staging", "service": "web"}}
    },
}
ROOT = Path(__file__).parents[3]


def written(folder: Path, content: str | bytes) -> str:
    path = folder / "services.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_yaml_and_the_json_compiled_from_it_are_the_same_mapping(tmp_path: Path) -> None:
    from_yaml = load(written(tmp_path, YAML), HOME)
    assert from_yaml == load(written(tmp_path, json.dumps(DOCUMENT)), HOME) == mapping_from(DOCUMENT, HOME)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert len(load(written(tmp_path, b"\xef\xbb\xbf" + YAML.encode()), HOME)) == 1


def test_the_mapping_that_ships_is_valid() -> None:
    names = [one.name for one in load(str(ROOT / "chalicelib/services.yaml"), HOME)]
    assert names == ["shop-api-staging", "shop-api-production"]


def test_json_needs_no_yaml_parser(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(DOCUMENT))
    program = (
        "import sys\n"
        "from chalicelib.adapters.mapping_file import load\n"
        "from chalicelib.domain.mapping import Home\n"
        f"load({path!r}, Home('123456789012', 'eu-west-1'))\n"
        "print(sorted({'yaml', 'pydantic', 'boto3'} & sys.modules.keys()))"
    )
    ran = subprocess.run(  # noqa: S603  this interpreter, on the program above
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_the_error_names_the_file_and_the_path_in_it(tmp_path: Path) -> None:
    path = written(tmp_path, YAML.replace("staging", "a/b"))
    with pytest.raises(MappingInvalid) as refused:
        load(path, HOME)
    assert str(refused.value).startswith(f"{path}: services.web.ecs: 'a/b' is not an ECS cluster name")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid, match=r"nowhere.yaml: the mapping cannot be read"):
        load(str(tmp_path / "nowhere.yaml"), HOME)


@pytest.mark.parametrize("path", ["", "\0", "."])
def test_a_path_that_is_no_file_is_refused(path: str) -> None:
    with pytest.raises(MappingInvalid, match="cannot be read"):
        load(path, HOME)


def test_a_file_that_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid, match=f"larger than {MAX_BYTES} bytes"):
        load(written(tmp_path, b"#" * (MAX_BYTES + 1)), HOME)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid, match="not UTF-8"):
        load(written(tmp_path, b"version: \xff"), HOME)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
REFUSED = {
    "an alias": ("a: &x 1\nb: *x\n", "line 2: *x is an alias; write the value itself"),
    "an alias bomb": (BOMB, "line 2: *a is an alias"),
    "a tag": ("a: !!python/object:os.system 1", "line 1: tag:yaml.org,2002:python/object:os.system is a tag"),
    "a tag on a list": ("a:\n- !x [1]", "line 2: !x is a tag"),
    "a merge key": ("a:\n  <<: {b: 1}\n", "line 2: << merges another block; write the keys themselves"),
    "a duplicate key": ("a: 1\nb: 2\na: 3\n", "line 3: 'a' stands here twice"),
    "a nested duplicate key": ("a:\n- b: {c: 1, c: 1}\n", "line 2: 'c' stands here twice"),
    "a list as a key": ("? [a]\n: 1\n", "line 1: a key is a list or block"),
    "a date that is none": (
        "a: 2024-99-99\n",
        "line 1: '2024-99-99' is not what it looks like; put it in quotes",
    ),
    "a number without end": (f"a: {'1' * 5000}\n", "line 1: '1111"),
    "a lone value sign": ("a: =\n", "line 1: '=' is not what it looks like"),
    "bad syntax": ("a: [1\nb: 2\n", "line 2: this is not YAML"),
    "a tab": ("a:\n\tb: 1\n", "line 2: this is not YAML"),
    "two documents": ("a: 1\n---\nb: 1\n", "line 2: this is not YAML"),
    "a control character": ("a: \x00\n", "line 1: this is not YAML"),
    "deep lists": ("[" * 2_000_000, f"line 1: more than {MAX_DEPTH} levels deep"),
    "deep blocks": ("- " * 100_000, f"line 1: more than {MAX_DEPTH} levels deep"),
    "JSON cut short": ('{"version": 1', "this starts like JSON and is none"),
    "JSON with a duplicate key": (
        '{"a": {"b": 1, "c": 2, "b": 3}}',
        "this starts like JSON and is none ('b' stands",
    ),
    "deep JSON": ('{"a":' * 200_000, "this starts like JSON and is none"),
    "JSON with a number without end": (f'{{"a": {"1" * 5000}}}', "this starts like JSON and is none"),
    "YAML that starts like JSON": ("{version: 1}", "this starts like JSON and is none"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_more_yaml_than_a_mapping_needs_is_refused(text: str, message: str) -> None:
    with pytest.raises(MappingInvalid) as refused:
        document_of(text)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing\n", None),
        ("a", "a"),
        ("- 1\n- yes\n- '1'\n- ~\n- 1.5\n", [1, True, "1", None, 1.5]),
        ("a: {b: [c, {d: e}]}", {"a": {"b": ["c", {"d": "e"}]}}),
        ("no: 1\n2: 3\n", {False: 1, 2: 3}),
        ("a: &anchor 1\n", {"a": 1}),
    ],
)
def test_plain_yaml_is_read(text: str, value: object) -> None:
    assert document_of(text) == value


TEXTS = st.text(max_size=80) | st.text(alphabet='abc:-[]{}",\n #&*!?|>%<=~019', max_size=80)


@given(TEXTS | TEXTS.map(lambda text: "{" + text) | TEXTS.map(lambda text: YAML + text))
def test_any_text_is_a_mapping_or_invalid(text: str) -> None:
    try:
        mapping = mapping_from(document_of(text), HOME)
    except MappingInvalid:
        return
    assert len(mapping) >= 1

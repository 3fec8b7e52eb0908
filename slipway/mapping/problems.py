"""Finds every mistake of a mapping at once and says of each where it is and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from chalicelib.adapters.mapping_file import document_of
from chalicelib.adapters.yaml_document import YamlRefusedError, compose, line_of, value_of
from chalicelib.domain.mapping import Home, MappingInvalid, Target, collisions, mapping_from
from chalicelib.domain.rule import shown
from slipway.mapping.lines import Lines, Path
from slipway.mapping.model import MappingFile
from slipway.mapping.words import words_for, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

# Where the deployer will run need not be known to check a file: an account and region that are nobody's.
ANYWHERE = Home("000000000000", "zz-anywhere-0")

QUOTE = "put it in quotes"
Mistake: TypeAlias = tuple[Path, str, str]  # where, what is wrong, what to write instead

_TARGET_KEYS = frozenset({"cluster", "service", "region", "role_arn", "external_id"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `path` leads from the top of the file to it; `line` counts from 1."""

    path: Path
    line: int
    message: str
    hint: str

    @property
    def where(self) -> str:
        """The path as people write it."""
        return ".".join(_printable(part) for part in self.path) or "the mapping"

    @property
    def service(self) -> str | None:
        """The name of the service that the mistake is in."""
        return _printable(self.path[1]) if self.path[:1] == ("services",) and len(self.path) > 1 else None

    @property
    def member(self) -> str:
        """Where the mistake is within its service."""
        skipped = 0 if self.service is None else len(("services", "NAME"))
        return ".".join(_printable(part) for part in self.path[skipped:])


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the document (None when it is no mapping at all) and its problems by line."""

    document: dict[str, object] | None
    problems: tuple[Problem, ...]


def check_text(text: str, home: Home = ANYWHERE) -> Checked:
    """Judge the text of a mapping; it is valid exactly when there are no problems.

    With the deployer's own `home` also two spellings of one place are found to be one.
    """
    try:
        root = compose(text)
    except YamlRefusedError as refused:
        return Checked(None, (Problem((), refused.line, refused.message, refused.hint),))
    lines = Lines(root)
    problems: list[Problem] = []

    def complain(node: yaml.Node, message: str, hint: str) -> None:
        problems.append(Problem(lines.path_of(node), line_of(node), message, hint))

    document, odd = _text_keys(value_of(root, complain), ())
    mistakes = {path: (message, hint) for path, message, hint in odd}
    for path, message, hint in (*_by_model(document), *_shared(document, home)):
        mistakes.setdefault(path, (message, hint))
    problems += [Problem(path, lines.of(path), *words) for path, words in mistakes.items()]
    problems = problems or list(_by_runtime(text, home))
    ordered = tuple(sorted(problems, key=lambda one: (one.line, one.path)))
    return Checked(document if isinstance(document, dict) else None, ordered)


def _text_keys(value: object, path: Path) -> tuple[object, list[Mistake]]:
    """Return the value with every key made text, and the keys that were not: `no:` is False in YAML."""
    odd: list[Mistake] = []
    if isinstance(value, list):
        items = [_text_keys(item, (*path, str(at))) for at, item in enumerate(value)]
        return [item for item, _ in items], [one for _, found in items for one in found]
    if not isinstance(value, dict):
        return value, odd
    members: dict[str, object] = {}
    for key, member in value.items():
        here = (*path, written(key))
        if not isinstance(key, str):
            odd.append(
                (here, f"the key {shown(key)} is not text: YAML reads it as {type(key).__name__}", QUOTE)
            )
        members[written(key)], found = _text_keys(member, here)
        odd += found
    return members, odd


def _by_model(document: object) -> Iterator[Mistake]:
    try:
        MappingFile.model_validate(document)
    except ValidationError as invalid:
        yield from map(words_for, invalid.errors(include_url=False))


def _shared(document: object, home: Home) -> Iterator[Mistake]:
    """Judge every ECS service that can be read, whatever else is wrong."""
    services = document.get("services") if isinstance(document, dict) else None
    if not isinstance(services, dict):
        return
    targets = ((name, _target(service, home)) for name, service in services.items())
    readable = ((name, target) for name, target in targets if target is not None)
    for name, broken in collisions(readable, home.account):
        yield ("services", name, "ecs"), broken.message, broken.hint


def _target(service: object, home: Home) -> Target | None:
    ecs = service.get("ecs") if isinstance(service, dict) else None
    if not isinstance(ecs, dict):
        return None
    known = {key: value for key, value in ecs.items() if key in _TARGET_KEYS}
    try:
        return Target(**{"region": home.region, **known})
    except (ValueError, TypeError):
        return None


def _by_runtime(text: str, home: Home) -> Iterator[Problem]:
    """Ask what will read the file in the end: nothing passes here that is refused there."""
    try:
        mapping_from(document_of(text), home)
    except MappingInvalid as invalid:
        yield Problem((), 1, str(invalid), "mend it and check again")


def _printable(part: str) -> str:
    return part if part.isprintable() else ascii(part)

"""What each act claims, as comparisons of what was expected with what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slipway.demo.world import APP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from slipway.demo.seen import Badge

    Json = Mapping[str, Any]

GIVEN_BY_ECS = frozenset({"taskDefinitionArn", "revision", "registeredAt", "registeredBy", "status"})
WRITES = frozenset({"RegisterTaskDefinition", "UpdateService"})


@dataclass(frozen=True, slots=True)
class Facts:
    """A service at one moment: ids of its deployments, and its task definition with tags."""

    deployments: tuple[str, ...]
    task_definition: str
    definition: Json
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One service before and after an act, what its commit says, and Slipway's ECS calls meanwhile.

    `digest` is that of the image that has to run now.
    """

    service: str
    before: Facts
    after: Facts
    badge: Badge | None
    calls: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Claim:
    """`compare` gives (expected, seen); `function` is where app.py would have gone wrong."""

    says: str
    compare: Callable[[Evidence], tuple[object, object]]
    function: str


class UntrueError(Exception):
    """A claim did not hold."""

    def __init__(self, service: str, claim: Claim, expected: object, found: object) -> None:
        super().__init__(f"{service}: {claim.says}")
        self.expected, self.found, self.function = expected, found, claim.function


def verify(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> None:
    """Raise UntrueError for the first claim that does not hold for some service."""
    for claim in claims:
        for one in evidence:
            expected, found = claim.compare(one)
            if expected != found:
                raise UntrueError(one.service, claim, expected, found)


def pinned(function: str = "image_pushed") -> Claim:
    def compare(one: Evidence) -> tuple[object, object]:
        image = _app(one.after)["image"]
        return f"@{one.digest}", image[image.find("@") :] if "@" in image else image

    return Claim("the new image runs, pinned by its digest", compare, function)


def nothing_else_changed(function: str = "image_pushed") -> Claim:
    def compare(one: Evidence) -> tuple[object, object]:
        expected, found = _without_image(one.before), _without_image(one.after)
        differing = {name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)}
        return {name: expected.get(name) for name in differing}, {name: found.get(name) for name in differing}

    says = "nothing else changed: sidecar, variables, secrets, roles, size, volumes and tags are as before"
    return Claim(says, compare, function)


def runs_again(label: str) -> Claim:
    def compare(one: Evidence) -> tuple[object, object]:
        return one.before.task_definition, one.after.task_definition

    return Claim(f"{label} runs again, by the very task definition it had", compare, "deployment_changed")


def told(*states: str) -> Claim:
    def compare(one: Evidence) -> tuple[object, object]:
        return states, one.badge.states if one.badge else ()

    return Claim(f"the commit was told {', then '.join(states)}", compare, "deployment_changed")


def reason(words: str) -> Claim:
    def compare(one: Evidence) -> tuple[object, object]:
        description = one.badge.description if one.badge else ""
        return f"…{words}…", f"…{words}…" if words in description else description

    return Claim(f"the commit says why, in ECS's own words: “{words}”", compare, "deployment_changed")


def untouched() -> Claim:
    def compare(one: Evidence) -> tuple[object, object]:
        return one.before, one.after

    return Claim(
        "the service is exactly as it was: same deployment, same task definition", compare, "image_pushed"
    )


def no_writes() -> Claim:
    def compare(one: Evidence) -> tuple[object, object]:
        return [], [call for call in one.calls if call in WRITES]

    return Claim("Slipway registered nothing and updated nothing", compare, "image_pushed")


def _app(facts: Facts) -> Json:
    found: Json = next(one for one in facts.definition["containerDefinitions"] if one["name"] == APP)
    return found


def _without_image(facts: Facts) -> dict[str, Any]:
    """Everything that Slipway must leave alone; tags of its own are its to add."""
    definition = {name: value for name, value in facts.definition.items() if name not in GIVEN_BY_ECS}
    definition["containerDefinitions"] = [
        {**one, "image": ""} if one["name"] == APP else one for one in definition["containerDefinitions"]
    ]
    tags = {name: value for name, value in facts.tags.items() if not name.startswith("slipway:")}
    return {**definition, "tags": tags}

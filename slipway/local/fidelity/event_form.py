"""The form of an event: which members it has and of which types, not what they say; and whether AWS's look so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slipway.local.fidelity.finding import Flaw, Kind
from slipway.local.fidelity.scalars import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VARIANTS = ("eventName", "action-type", "lastStatus")
"""Members of `detail` by which AWS's own events of one detail-type differ in form."""


@dataclass(frozen=True, slots=True, order=True)
class EventForm:
    source: str
    detail_type: str
    variant: str
    """E.g. `SERVICE_DEPLOYMENT_COMPLETED`, `PUSH`, `RUNNING`; empty when there is only one."""
    members: tuple[tuple[str, str], ...]
    """Each member, as `detail.containers[].name`, with its type in JSON; in order, each pair once."""

    @property
    def name(self) -> str:
        return f"{self.detail_type} ({self.variant})" if self.variant else self.detail_type


def form(event: dict[str, Any]) -> EventForm:
    """The form of one event as targets get it."""
    detail = event.get("detail", {})
    variant = next((str(detail[name]) for name in _VARIANTS if detail.get(name)), "")
    if variant == "STOPPED" and "startedAt" not in detail:
        variant = "STOPPED before it ran"  # it has none of what a container gets at its start
    members = tuple(sorted(set(_members(event, ""))))
    return EventForm(str(event.get("source", "")), str(event.get("detail-type", "")), variant, members)


def _members(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if place:
        yield place, name_of(value)
    if isinstance(value, dict):
        for name, held in value.items():
            yield from _members(held, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for held in value:
            yield from _members(held, f"{place}[]")


@dataclass(frozen=True, slots=True)
class Sample:
    """An event as AWS documents it or was seen to send it."""

    form: EventForm
    whole: bool
    """False: it lost members before it was published, so that it tells only which there are."""


def flaws(seen: EventForm, samples: Iterable[Sample]) -> list[Flaw]:
    """What AWS's own events never have, always have, or have of other types; only the outermost member of each.

    What events never have is told by all samples of the detail-type, what they always have by those of its variant.
    """
    alike = [one for one in samples if one.form.detail_type == seen.detail_type]
    if not alike:
        return [Flaw(Kind.UNKNOWN, "detail-type", "no sample of such an event")]
    ever = {pair for one in alike for pair in one.form.members}
    places, ours = {place for place, _ in ever}, {place for place, _ in seen.members}
    found = [
        Flaw(Kind.UNKNOWN, place, kind)
        for place, kind in seen.members
        if place not in places and (_parent(place) in places or not _parent(place))
    ]
    found += [
        Flaw(Kind.TYPE, place, kind)
        for place, kind in seen.members
        if place in places and (place, kind) not in ever
    ]
    same = [
        {place for place, _ in one.form.members}
        for one in alike
        if one.whole and one.form.variant == seen.variant
    ]
    always = set[str]().union(*same).intersection(*same) - ours
    return found + [Flaw(Kind.MISSING, one) for one in sorted(always) if _expected(one, ours)]


def _expected(place: str, ours: set[str]) -> bool:
    """An empty list lacks nothing, and what lies in something missing is not missing by itself."""
    return not place.endswith("[]") and (not _parent(place) or _parent(place) in ours)


def _parent(place: str) -> str:
    return place[:-2] if place.endswith("[]") else place.rpartition(".")[0]

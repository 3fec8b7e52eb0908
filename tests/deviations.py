"""What the local AWS does otherwise than AWS: all that was found in a run, and the part of it that is known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slipway.local.fidelity.event_form import EventForm, Sample, flaws, form

HERE = Path(__file__).parent
KNOWN = HERE / "local" / "fidelity" / "known_deviations.json"
SAMPLES = (HERE / "events", HERE / "local" / "fidelity" / "samples")
TO_DO = (
    "Mend each in slipway/local/aws if it is ours; else list it, with the reason why it does no harm, in "
    "tests/local/fidelity/known_deviations.json and run "
    "`SLIPWAY_SNAPSHOTS=1 .venv/bin/pytest tests/local/fidelity/test_document.py`, which puts it into "
    "docs/local-stack.md."
)


@dataclass(frozen=True, slots=True, order=True)
class Deviation:
    """`where` is an operation, as `ecs:DescribeServices`, or an event, as `ECR Image Action (PUSH)`."""

    where: str
    kind: str
    member: str
    note: str = ""

    def __str__(self) -> str:
        note = f" ({self.note})" if self.note else ""
        return f"{self.where}: {self.kind} {self.member or 'answer'}{note}"


@dataclass(frozen=True, slots=True)
class Known:
    """A deviation that is accepted. In `where`, `member` and `note` a `*` stands for anything."""

    where: str
    kind: str
    member: str
    reason: str
    note: str = "*"

    def covers(self, found: Deviation) -> bool:
        pairs = ((self.where, found.where), (self.member, found.member), (self.note, found.note))
        return self.kind == found.kind and all(_matches(pattern, text) for pattern, text in pairs)


@dataclass(slots=True)
class Found:
    """What every local AWS of a run told."""

    operations: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    """Calls of which the SDK knows nothing: they are not compared."""
    events: set[EventForm] = field(default_factory=set)
    deviations: set[Deviation] = field(default_factory=set)


def known() -> list[Known]:
    return [Known(**entry) for entry in json.loads(KNOWN.read_text(encoding="utf-8"))]


def samples() -> list[Sample]:
    """Every captured or documented event; a trimmed one does not tell what AWS always sends."""
    paths = [path for folder in SAMPLES for path in sorted(folder.glob("*.json"))]
    return [Sample(form(json.loads(path.read_text("utf-8"))), "trimmed" not in path.stem) for path in paths]


def read(folder: Path) -> Found:
    """What the local AWSs have written there; a line that a sudden end cut off is passed over."""
    found = Found()
    for line in [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]:
        try:
            _take(json.loads(line), found)
        except ValueError:
            continue
    seen = samples()
    found.deviations |= {
        Deviation(event.name, flaw.kind, flaw.member, flaw.note)
        for event in found.events
        for flaw in flaws(event, seen)
    }
    return found


def unknown(found: Found, accepted: list[Known]) -> list[Deviation]:
    """Those that nobody has looked at yet."""
    return sorted(one for one in found.deviations if not any(known.covers(one) for known in accepted))


def _take(line: dict[str, Any], found: Found) -> None:
    if "operation" in line:
        found.operations.add(line["operation"])
    elif "unknown" in line:
        found.unknown.add(line["unknown"])
    elif "event" in line:
        source, detail_type, variant, members = line["event"]
        found.events.add(EventForm(source, detail_type, variant, tuple((p, k) for p, k in members)))
    else:
        one = line["finding"]
        where = f"{one['service']}:{one['operation']}"
        found.deviations.add(Deviation(where, one["kind"], one["member"], one["note"]))


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None

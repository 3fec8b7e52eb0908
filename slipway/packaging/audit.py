"""`python -m slipway.packaging.audit`: known vulnerabilities of what ships, by pip-audit.

A finding fails unless audit-exceptions.json lists it, with a reason and a day until which that holds. What nobody could
be asked about is said, and is no success: exit status 0 is clean, 1 is a finding, 3 that no answer could be had.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from slipway.packaging.order import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

LOCK = ROOT / "requirements.lock"
EXCEPTIONS = ROOT / "audit-exceptions.json"
SERVICES = ("pypi", "osv")
ASK_SECONDS = 240.0
CLEAN, FOUND, UNKNOWN = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Finding:
    id: str
    distribution: str
    fixed_in: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said of each distribution; `unknown` are those that it could not tell of."""

    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excepted:
    id: str
    reason: str
    until: date


def exceptions(text: str) -> dict[str, Excepted]:
    """Read `[{"id", "reason", "until": "2026-12-31"}]`; a reason has to be one."""
    listed = [
        Excepted(one["id"], one["reason"].strip(), date.fromisoformat(one["until"]))
        for one in json.loads(text)
    ]
    if silent := [one.id for one in listed if not one.reason]:
        raise ValueError(f"{', '.join(silent)}: an exception without a reason")
    return {one.id: one for one in listed}


def answer(report: Any) -> Answer:
    """Read pip-audit's JSON."""
    found = [
        Finding(
            flaw["id"], f"{one['name']} {one['version']}", ", ".join(flaw["fix_versions"]) or "no version yet"
        )
        for one in report["dependencies"]
        for flaw in one.get("vulns", ())
    ]
    return Answer(tuple(found), tuple(one["name"] for one in report["dependencies"] if "skip_reason" in one))


def verdict(told: Answer | None, excepted: dict[str, Excepted], today: date) -> tuple[int, list[str]]:
    """Return the exit status, and lines to print."""
    if told is None:
        return UNKNOWN, ["NOT AUDITED: no service that knows of vulnerabilities could be reached."]
    lines, status = [], CLEAN
    for one in told.findings:
        known = excepted.get(one.id)
        if known and known.until >= today:
            lines.append(f"excepted until {known.until}: {one.id} in {one.distribution}: {known.reason}")
            continue
        status = FOUND
        why = (
            f"its exception ended on {known.until}"
            if known
            else "update it, or list it with a reason and a date"
        )
        lines.append(f"VULNERABLE: {one.id} in {one.distribution}, mended in {one.fixed_in}; {why}")
    if told.unknown:
        status = status or UNKNOWN
        lines.append(f"NOT AUDITED: nothing is known of {', '.join(told.unknown)}.")
    return status, lines or ["No known vulnerabilities."]


def ask(services: Sequence[str], run: Callable[[str], Any]) -> Answer | None:
    """Ask one service after the other until one knows of everything; else return what the best one told."""
    told: list[Answer] = []
    for service in services:
        report = run(service)
        if report is not None:
            told.append(answer(report))
        if told and not told[-1].unknown:
            return told[-1]
    return min(told, key=lambda one: len(one.unknown), default=None)


def pip_audit(service: str, lock: Path = LOCK) -> Any:
    """Return pip-audit's report, None when it has none."""
    command = [
        *(
            sys.executable,
            "-m",
            "pip_audit",
            "--progress-spinner",
            "off",
            "--format",
            "json",
            "--timeout",
            "10",
        ),
        *(
            "--vulnerability-service",
            service,
            "--disable-pip",
            "--require-hashes",
            "--requirement",
            str(lock),
        ),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            command, capture_output=True, text=True, check=False, timeout=ASK_SECONDS
        )
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None


def main(lines: Callable[[Iterable[str]], None] = lambda lines: print(*lines, sep="\n")) -> int:  # noqa: T201 - a command
    excepted = exceptions(EXCEPTIONS.read_text(encoding="utf-8"))
    status, said = verdict(ask(SERVICES, pip_audit), excepted, datetime.now(UTC).date())
    lines(said)
    return status


if __name__ == "__main__":
    sys.exit(main())

"""Keeps what is wrong with the answers of one local AWS, off the way of whoever waits for them."""

from __future__ import annotations

import json
import logging
import os
import queue
import threading
import uuid
from collections import Counter
from typing import TYPE_CHECKING, Any

from slipway.local.fidelity import answers, models
from slipway.local.fidelity.event_form import form
from slipway.local.fidelity.finding import Finding, Flaw, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from slipway.local.fidelity.answers import Answered
    from slipway.local.fidelity.event_form import EventForm

logger = logging.getLogger(__name__)


class Observer:
    """Checks each answer and event in a thread of its own.

    What is new is also appended to a file of its own in `folder`, one JSON object a line, at once: it outlives the
    process's sudden end.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{os.getpid()}-{uuid.uuid4().hex[:8]}.jsonl"
        self._findings: Counter[Finding] = Counter()
        self._operations: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._events: Counter[EventForm] = Counter()
        self._changing = threading.Lock()
        self._waiting: queue.Queue[Answered | dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._check_all, daemon=True, name="local-fidelity").start()

    def answered(self, answered: Answered) -> None:
        self._waiting.put(answered)

    def emitted(self, event: dict[str, Any]) -> None:
        """An event as targets get it."""
        self._waiting.put(event)

    def finish(self) -> None:
        """Returns once everything that came before has been checked."""
        self._waiting.join()

    def report(self) -> dict[str, Any]:
        """What `GET /_local/fidelity` answers."""
        self.finish()
        with self._changing:
            return self._shown()

    def _shown(self) -> dict[str, Any]:
        return {
            "operations": dict(sorted(self._operations.items())),
            "unknown_operations": dict(sorted(self._unknown.items())),
            "events": [{"name": one.name, "count": count} for one, count in sorted(self._events.items())],
            "findings": [{**_finding(one), "count": count} for one, count in sorted(self._findings.items())],
        }

    def _check_all(self) -> None:
        while True:
            one = self._waiting.get()
            try:
                with self._changing:
                    if isinstance(one, dict):
                        self._event(form(one))
                    else:
                        self._answer(one)
            except Exception:  # an answer that cannot be checked must not end the checking of others
                logger.exception("an answer or event could not be checked")
            finally:
                self._waiting.task_done()

    def _event(self, seen: EventForm) -> None:
        self._events[seen] += 1
        if self._events[seen] == 1:
            self._tell({"event": [seen.source, seen.detail_type, seen.variant, seen.members]})

    def _answer(self, answered: Answered) -> None:
        name = f"{answered.service}:{answered.operation}"
        model = models.operation(answered.service, answered.operation)
        if model is None:
            self._unknown[name] += 1
            if self._unknown[name] == 1:
                self._tell({"unknown": name})
            return
        self._operations[name] += 1
        if self._operations[name] == 1:
            self._tell({"operation": name})
        for flaw in _flaws(model, answered):
            finding = Finding(answered.service, answered.operation, flaw)
            self._findings[finding] += 1
            if self._findings[finding] == 1:
                self._tell({"finding": _finding(finding)})

    def _tell(self, line: dict[str, Any]) -> None:
        with self._file.open("a", encoding="utf-8") as target:
            target.write(json.dumps(line) + "\n")


def _flaws(model: Any, answered: Answered) -> list[Flaw]:
    try:
        return answers.flaws(model, answered)
    except Exception as problem:
        logger.exception("%s:%s could not be checked", answered.service, answered.operation)
        return [Flaw(Kind.UNREADABLE, "", f"the check failed: {type(problem).__name__}")]


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "service": finding.service,
        "operation": finding.operation,
        "kind": finding.flaw.kind,
        "member": finding.flaw.member,
        "note": finding.flaw.note,
    }

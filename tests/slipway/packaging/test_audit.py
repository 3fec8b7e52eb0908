"""What is made of pip-audit's answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from slipway.packaging.audit import (
    CLEAN,
    EXCEPTIONS,
    FOUND,
    UNKNOWN,
    Answer,
    Finding,
    answer,
    ask,
    exceptions,
    verdict,
)

TODAY = date(2026, 11, 23)
REPORT: dict[str, Any] = {
    "dependencies": [
        {"name": "six", "version": "1.17.0", "vulns": []},
        {"name": "jwt", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]},
        {"name": "boto3", "skip_reason": "Dependency not found"},
    ]
}
FINDING = Finding("PYSEC-1", "jwt 1.0", "1.1")


def test_findings_and_what_nobody_knows_of_are_told_apart() -> None:
    assert answer(REPORT) == Answer((FINDING,), ("boto3",))


@pytest.mark.parametrize(
    ("told", "until", "status", "word"),
    [
        pytest.param(Answer((), ()), None, CLEAN, "No known", id="nothing found"),
        pytest.param(Answer((FINDING,), ()), None, FOUND, "VULNERABLE: PYSEC-1", id="found"),
        pytest.param(
            Answer((FINDING,), ()), "2026-11-23", CLEAN, "excepted until", id="excepted, to the day"
        ),
        pytest.param(
            Answer((FINDING,), ()), "2026-11-22", FOUND, "ended on 2026-11-22", id="no longer excepted"
        ),
        pytest.param(
            Answer((), ("boto3",)), None, UNKNOWN, "NOT AUDITED: nothing is known of boto3", id="unknown"
        ),
        pytest.param(Answer((FINDING,), ("boto3",)), None, FOUND, "NOT AUDITED", id="found, and unknown"),
        pytest.param(None, None, UNKNOWN, "no service", id="nobody answered"),
    ],
)
def test_only_an_answer_without_a_finding_that_counts_is_clean(
    told: Answer | None, until: str | None, status: int, word: str
) -> None:
    excepted = f'[{{"id": "PYSEC-1", "reason": "not reached", "until": "{until}"}}]' if until else "[]"

    code, lines = verdict(told, exceptions(excepted), TODAY)

    assert code == status
    assert any(word in line for line in lines), lines


def test_the_next_service_is_asked_when_one_knows_too_little() -> None:
    complete = {"dependencies": [{"name": "six", "version": "1", "vulns": []}]}
    asked = {"pypi": REPORT, "osv": complete, "none": None}

    assert ask(["none", "pypi", "osv"], asked.get) == Answer((), ())
    assert ask(["pypi", "none"], asked.get) == answer(REPORT)
    assert ask(["none"], asked.get) is None


def test_an_exception_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="PYSEC-1"):
        exceptions('[{"id": "PYSEC-1", "reason": " ", "until": "2026-12-31"}]')


def test_the_exceptions_of_this_checkout_can_be_read() -> None:
    assert isinstance(exceptions(EXCEPTIONS.read_text()), dict)

"""Where targets, seeds and findings lie. A target is a module with `check(data: bytes) -> None`.

`check` returns when the input was taken or turned away as documented, and raises when anything else happened.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
FINDINGS = HERE / "findings"
TARGETS = tuple(sorted(path.stem for path in (HERE / "targets").glob("[a-z]*.py")))


def corpus_of(target: str) -> Path:
    return CORPUS / target

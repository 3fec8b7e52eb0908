"""The Authorization header as it comes: somebody who is known, or refused."""

from __future__ import annotations

from chalicelib.domain.caller import Operator
from fuzz.issued import OPERATOR_TOKEN, let_in


def check(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for header in (text, f"Bearer {text}"):
        caller = let_in(header)
        # Nobody makes a signature by chance.
        assert caller is None or (isinstance(caller, Operator) and OPERATOR_TOKEN in header)

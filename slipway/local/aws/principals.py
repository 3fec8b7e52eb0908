"""Who is behind an access key: a function, or an outsider."""

from __future__ import annotations


class Principals:
    def __init__(self) -> None:
        self._functions: dict[str, str] = {}

    def learn(self, access_key: str, function: str) -> None:
        self._functions[access_key] = function

    def inherit(self, access_key: str, of: str) -> None:
        """Credentials that a function obtained by AssumeRole are still that function's."""
        if of in self._functions:
            self._functions[access_key] = self._functions[of]

    def name(self, access_key: str) -> str:
        """The deployed function's name, else the access key itself (`anonymous` without one)."""
        return self._functions.get(access_key, access_key or "anonymous")

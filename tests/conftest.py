"""One hypothesis profile for all tests: as many examples as a quick run allows, however slow the machine."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ("canaries", "fidelity", "local_fixtures")

settings.register_profile("default", derandomize=False, deadline=None, max_examples=40)
settings.load_profile("default")

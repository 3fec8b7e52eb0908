"""Who follows a push, among ever more mapped services; in this process, without any AWS."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from bench.figures import figure
from bench.images import commit_of
from chalicelib.adapters.mapping_file import document_of
from chalicelib.domain.mapping import Home, mapping_from

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.figures import Figure
    from bench.results import Match

HOME = Home("123456789012", "eu-west-1")
PER_REPOSITORY = 4
POLICIES = 10
TIMES = 20


def measure(sizes: Sequence[int], rounds: int) -> list[Match]:
    return [_match(size, rounds) for size in sizes]


def _match(services: int, rounds: int) -> Match:
    spread = _text(services, repositories=services // PER_REPOSITORY or 1, policies=services)
    return {
        "services": services,
        "load": _timed(lambda: mapping_from(document_of(spread), HOME), rounds, 1),
        "spread": _timed(_push_to(spread), rounds, TIMES),
        "one_repository": _timed(_push_to(_text(services, 1, POLICIES)), rounds, TIMES),
        "all_different": _timed(_push_to(_text(services, 1, services)), rounds, TIMES),
    }


def _push_to(text: str) -> Callable[[], object]:
    mapping = mapping_from(document_of(text), HOME)
    tag = f"main-{commit_of('matching')}"

    def push() -> object:
        return mapping.wanting(HOME.account, HOME.region, "team/app-0", tag)

    return push


def _text(services: int, repositories: int, policies: int) -> str:
    """The mapping as the package carries it: JSON."""
    documents: dict[str, Any] = {
        f"service-{number}": {
            "image": {
                "repository": f"team/app-{number % repositories}",
                "tags": {"regex": f"^(?:main|branch-{number % policies})-(?P<commit>[0-9a-f]{{7,40}})$"},
            },
            "ecs": {"cluster": "production", "service": f"service-{number}", "container": "app"},
            "bitbucket": {"repository": f"team/app-{number}"},
        }
        for number in range(services)
    }
    return json.dumps({"version": 1, "services": documents})


def _timed(work: Callable[[], object], rounds: int, times: int) -> Figure:
    """Seconds of processor time that it takes once, from rounds of so many times."""
    work()
    samples = []
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(times):
            work()
        samples.append((time.process_time() - began) / times)
    return figure(samples)

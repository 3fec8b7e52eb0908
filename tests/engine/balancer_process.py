"""The load balancer in a process of its own, since its library lives in the local AWS's environment.

Reads orders, one line of JSON each: a method of `Balancer` and its arguments; answers each with a line of JSON.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from slipway.local.balancer.balancer import Balancer
from slipway.local.balancer.health import Check

if TYPE_CHECKING:
    from collections.abc import Callable

CHECK = Check("/health", interval=0.02, timeout=1.0, healthy_after=2, unhealthy_after=2)
NAME = "cluster/service"


def main() -> None:
    balancer, changes = Balancer(), list[str]()
    balancer.on_change(changes.append)
    orders: dict[str, Callable[..., object]] = {
        "url": lambda: balancer.url(NAME),
        "add": lambda name, host, port: balancer.add(NAME, name, (host, port), CHECK),
        "state": lambda name: getattr(balancer.health(NAME, name), "state", None),
        "reason": lambda name: getattr(balancer.health(NAME, name), "reason", None),
        "forget": lambda name, patience: balancer.forget(NAME, name, patience),
        "changes": lambda: changes,
    }
    for line in sys.stdin:
        order, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(orders[order](*arguments)) + "\n")
        sys.stdout.flush()
    balancer.close()


if __name__ == "__main__":
    main()

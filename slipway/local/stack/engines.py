"""Which container engine was asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from slipway.local.engine.host import NoHostError, find
from slipway.local.stack.errors import StackError

if TYPE_CHECKING:
    from slipway.local.engine.host import EngineHost


def engine_host(name: str) -> EngineHost | None:
    """Return where the engine of that name is, None for the stand-in.

    Raises:
        StackError: it is nowhere to be found; names what is missing.

    """
    if name != "docker":
        return None
    try:
        return find(os.environ)
    except NoHostError as problem:
        raise StackError(str(problem)) from problem

"""The package as it ships, built for this processor."""

from __future__ import annotations

import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.cold import contributors, imports, sizes
from slipway.local.stack.local_aws import ARCHITECTURE
from slipway.packaging.build import build
from slipway.packaging.order import DEFAULT_MAPPING, Order

if TYPE_CHECKING:
    from bench.plan import Plan
    from bench.results import ColdStart

_HANDLER: Final = re.compile(r"Handler: [\"']?app\.(\w+)")
LOOKED_INTO: Final = "image_pushed"


def measure(plan: Plan) -> ColdStart:
    package = build(Order(DEFAULT_MAPPING, architecture=ARCHITECTURE))
    functions = sorted(set(_HANDLER.findall(package.template.read_text(encoding="utf-8"))))
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as name:
        folder = Path(name)
        with zipfile.ZipFile(package.archive) as zipped:
            zipped.extractall(folder)
        floor, found = imports.measure(folder, functions, plan.imports)
        largest = contributors.measure(folder, LOOKED_INTO, plan.rounds)
    return {
        "floor": floor,
        "imports": found,
        "contributors": largest,
        "zipped": package.zipped,
        "unpacked": package.unpacked,
        "sizes": sizes.measure(package.archive),
    }

"""When an image was pushed: fractions of a second count, and no two images of a registry have the same moment."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slipway.local.aws.shapes import Json


class ImageClock:
    def __init__(self) -> None:
        self._last = 0.0
        self._lock = threading.Lock()

    def stamp(self, record: Json) -> None:
        """Gives the image record a time of push later than any before, to the millisecond."""
        with self._lock:
            self._last = max(round(time.time(), 3), round(self._last + 0.001, 3))
            record["imagePushedAt"] = self._last

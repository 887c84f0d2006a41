"""The stand-in's own time: the machine's, moved forward on request."""

import time
from collections.abc import Callable


class Clock:
    """Whole Unix seconds. `advance` lets authorisations run out and keys grow old without waiting for it."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> int:
        return int(time.time()) + self.offset

    def advance(self, seconds: int) -> None:
        self.offset += int(seconds)
        for listener in self._listeners:
            listener()

    def on_advance(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

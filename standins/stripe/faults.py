"""Trouble on request: what a network and a busy provider do to calls and to webhooks."""

import threading
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

API_KINDS = {
    "error_before": "500, and nothing was done",
    "error_after": "500, but it was done; its key is answered with this 500 for a day",
    "reset_before": "the connection breaks, and nothing was done",
    "reset_after": "the connection breaks, but it was done",
    "slow": "the answer takes `seconds`; the key is in flight meanwhile",
    "rate_limit": "429, and nothing was done",
    "bad_key": "401, as if the key were another's; nothing was done, and nothing is kept under an idempotency key",
    "refund_pending": "a refund stays pending until `settle_refund`",
}
WEBHOOK_KINDS = {
    "delay": "it comes `seconds` later",
    "duplicate": "it comes twice",
    "reorder": "those of about a second come newest first",
    "drop": "it never comes",
}


@dataclass
class Fault:
    """`what` is a path or an event type, `*` and `?` as in file names; `times` None is until cleared."""

    kind: str
    what: str = "*"
    method: str = "*"
    times: int | None = 1
    seconds: float = 0.0


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._api: list[Fault] = []
        self._webhooks: list[Fault] = []

    def api(
        self, kind: str, path: str = "*", *, method: str = "*", times: int | None = 1, seconds: float = 0.0
    ) -> None:
        """The next `times` calls of this method and path meet this fault (API_KINDS)."""
        if kind not in API_KINDS:
            raise ValueError(f"no fault {kind!r}; there are {', '.join(API_KINDS)}")
        with self._lock:
            self._api.append(Fault(kind, path, method, times, seconds))

    def webhooks(self, kind: str, type: str = "*", *, times: int | None = None, seconds: float = 0.0) -> None:
        """Deliveries of events of this type meet this fault (WEBHOOK_KINDS)."""
        if kind not in WEBHOOK_KINDS:
            raise ValueError(f"no fault {kind!r}; there are {', '.join(WEBHOOK_KINDS)}")
        with self._lock:
            self._webhooks.append(Fault(kind, type, "*", times, seconds))

    def add(self, wish: dict[str, Any]) -> None:
        """From JSON: `{"api": "slow", "path": "/v1/refunds", "seconds": 2}` or `{"webhooks": "drop", "type": …}`."""
        wish = dict(wish)
        if kind := wish.pop("api", None):
            self.api(kind, **wish)
        else:
            self.webhooks(wish.pop("webhooks"), **wish)

    def clear(self) -> None:
        with self._lock:
            self._api, self._webhooks = [], []

    def listed(self) -> dict[str, Any]:
        with self._lock:
            return {"api": [asdict(fault) for fault in self._api], "webhooks": [asdict(f) for f in self._webhooks]}

    def take_api(self, method: str, path: str, kinds: tuple[str, ...]) -> Fault | None:
        """The first fault of these kinds that meets this call, counted as used."""
        return self._take(self._api, method, path, kinds)

    def take_webhook(self, type: str, kind: str) -> Fault | None:
        return self._take(self._webhooks, "*", type, (kind,))

    def _take(self, faults: list[Fault], method: str, what: str, kinds: tuple[str, ...]) -> Fault | None:
        with self._lock:
            for fault in faults:
                if fault.kind in kinds and fault.method in ("*", method) and fnmatchcase(what, fault.what):
                    if fault.times is not None:
                        fault.times -= 1
                        if fault.times <= 0:
                            faults.remove(fault)
                    return fault
        return None

"""The same key is the same request: done once, answered alike ever after (a day, as at Stripe)."""

from typing import Any

from .errors import StripeError
from .store import Books

KIND = "_idempotency_key"
KEPT_FOR = 24 * 60 * 60
Answer = tuple[int, dict[str, Any]]


class Keys:
    """Keys in flight are in memory: a stand-in that died was not doing anything any more. Call it with the lock held."""

    def __init__(self) -> None:
        self._in_flight: set[tuple[str, str]] = set()

    def begin(self, books: Books, key: str, fingerprint: Any) -> Answer | None:
        """None: go ahead. Otherwise what was answered before. Raises 409 while in flight, 400 for other parameters."""
        if (books.account, key) in self._in_flight:
            raise StripeError(
                "There is currently another in-progress request using this Idempotency Key.",
                status=409,
                type="idempotency_error",
                code="idempotency_key_in_use",
            )
        known = books.find(KIND, key)
        if known and books.now - known["created"] >= KEPT_FOR:
            books.remove(known)
            known = None
        if known and known["fingerprint"] != fingerprint:
            raise StripeError(
                f"Keys for idempotent requests can only be used with the same parameters they were first used with."
                f" Try using a key other than '{key}' if you meant to execute a different request.",
                type="idempotency_error",
            )
        if known:
            return known["status"], known["body"]
        self._in_flight.add((books.account, key))
        return None

    def keep(self, books: Books, key: str, fingerprint: Any, answer: Answer) -> None:
        books.new(KIND, "key", id=key, fingerprint=fingerprint, status=answer[0], body=answer[1])

    def replace(self, books: Books, key: str, answer: Answer) -> None:
        """What was kept is said no more, but this."""
        known = books.get(KIND, key)
        known |= {"status": answer[0], "body": answer[1]}
        books.touch(known)

    def end(self, books: Books, key: str) -> None:
        self._in_flight.discard((books.account, key))

    def sweep(self, books: Books) -> None:
        """Forgets the old ones."""
        for known in books.all(KIND):
            if books.now - known["created"] >= KEPT_FOR:
                books.remove(known)

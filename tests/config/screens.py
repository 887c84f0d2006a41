"""A browser's side of the live gateway, speaking ASGI in this very process."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from config.live import Gateway
from toolbox import live

SECRET = "a secret for tests"
# Of this process alone: Redis' channels know no databases, and two workers' tests would hear each other.
NAPOLI, ROMA = str(uuid4()), str(uuid4())


class Screen:
    """One EventSource: ``status``, and what came, as dicts of the fields of each event."""

    def __init__(self, gateway: Gateway, token: str, last: str = "") -> None:
        self.status = 0
        self.is_over = False
        self.leaving = asyncio.Event()
        self.frames: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        headers = [(b"last-event-id", last.encode())] if last else []
        scope = {"type": "http", "path": "/live/", "query_string": f"token={token}".encode(), "headers": headers}
        self.running = asyncio.create_task(gateway(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        self.is_over = not message.get("more_body")
        for frame in message["body"].decode().split("\n\n"):
            lines = [line.partition(": ") for line in frame.split("\n") if line and not line.startswith(":")]
            if fields := {name: value for name, _, value in lines if name != "retry"}:
                self.frames.put_nowait(fields)

    async def next(self, seconds: float = 5) -> dict[str, str]:
        return await asyncio.wait_for(self.frames.get(), seconds)

    async def order(self, seconds: float = 5) -> Any:
        """Return what the next event is about: the order's id in its data, or "reset"."""
        fields = await self.next(seconds)
        return fields["event"] if "event" in fields else json.loads(fields["data"])["order"]

    async def silent(self, seconds: float = 0.3) -> bool:
        await asyncio.sleep(seconds)
        return self.frames.empty()

    async def leave(self) -> None:
        self.leaving.set()
        await asyncio.wait_for(self.running, 5)


def token(*topics: str, pizzeria: str = NAPOLI, lifetime: int = 60, secret: str = SECRET) -> str:
    return live.mint(secret, pizzeria=pizzeria, topics=topics, lifetime=lifetime)


def tell(
    client: Any, order: Any, *, topics: Iterable[str] = ("kitchen",), pizzeria: str = NAPOLI, most: int = 1000
) -> str:
    """Publish as the relay does; return the event's place."""
    name = live.stream(pizzeria)
    event = {"event": "OrderPlaced", "order": order, "topics": list(topics)}
    place = client.xadd(name, {"event": json.dumps(event)}, maxlen=most, approximate=False).decode()
    client.publish(name, json.dumps(event | {"place": place}))
    return place


async def ready(gateway: Gateway) -> None:
    await asyncio.wait_for(gateway.hearing.wait(), 10)
    await asyncio.sleep(0.05)

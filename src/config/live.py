"""The live gateway: streams each pizzeria's events to the screens that show them (server-sent events).

A plain ASGI process of its own. It runs no Django and opens no database: a token says
what a screen may hear, Redis brings the news, so thousands of open streams cost a
little memory and no database connection. Each event carries its place in the
pizzeria's stream; a browser that comes back sends the last one it saw and gets
what it missed, or ``reset`` when that is too long ago: then it loads the page anew.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import redis.asyncio as redis
from redis.exceptions import RedisError

from toolbox import live

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
HEARTBEAT = 15
# Behind by more than this, a screen is better off loading its page anew.
QUEUE = 100
# How long before its page was rendered a new stream looks back, for clocks that differ a little.
LOOK_BACK_MS = 2000
RESET = "event: reset\ndata: {}\n\n"
Place = tuple[int, int]


class Listener:
    """One open stream: what it may hear, and what waits to be sent to it."""

    def __init__(self, ticket: live.Ticket) -> None:
        self.ticket = ticket
        self.waiting: asyncio.Queue[tuple[Place, str] | None] = asyncio.Queue(QUEUE)

    def offer(self, place: Place, event: Mapping[str, Any]) -> None:
        if self.ticket.topics.isdisjoint(event["topics"]):
            return
        try:
            self.waiting.put_nowait((place, _frame(place, event)))
        except asyncio.QueueFull:
            while not self.waiting.empty():
                self.waiting.get_nowait()
            self.waiting.put_nowait(None)


class Gateway:
    """The ASGI application. One Redis subscription feeds every listener."""

    def __init__(self, redis_url: str, secrets: list[str]) -> None:
        self.secrets = secrets
        self.redis_url = redis_url
        self.listeners: dict[str, set[Listener]] = defaultdict(set)
        self.feeding: asyncio.Task[None] | None = None
        self.hearing = asyncio.Event()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        if self.feeding:
            self.feeding.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] in ("/healthz", "/readyz"):
            return await _plain(send, 200, "ok")
        if scope["path"] != "/live/":
            return await _plain(send, 404, "There is nothing here.")
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        try:
            ticket = live.check(self.secrets, token)
        except live.BadToken:
            return await _plain(send, 401, "This page is too old. Please load it again.")
        if self.feeding is None or self.feeding.done():
            self.feeding = asyncio.create_task(self._feed())
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        await self._stream(ticket, headers.get(b"last-event-id", ""), receive, send)
        return None

    async def _stream(self, ticket: live.Ticket, last: str, receive: Receive, send: Send) -> None:
        listener = Listener(ticket)
        self.listeners[ticket.pizzeria].add(listener)
        gone = asyncio.create_task(_until_gone(receive))
        try:
            await send(_start(200, "text/event-stream"))
            await _write(send, "retry: 1000\n\n")
            seen = (0, 0)
            # Hear first, then look back: what comes in between is seen twice rather than never.
            await asyncio.wait_for(self.hearing.wait(), timeout=10)
            async for place, frame in self._missed(ticket, last):
                seen = place
                await _write(send, frame)
            while not gone.done():
                await _write(send, await _next(listener, gone, after=seen))
        except TimeoutError:
            pass  # Redis is away: the browser comes back by itself and finds what it missed
        finally:
            gone.cancel()
            self.listeners[ticket.pizzeria].discard(listener)
            if not self.listeners[ticket.pizzeria]:
                del self.listeners[ticket.pizzeria]

    async def _missed(self, ticket: live.Ticket, last: str) -> AsyncIterator[tuple[Place, str]]:
        """Yield what came since ``last``, or since the page of this ticket was made."""
        known = _place(last)
        since = f"({_text(known)}" if known else str(max(0, ticket.minted_ms - LOOK_BACK_MS))
        client = redis.Redis.from_url(self.redis_url)
        try:
            oldest = await client.xrange(live.stream(ticket.pizzeria), count=1)
            if known and oldest and known < (_place(oldest[0][0].decode()) or known):
                yield known, RESET
            for name, fields in await client.xrange(live.stream(ticket.pizzeria), min=since):
                event = json.loads(fields[b"event"])
                if (place := _place(name.decode())) and not ticket.topics.isdisjoint(event["topics"]):
                    yield place, _frame(place, event)
        except RedisError:
            yield (0, 0), RESET
        finally:
            await client.aclose()

    async def _feed(self) -> None:
        """Hear everything there is to hear and give it to those who listen; come back after every fault."""
        while True:
            client = redis.Redis.from_url(self.redis_url)
            try:
                async with client.pubsub() as news:
                    await news.psubscribe(live.stream("*"))
                    self.hearing.set()
                    async for message in news.listen():
                        if message["type"] == "pmessage":
                            self._hand_out(message["channel"].decode(), message["data"])
            except (RedisError, OSError):
                self._all_reset()
                await asyncio.sleep(1)
            finally:
                self.hearing.clear()
                await client.aclose()

    def _hand_out(self, channel: str, data: bytes) -> None:
        event = json.loads(data)
        place = _place(event.pop("place"))
        for listener in tuple(self.listeners.get(channel.removeprefix(live.stream("")), ())):
            if place:
                listener.offer(place, event)

    def _all_reset(self) -> None:
        for listeners in self.listeners.values():
            for listener in listeners:
                if not listener.waiting.full():
                    listener.waiting.put_nowait(None)


async def _next(listener: Listener, gone: "asyncio.Task[None]", *, after: Place) -> str:
    """Return the next thing to write: an event, a reset, or a heartbeat when nothing came."""
    waiting = asyncio.create_task(listener.waiting.get())
    await asyncio.wait({waiting, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        return ": still here\n\n"
    item = waiting.result()
    if item is None:
        return RESET
    place, frame = item
    return frame if place > after else ": seen\n\n"


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _place(text: str) -> Place | None:
    """Return a stream id as two numbers, None when it is none."""
    milliseconds, dash, number = text.partition("-")
    if dash and milliseconds.isdecimal() and number.isdecimal():
        return int(milliseconds), int(number)
    return None


def _text(place: Place) -> str:
    return f"{place[0]}-{place[1]}"


def _frame(place: Place, event: Mapping[str, Any]) -> str:
    return f"id: {_text(place)}\ndata: {json.dumps(event)}\n\n"


def _start(status: int, kind: str) -> Mapping[str, Any]:
    headers = {
        "content-type": f"{kind}; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        # The token is the whole authority and no cookie is read, so any page that holds one may listen.
        "access-control-allow-origin": "*",
    }
    return {
        "type": "http.response.start",
        "status": status,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _plain(send: Send, status: int, text: str) -> None:
    await send(_start(status, "text/plain"))
    await send({"type": "http.response.body", "body": text.encode()})


def _from_environment() -> Gateway:
    from config import environment
    from config.settings import DATA_DIR, PRODUCTION, REDIS_URL

    fallbacks = environment.words("SECRET_KEY_FALLBACKS")
    return Gateway(REDIS_URL, [environment.secret("SECRET_KEY", DATA_DIR, production=PRODUCTION), *fallbacks])


app = _from_environment()

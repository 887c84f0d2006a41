"""The live gateway: streams each pizzeria's events to the screens that show them (server-sent events).

A plain ASGI process of its own. It runs no Django and opens no database: a token says
what a screen may hear, Redis brings the news, so thousands of open streams cost a
little memory and no database connection. Each event carries its place in the
pizzeria's stream; a browser that comes back sends the last one it saw and gets
what it missed, or ``reset`` when that cannot be known: then it loads the page anew.
A stream ends when its token does; the page then comes back with a new one.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
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
# Connections for looking back: when the process was away, thousands of screens return at once.
LOOKING_BACK = 20
# How long before its page was rendered a new stream looks back, for clocks that differ a little.
LOOK_BACK_MS = 2000
RESET = "event: reset\ndata: {}\n\n"
# An event and not a comment: a page can hear it, and so notices a line that is dead without having been cut.
BEAT = "event: beat\ndata: {}\n\n"
Place = tuple[int, int]
NOWHERE: Place = (0, 0)


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
            self.reset()

    def reset(self) -> None:
        """Forget what waits: the page is to be loaded anew, and holds all of it."""
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
        self.client = redis.Redis.from_pool(
            redis.BlockingConnectionPool.from_url(redis_url, max_connections=LOOKING_BACK, timeout=10)
        )

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
        await self.client.aclose()
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
            # Hear first, then look back: what comes in between is seen twice rather than never.
            await asyncio.wait_for(self.hearing.wait(), timeout=10)
            seen, frames = await self._missed(ticket, last)
            for frame in frames:
                await _write(send, frame)
            while not gone.done() and time.time() < ticket.expires:
                await _write(send, await _next(listener, gone, after=seen))
        except TimeoutError:
            pass  # Redis is away: the browser comes back by itself and finds what it missed
        finally:
            self.listeners[ticket.pizzeria].discard(listener)
            if not self.listeners[ticket.pizzeria]:
                del self.listeners[ticket.pizzeria]
            gone.cancel()
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})

    async def _missed(self, ticket: live.Ticket, last: str) -> tuple[Place, list[str]]:
        """Return what came since ``last``, or since the page of this ticket was made, and how far that reaches."""
        known = _place(last)
        since = f"({_text(known)}" if known else str(max(0, ticket.minted_ms - LOOK_BACK_MS))
        name = live.stream(ticket.pizzeria)
        try:
            async with self.client.pipeline(transaction=True) as ask:
                ask.xrange(name, count=1)
                ask.xrevrange(name, count=1)
                ask.xrange(name, min=since, count=QUEUE + 1)
                first, newest, found = await ask.execute()
        except RedisError:
            return NOWHERE, [RESET]
        begin, reach = (_place(row[0][0].decode()) or NOWHERE if row else NOWHERE for row in (first, newest))
        # Before the stream begins or after it ends: it was cut short, or Redis has forgotten.
        if (known and not begin <= known <= reach) or len(found) > QUEUE:
            return reach, [f"id: {_text(reach)}\n{RESET}"]
        events = [(_place(place.decode()) or NOWHERE, json.loads(fields[b"event"])) for place, fields in found]
        return reach, [_frame(place, event) for place, event in events if not ticket.topics.isdisjoint(event["topics"])]

    async def _feed(self) -> None:
        """Hear everything there is to hear and give it to those who listen; come back after every fault."""
        was_hearing = False
        while True:
            client = redis.Redis.from_url(self.redis_url, socket_keepalive=True)
            try:
                async with client.pubsub() as news:
                    await news.psubscribe(live.stream("*"))
                    async for message in news.listen():
                        if message["type"] == "psubscribe":
                            if was_hearing:  # nobody heard what was said until now
                                self._all_reset()
                            was_hearing = True
                            self.hearing.set()
                        elif message["type"] == "pmessage":
                            self._hand_out(message["channel"].decode(), message["data"])
            except (RedisError, OSError):
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
                listener.reset()


async def _next(listener: Listener, gone: "asyncio.Task[None]", *, after: Place) -> str:
    """Return the next thing to write: an event, a reset, or a heartbeat when nothing came."""
    waiting = asyncio.create_task(listener.waiting.get())
    await asyncio.wait({waiting, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        return BEAT
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

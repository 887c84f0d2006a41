"""The live gateway with a real Redis: who hears what, and what happens when something was missed."""

import asyncio
from pathlib import Path

import pytest
import redis

from config import live as gateway_module
from config.live import QUEUE, Gateway
from tests.config.screens import NAPOLI, ROMA, SECRET, Screen, ready, tell, token
from toolbox import embedded, live


@pytest.fixture
def client(settings):
    found = redis.Redis.from_url(settings.REDIS_URL)
    yield found
    found.delete(live.stream(NAPOLI), live.stream(ROMA))
    found.close()


@pytest.fixture
def scene(settings):
    """``scene(test)``: run an async test with a gateway on the tests' own Redis."""

    def play(act):
        async def run():
            gateway = Gateway(settings.REDIS_URL, [SECRET, "an older secret"])
            try:
                await asyncio.wait_for(act(gateway), 30)
            finally:
                if gateway.feeding:
                    gateway.feeding.cancel()
                await gateway.client.aclose()

        asyncio.run(run())

    return play


def test_an_event_reaches_its_listeners(scene, client):
    async def act(gateway):
        kitchen, tracker = Screen(gateway, token("kitchen")), Screen(gateway, token("order:7"))
        await ready(gateway)
        tell(client, 7, topics=["kitchen", "order:7"])
        assert await kitchen.order() == await tracker.order() == 7
        assert kitchen.status == 200

    scene(act)


def test_nobody_hears_another_pizzeria_or_another_topic(scene, client):
    async def act(gateway):
        roma, other = Screen(gateway, token("kitchen", pizzeria=ROMA)), Screen(gateway, token("order:8"))
        await ready(gateway)
        tell(client, 7, topics=["kitchen", "order:7"])
        assert await roma.silent() and await other.silent()
        tell(client, 9, pizzeria=ROMA)
        assert await roma.order() == 9

    scene(act)


FORGED = {
    "nothing": lambda: "",
    "rubbish": lambda: "rubbish",
    "not ascii": lambda: "ä.ö",
    "deep": lambda: live._encode(b"[" * 5000) + ".AAAA",
    "another secret": lambda: token("kitchen", secret="somebody else's"),
    "other topics": lambda: ".".join([token("kitchen").split(".")[0], token("counter").split(".")[1]]),
    "too old": lambda: token("kitchen", lifetime=-1),
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_or_expired_token_opens_nothing(scene, client, kind):
    async def act(gateway):
        screen = Screen(gateway, FORGED[kind]())
        await asyncio.wait_for(screen.running, 5)
        assert (screen.status, screen.is_over) == (401, True)

    scene(act)


def test_a_token_of_the_secret_before_still_counts(scene, client):
    async def act(gateway):
        screen = Screen(gateway, token("kitchen", secret="an older secret"))
        await ready(gateway)
        assert screen.status == 200

    scene(act)


def test_who_comes_back_gets_what_was_missed_once_and_in_order(scene, client):
    places = [tell(client, number) for number in range(5)]

    async def act(gateway):
        screen = Screen(gateway, token("kitchen"), last=places[1])
        assert [await screen.order() for _ in range(3)] == [2, 3, 4]
        tell(client, 5)
        fields = await screen.next()
        assert fields["id"] > places[4]
        assert await screen.silent()

    scene(act)


def test_what_happened_while_the_page_was_on_its_way_is_not_missed(scene, client):
    ticket = token("kitchen")
    tell(client, 1)

    async def act(gateway):
        assert await Screen(gateway, ticket).order() == 1

    scene(act)


def test_what_was_missed_of_other_topics_stays_unheard(scene, client):
    first = tell(client, 1)
    tell(client, 2, topics=["counter"])
    tell(client, 3)

    async def act(gateway):
        screen = Screen(gateway, token("kitchen"), last=first)
        assert await screen.order() == 3

    scene(act)


def test_who_was_away_too_long_loads_the_page_anew(scene, client):
    first = tell(client, 0)
    for number in range(1, 8):
        tell(client, number, most=3)

    async def act(gateway):
        screen = Screen(gateway, token("kitchen"), last=first)
        fields = await screen.next()
        assert fields["event"] == "reset"
        assert fields["id"]  # so that the next return looks back from here
        assert await screen.silent()
        tell(client, 9)
        assert await screen.order() == 9

    scene(act)


def test_who_missed_more_than_is_worth_replaying_loads_the_page_anew(scene, client):
    first = tell(client, 0)
    for number in range(QUEUE + 1):
        tell(client, number)

    async def act(gateway):
        screen = Screen(gateway, token("kitchen"), last=first)
        assert await screen.order() == "reset"
        assert await screen.silent()

    scene(act)


@pytest.mark.parametrize("last", ["9999999999999-0", "1-0"])
def test_a_place_that_redis_does_not_know_is_a_reset(scene, client, last):
    async def act(gateway):
        assert await Screen(gateway, token("kitchen"), last=last).order() == "reset"

    scene(act)


def test_a_place_that_is_none_is_nobodys(scene, client):
    async def act(gateway):
        screen = Screen(gateway, token("kitchen"), last="what?")
        await ready(gateway)
        assert await screen.silent()

    scene(act)


def test_a_screen_that_does_not_keep_up_loads_its_page_anew(scene, client):
    async def act(gateway):
        screen = Screen(gateway, token("kitchen"))
        await ready(gateway)
        (listener,) = gateway.listeners[NAPOLI]
        for number in range(QUEUE + 2):
            listener.offer((2**50, number), {"topics": ["kitchen"], "order": number})
        assert await screen.order() == "reset"
        assert await screen.order() == QUEUE + 1

    scene(act)


def test_a_stream_ends_with_its_token(scene, client, monkeypatch):
    monkeypatch.setattr(gateway_module, "HEARTBEAT", 0.2)

    async def act(gateway):
        screen = Screen(gateway, token("kitchen", lifetime=1))
        await asyncio.wait_for(screen.running, 5)
        assert (screen.status, screen.is_over, dict(gateway.listeners)) == (200, True, {})

    scene(act)


def test_who_leaves_is_forgotten(scene, client):
    async def act(gateway):
        screens = [Screen(gateway, token("kitchen")) for _ in range(3)]
        await ready(gateway)
        assert len(gateway.listeners[NAPOLI]) == 3
        for screen in screens:
            await screen.leave()
        assert dict(gateway.listeners) == {}

    scene(act)


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/", 404), ("/kitchen/", 404)])
def test_other_addresses(scene, path, status):
    async def act(gateway):
        said = []

        async def send(message):
            said.append(message)

        await gateway({"type": "http", "path": path, "query_string": b"", "headers": []}, None, send)
        assert said[0]["status"] == status

    scene(act)


def test_it_starts_and_stops_with_its_server(scene):
    async def act(gateway):
        coming = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
        said = []

        async def receive():
            return next(coming)

        async def send(message):
            said.append(message["type"])

        gateway.feeding = asyncio.create_task(asyncio.sleep(60))
        await gateway({"type": "lifespan"}, receive, send)
        await asyncio.gather(gateway.feeding, return_exceptions=True)
        assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
        assert gateway.feeding.cancelled()

    scene(act)


@pytest.mark.timeout(60)
def test_a_restarted_redis_is_found_again_and_nobody_is_left_with_an_old_page(tmp_path: Path):
    async def act(home):
        first = embedded.lease("redis", home)
        lease = await asyncio.to_thread(first.__enter__)
        gateway = Gateway(lease.url, [SECRET])
        screen = Screen(gateway, token("kitchen"))
        await ready(gateway)
        with redis.Redis.from_url(lease.url) as client:
            tell(client, 1)
        assert await screen.order() == 1
        await asyncio.to_thread(first.__exit__, None, None, None)

        late = Screen(gateway, token("kitchen"))  # comes while Redis is away
        await asyncio.sleep(0.2)
        again = embedded.lease("redis", home)
        lease = await asyncio.to_thread(again.__enter__)
        try:
            assert await screen.order(20) == "reset"
            with redis.Redis.from_url(lease.url) as client:
                tell(client, 2)
            assert await screen.order() == 2
            while (order := await late.order(20)) != 2:
                assert order in ("reset", 1)
        finally:
            gateway.feeding.cancel()
            await gateway.client.aclose()
            await asyncio.to_thread(again.__exit__, None, None, None)

    home = tmp_path / "redis"
    home.mkdir()
    asyncio.run(act(home))


def test_a_thousand_screens_hear_over_a_few_connections(scene, client):
    async def act(gateway):
        screens = [Screen(gateway, token("kitchen")) for _ in range(1000)]
        await ready(gateway)
        while len(gateway.listeners[NAPOLI]) < 1000 or not all(screen.status for screen in screens):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        tell(client, 1)
        assert [await screen.order() for screen in screens] == [1] * 1000
        assert len(client.client_list()) < 2 * gateway_module.LOOKING_BACK

    scene(act)

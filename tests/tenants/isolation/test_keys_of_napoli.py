"""What napoli gives out opens nothing elsewhere: links, live tickets, kept pages, and the platform's own door."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.test import Client

import tenants
from config.live import Gateway
from shared_apps.accounts import actions as accounts
from shared_apps.accounts import links
from shared_apps.accounts.models import Invitation, User
from tenants import memory
from tests.orders import LUNCH
from tests.people import PASSWORD
from tests.shared_apps.accounts.url_table import addresses
from tests.tenants.isolation.asking import Asker, difference, plain, random_ids, whole
from tests.tenants.isolation.test_roma_cannot_see_napoli import Two, aligned, betrayed, cookies_of, lunch, made_up
from tests.tenants.isolation.world import OURS, state_of
from toolbox import live

__all__ = ["aligned", "lunch"]
SECRET = "a secret of the test"


def test_an_invitation_of_napoli_is_a_closed_link_in_roma(aligned: Two) -> None:
    with tenants.inside(aligned.napoli):
        offer = links.invitation_path(Invitation.objects.get())
    before, roma = state_of(aligned.napoli), Client(HTTP_HOST=aligned.roma.host)
    forged = offer[:-6] + "AAAAA/"
    for method in ("get", "post"):
        hers, nobodys = (getattr(roma, method)(path, {"name": "x", "password": PASSWORD}) for path in (offer, forged))
        assert hers.status_code == nobodys.status_code
        assert hers.status_code in (404, 410)
        assert plain(whole(hers)) == plain(whole(nobodys))
    assert state_of(aligned.napoli) == before
    with tenants.inside(aligned.roma):
        assert Invitation.objects.get().accepted_at is None
    assert Client(HTTP_HOST=aligned.napoli.host).get(offer).status_code == 200


def test_a_hand_over_to_napoli_leads_nobody_into_roma(aligned: Two, ciro_on_platform: Any) -> None:
    with tenants.platform():
        link = accounts.hand_over(
            aligned.napoli, person=ciro_on_platform, purpose="owner", by=ciro_on_platform.actor, at=LUNCH
        )
    roma = Client(HTTP_HOST=aligned.roma.host)
    assert roma.get(urlsplit(link).path).status_code != 302
    assert settings.SESSION_COOKIE_NAME not in roma.cookies
    napoli = Client(HTTP_HOST=aligned.napoli.host)
    assert napoli.get(urlsplit(link).path).url == "/manage/"  # still good where it belongs: nothing was burnt


def test_a_live_ticket_hears_one_pizzeria_only(aligned: Two) -> None:
    """What was missed and what comes now, also of an order that has the same id in both."""
    topics = [f"order:{aligned.ids.order}", "kitchen"]
    stream = live.stream(str(aligned.napoli.id))
    event = {"id": "1", "event": "OrderPlaced", "topics": topics, "at": LUNCH.isoformat(), "data": {}}
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        place = client.xadd(stream, {"event": json.dumps(event)}).decode()
        try:
            heard = asyncio.run(_heard((aligned.napoli, aligned.roma), topics, client, stream, event, place))
        finally:
            client.delete(stream)
    assert heard[aligned.napoli.slug].count("OrderPlaced") == 2
    assert "OrderPlaced" not in heard[aligned.roma.slug]


async def _heard(houses: Any, topics: list[str], client: Any, stream: str, event: Any, place: str) -> dict[str, str]:
    """Open a stream of each house, say something in napoli, and return what each was sent."""
    gateway = Gateway(settings.REDIS_URL, [SECRET])
    heard = {house.slug: b"" for house in houses}
    over = asyncio.Event()

    async def listen(house: Any) -> None:
        async def receive() -> dict[str, str]:
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            heard[house.slug] += message.get("body", b"")

        token = live.mint(SECRET, pizzeria=str(house.id), topics=topics)
        query = f"token={token}".encode()
        await gateway({"type": "http", "path": "/live/", "query_string": query, "headers": []}, receive, send)

    listening = [asyncio.create_task(listen(house)) for house in houses]
    await asyncio.sleep(1)
    milliseconds = place.partition("-")[0]
    client.publish(stream, json.dumps({**event, "place": f"{milliseconds}-9"}))
    await asyncio.sleep(1)
    over.set()
    await asyncio.wait_for(asyncio.gather(*listening), 10)
    await _shut_down(gateway)
    return {slug: body.decode() for slug, body in heard.items()}


async def _shut_down(gateway: Gateway) -> None:
    async def receive() -> dict[str, str]:
        return {"type": "lifespan.shutdown"}

    async def send(message: Any) -> None:
        pass

    await gateway({"type": "lifespan"}, receive, send)
    if gateway.feeding:
        await asyncio.gather(gateway.feeding, return_exceptions=True)


def test_a_ticket_cannot_be_readdressed(aligned: Two) -> None:
    hers = live.mint(SECRET, pizzeria=str(aligned.napoli.id), topics=["kitchen"])
    ours = live.mint(SECRET, pizzeria=str(aligned.roma.id), topics=["kitchen"])
    with pytest.raises(live.BadToken):
        live.check([SECRET], f"{ours.split('.')[0]}.{hers.split('.')[1]}")


def test_romas_kept_pages_never_are_napolis(aligned: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same generation, language, product ids and page names: pages are kept as they are outside a transaction."""
    monkeypatch.setattr(memory, "connection", SimpleNamespace(in_atomic_block=False))
    memory.forget()
    paths = ["/", f"/menu/{aligned.ids.product}/", "/api/v1/menu/", f"/menu/{aligned.ids.product}/picture/1.svg"]
    for _ in ("made", "kept"):
        for path in paths:
            Client(HTTP_HOST=aligned.napoli.host).get(path)
            ours = whole(Client(HTTP_HOST=aligned.roma.host).get(path))
            assert betrayed(ours, aligned.napoli) == []
            assert OURS in ours or path.endswith(".svg")
    memory.forget()


@pytest.mark.parametrize("way", ["a shop's owner on the platform", "the platform's admin in a shop"])
def test_the_platform_and_a_shop_are_two_houses_too(aligned: Two, ada_on_platform: Any, way: str) -> None:
    """With the same primary key, password and stamp on both sides."""
    with tenants.inside(aligned.napoli):
        owner = User.objects.get(role="owner")
    if way.startswith("a shop"):
        _make_same(None, owner, role="admin")
        cookies, host, house = cookies_of(aligned.napoli, "owner"), settings.PLATFORM_DOMAIN, "platform"
    else:
        _make_same(aligned.napoli, ada_on_platform, role="owner")
        cookies, host, house = _admins_cookies(ada_on_platform), aligned.napoli.host, "pizzeria"
    hers, stranger = Asker(host, cookies=cookies), Asker(host, cookies=made_up(cookies))
    ids, wrong = random_ids(), []
    for address in addresses(house):
        for (method, (status, text)), (_, (usual, common)) in zip(
            hers.ask(address, ids), stranger.ask(address, ids), strict=True
        ):
            if status != usual or plain(text, ids) != plain(common, ids):
                wrong.append(f"{method} {address}: {status}, {usual}: {difference(plain(text), plain(common))}")
    assert not wrong, "\n".join(wrong)


def _make_same(house: Any, person: User, *, role: str) -> None:
    with tenants.inside(house) if house else tenants.platform():
        User.objects.create_user(f"same@{role}.test", id=person.id, role=role, session_stamp=person.session_stamp)
        User.objects.filter(id=person.id).update(password=person.password)


def _admins_cookies(admin: User) -> dict[str, str]:
    client = Client(HTTP_HOST=settings.PLATFORM_DOMAIN)
    with tenants.platform():
        client.force_login(admin)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}

"""Over the whole table of addresses: nothing of napoli is read or changed at roma's door, whoever knocks with whatever.

The two have the same primary keys, passwords and stamps (see world.py), so an id that
is looked up in the wrong house finds a row there: only its words betray it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

import tenants
from shared_apps.accounts.models import User
from tests.orders import LUNCH
from tests.shared_apps.accounts.test_api_access import ask_for_token
from tests.shared_apps.accounts.url_table import addresses
from tests.tenants.isolation import world
from tests.tenants.isolation.asking import Asker, difference, kind_of, plain, random_ids, unknown
from tests.tenants.isolation.world import HERS, KEY, Ids, fill, make_twin, state_of, words_of
from toolbox import signing

BASKET = "basket"


@dataclass(frozen=True)
class Two:
    napoli: Any
    roma: Any
    ids: Ids  # of napoli; when aligned of both


@pytest.fixture(autouse=True)
def lunch(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NOW", LUNCH.isoformat())
    yield
    with tenants.platform():
        cache.clear()


@pytest.fixture
def aligned(napoli: Any, roma: Any) -> Two:
    """roma has a twin of every row of napoli."""
    with tenants.inside(napoli):
        ids = fill(HERS)
    make_twin(napoli, roma)
    return Two(napoli, roma, ids)


@pytest.fixture
def apart(napoli: Any, roma: Any) -> Two:
    """Each has rows of its own."""
    with tenants.inside(napoli):
        ids = fill(HERS)
    with tenants.inside(roma):
        fill(world.OURS)
    return Two(napoli, roma, ids)


def cookies_of(house: Any, role: str, basket: str = "") -> dict[str, str]:
    """Return what the browser of napoli's (or roma's) person with this role holds."""
    with tenants.inside(house):
        client = Client(HTTP_HOST=house.host)
        client.force_login(User.objects.get(email__contains="@", role=role))
        kept = {BASKET: signing.sign(basket, purpose="basket")} if basket else {}
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: _get_new_csrf_string()} | kept


def made_up(cookies: dict[str, str]) -> dict[str, str]:
    return {name: "a" * len(value) for name, value in cookies.items()}


def betrayed(text: str, house: Any) -> list[str]:
    return [word for word in words_of(house) if word in text.lower()]


@pytest.mark.parametrize("house", ["pizzeria"])
def test_of_every_address_it_is_known_which_row_it_is_about(house: str) -> None:
    assert unknown(house) == [], "add them to KINDS in asking.py"


def test_the_same_keys_do_open_napoli(aligned: Two) -> None:
    """The control: what is worth nothing in roma is worth something where it belongs, and its words are recognised."""
    cookies = cookies_of(aligned.napoli, "owner", aligned.ids.basket)
    asker = Asker(aligned.napoli.host, cookies=cookies)
    for address in ("counter/", "basket/", "orders/<uuid:id>/", "manage/staff/", "api/v1/orders/<uuid:id>/"):
        status, text = next(answer for method, answer in asker.ask(address, aligned.ids) if method == "get")
        assert status == 200
        assert betrayed(text, aligned.napoli)


@pytest.mark.parametrize("role", ["owner", ""])
def test_with_napolis_cookies_one_is_a_stranger_in_roma(aligned: Two, role: str) -> None:
    """Session, CSRF and basket of napoli are worth what made-up ones are, also where the keys are aligned."""
    cookies, host = cookies_of(aligned.napoli, role, aligned.ids.basket), aligned.roma.host
    with tenants.inside(aligned.napoli):
        sessions = list(Session.objects.all())
    with tenants.inside(aligned.roma):
        Session.objects.bulk_create(sessions)  # not even a copied row opens anything
    assert_worth_nothing(aligned, Asker(host, cookies=cookies), Asker(host, cookies=made_up(cookies)))


def assert_worth_nothing(two: Two, hers: Asker, stranger: Asker, *, where: str = "") -> None:
    before, wrong = state_of(two.napoli), []
    for address in addresses("pizzeria"):
        if not address.startswith(where):
            continue
        answers = zip(hers.ask(address, two.ids), stranger.ask(address, two.ids), strict=True)
        for (method, (status, text)), (_, (usual, common)) in answers:
            if status != usual or plain(text) != plain(common):
                wrong.append(
                    f"{method} {address}: {status} where a stranger gets {usual}: {difference(plain(text), plain(common))}"
                )
            wrong += [f"{method} {address} says {word}" for word in betrayed(text, two.napoli)]
    assert not wrong, "\n".join(wrong)
    assert state_of(two.napoli) == before


def test_with_napolis_bearer_token_one_is_a_stranger_in_roma(aligned: Two) -> None:
    with tenants.inside(aligned.napoli):
        client, secret = _program()
    token = ask_for_token(aligned.napoli, client, secret, scope="read write").json()["access_token"]
    hers = {"Authorization": f"Bearer {token}", "Idempotency-Key": KEY}
    invented = {"Authorization": f"Bearer {'a' * len(token)}", "Idempotency-Key": KEY}
    host = aligned.roma.host
    assert_worth_nothing(aligned, Asker(host, headers=hers), Asker(host, headers=invented), where="api/")


def _program() -> Any:
    from shared_apps.accounts import actions

    owner = User.objects.get(role="owner")
    return actions.create_api_client(owner, name=HERS, role="owner", may_write=True, by=owner.actor, at=LUNCH)


@pytest.mark.parametrize("role", ["owner", ""])
def test_romas_own_people_reach_romas_own_rows_by_the_same_ids(aligned: Two, role: str) -> None:
    """Where both houses have the id, everybody meets their own house's row, to read and to change."""
    asker = Asker(aligned.roma.host, cookies=cookies_of(aligned.roma, role, aligned.ids.basket))
    before, wrong, own = state_of(aligned.napoli), [], 0

    def look() -> None:
        after = state_of(aligned.napoli)
        wrong.extend(f"{address} changed {table} of napoli" for table in after if after[table] != before[table])

    for address in addresses("pizzeria"):
        for method, (status, text) in asker.ask(address, aligned.ids, while_there=look):
            wrong += [f"{method} {address} says {word}" for word in betrayed(text, aligned.napoli)]
            if status >= 500:
                wrong.append(f"{method} {address} is {status}")
            own += world.OURS.lower() in text.lower()
    assert not wrong, "\n".join(wrong)
    assert own > 10, "the aligned rows were not even met"


@pytest.mark.parametrize("role", ["owner", ""])
def test_an_id_of_napoli_is_in_roma_what_a_random_one_is(apart: Two, role: str) -> None:
    """Byte for byte: not there, whoever of roma asks; and nothing changes anywhere."""
    asker = Asker(apart.roma.host, cookies=cookies_of(apart.roma, role))
    nobodys, wrong = random_ids(), []
    before = [state_of(house) for house in (apart.napoli, apart.roma, None)]
    for address in addresses("pizzeria"):
        if kind_of(address) is None:
            continue
        answers = zip(asker.ask(address, apart.ids), asker.ask(address, nobodys), strict=True)
        for (method, (status, text)), (_, (usual, common)) in answers:
            if status != usual or plain(text, apart.ids) != plain(common, nobodys):
                told = difference(plain(text, apart.ids), plain(common, nobodys))
                wrong.append(f"{method} {address}: {status} for napoli's id, {usual} for nobody's: {told}")
            if status == 200 or betrayed(text.replace(apart.ids.order, ""), apart.napoli):
                wrong.append(f"{method} {address}: {status}")
    assert not wrong, "\n".join(wrong)
    assert [state_of(house) for house in (apart.napoli, apart.roma, None)] == before


def test_ids_of_napoli_inside_a_body_are_what_random_ones_are(apart: Two) -> None:
    asker = Asker(apart.roma.host, cookies=cookies_of(apart.roma, "owner"))
    before, wrong, nobodys = state_of(apart.napoli), [], random_ids()
    nobodys = replace(nobodys, person=apart.ids.person)  # it only makes the mailbox in the body
    for address in addresses("pizzeria"):
        if kind_of(address) is not None or not address.startswith(("api/", "basket/", "checkout/")):
            continue
        answers = zip(asker.ask(address, apart.ids), asker.ask(address, nobodys), strict=True)
        for (method, (status, text)), (_, (usual, common)) in answers:
            if status != usual or plain(text, apart.ids) != plain(common, nobodys):
                told = difference(plain(text, apart.ids), plain(common, nobodys))
                wrong.append(f"{method} {address}: {status} for napoli's ids, {usual} for nobody's: {told}")
    assert not wrong, "\n".join(wrong)
    assert state_of(apart.napoli) == before

"""The courier's round."""

import pytest

from tenant_apps.kitchen import actions
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK

HX = {"HTTP_HX_REQUEST": "true"}
BROUGHT = {"order_type": "delivery", "address": "Via Toledo 5, Napoli", "tender": "cash", "address_note": "citofono 3"}


@pytest.fixture
def phone(open_napoli, clock, luca, signed_in):
    return signed_in(open_napoli, luca)


@pytest.fixture
def ready(accepted):
    return lambda **wish: actions.bump_ticket(accepted(**{**BROUGHT, **wish}), by=COOK, at=LUNCH)


def test_only_couriers(open_napoli, carla, signed_in):
    assert signed_in(open_napoli, carla).get("/courier/").status_code == 403


def test_what_is_fetched_is_not_brought(phone, accepted):
    order = actions.bump_ticket(accepted(), by=COOK, at=LUNCH)
    assert f"#{order.number}" not in phone.get("/courier/").content.decode()


def test_address_phone_cash_and_the_way_to_what_is_due_are_on_it(phone, ready):
    order = ready()
    page = phone.get("/courier/").content.decode()
    assert "Via%20Toledo%205" in page and "tel:+39" in page and "citofono 3" in page
    assert str(order.total).split(".")[0] in page and f'href="/courier/dues/#due-{order.id}"' in page


def test_taking_and_delivering(phone, ready, luca):
    order = ready()
    assert b'id="round"' in phone.post(f"/courier/orders/{order.id}/dispatch/", **HX).content
    assert order.events.last().by_id == str(luca.id)
    assert phone.post(f"/courier/orders/{order.id}/deliver/").url == "/courier/"
    order.refresh_from_db()
    assert order.state == "delivered"
    assert phone.post(f"/courier/orders/{order.id}/cancel/").status_code == 404


def test_of_two_couriers_one_takes_it(phone, ready, ciro, signed_in, napoli):
    order = ready()
    signed_in(napoli, ciro).post(f"/courier/orders/{order.id}/dispatch/", **HX)
    answer = phone.post(f"/courier/orders/{order.id}/dispatch/", **HX)
    assert answer.status_code == 409
    words = answer.content.decode()
    assert f"#{order.number}" in words  # with others, where it can be seen

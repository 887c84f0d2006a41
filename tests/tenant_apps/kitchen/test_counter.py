"""What the counter sees and answers."""

from datetime import timedelta

import pytest

from tenant_apps.ordering import actions as ordering
from tenant_apps.shop.models import Shop
from tests import orders
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def till(open_napoli, clock, carla, signed_in):
    return signed_in(open_napoli, carla)


def press(till, order, verb, **said):
    answer = till.post(f"/counter/orders/{order.id}/{verb}/", said, **HX)
    order.refresh_from_db()
    return answer


def test_a_cook_has_no_business_here(open_napoli, anna, signed_in, at_napoli):
    assert signed_in(open_napoli, anna).get("/counter/").status_code == 403
    assert at_napoli.get("/counter/").status_code == 302


def test_new_orders_wait_loudly(till):
    order = orders.order(email="giulia@example.com")
    page = till.get("/counter/").content.decode()
    assert f'data-bell-id="{order.id}"' in page
    assert "Giulia" in page and "333 1234567" in page


def test_accepting_as_promised_keeps_the_promise(till):
    order = orders.order()
    promised = order.promised_to
    assert press(till, order, "accept").status_code == 200
    assert (order.state, order.promised_to) == ("accepted", promised)


def test_accepting_with_minutes_promises_anew(till):
    order = orders.order()
    press(till, order, "accept", minutes="60")
    assert order.state == "accepted"
    assert order.promised_from >= LUNCH + timedelta(minutes=60)


def test_a_rejection_says_why_in_the_customers_language(till):
    order = orders.order(language="en")
    press(till, order, "reject", reason="busy")
    assert (order.state, order.reason) == ("rejected", "The kitchen is too busy right now.")


def test_a_rejection_may_be_in_ones_own_words(till):
    order = orders.order()
    press(till, order, "reject", words="Il forno è rotto", reason="busy")
    assert order.reason == "Il forno è rotto."


@pytest.mark.parametrize("said", [{}, {"reason": "because"}, {"words": "  "}])
def test_no_order_is_rejected_without_a_reason(till, said):
    order = orders.order()
    assert press(till, order, "reject", **said).status_code == 422
    assert order.state == "placed"


def test_a_delay_moves_the_promise(till, accepted):
    order = accepted()
    promised = order.promised_to
    press(till, order, "delay", minutes="15")
    assert order.promised_to == promised + timedelta(minutes=15)
    assert press(till, order, "delay", minutes="many").status_code == 422


def test_handing_over_what_is_ready(till, accepted):
    order = accepted()
    ordering.ready_order(ordering.start_order(order, by=COOK, at=LUNCH), by=COOK, at=LUNCH)
    press(till, order, "collect")
    assert order.state == "collected"


def test_of_two_tablets_one_accepts_and_the_other_is_told(till):
    order = orders.order()
    assert press(till, order, "accept").status_code == 200
    second = press(till, order, "reject", reason="busy")
    assert (second.status_code, order.state) == (409, "accepted")
    assert b'id="desk"' in second.content


def test_a_cashier_cancels_but_does_not_ride(till, accepted):
    order = accepted(order_type="delivery", address="Via Roma 1", tender="cash")
    assert press(till, order, "dispatch").status_code == 403
    press(till, order, "cancel", reason="unreachable")
    assert order.state == "cancelled"
    assert till.post(f"/counter/orders/{order.id}/eat/").status_code == 404


@pytest.mark.parametrize("words", ["giulia", "3331234567", "333 123", "#NUMBER", "NUMBER"])
def test_an_order_is_found_by_number_name_or_phone(till, words):
    order = orders.order()
    orders.order(name="Marco", phone="02 99 88 77")
    page = till.get("/counter/", {"q": words.replace("NUMBER", str(order.number))}).content.decode()
    found = page[page.index('id="found"') :]
    assert f"#{order.number}" in found
    assert "Marco" not in found


def test_what_is_not_found_is_said(till):
    orders.order()
    page = till.get("/counter/", {"q": "nobody"}).content.decode()
    assert "No order with that" in page or "Nessun ordine" in page


def test_today_is_listed(till):
    order = orders.order()
    page = till.get("/counter/").content.decode()
    assert f"#{order.number}" in page[page.index('id="found"') :]


def test_one_order_with_what_happened(till, accepted):
    order = accepted()
    page = till.get(f"/counter/orders/{order.id}/").content.decode()
    assert f"#{order.number}" in page
    assert till.get(f"/counter/orders/{order.lines.first().id}/").status_code == 404


def test_orders_rest_and_resume(till):
    assert till.post("/counter/pause/", {"minutes": "30"}, **HX).status_code == 200
    assert Shop.objects.get().paused_until == LUNCH + timedelta(minutes=30)
    assert till.post("/counter/resume/", **HX).status_code == 200
    assert till.post("/counter/resume/", **HX).status_code == 409
    till.post("/counter/pause/", {"minutes": ""})
    assert Shop.objects.get().paused_until.hour == 3  # five in the morning in Rome


@pytest.mark.parametrize("said", [{"minutes": "abc"}, {"minutes": "-5"}, {"minutes": "0"}, {"minutes": "9999"}, {}])
def test_a_pause_that_says_no_time_pauses_nothing(till, said):
    answer = till.post("/counter/pause/", said, headers={"accept-language": "en"}, **HX)
    assert answer.status_code == 422
    assert "no time to pause for" in answer.content.decode()
    assert Shop.objects.get().paused_until is None


def test_the_list_below_follows_along(till):
    order = orders.order()
    found = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "found"}
    assert "placed" in till.get("/counter/", headers={"accept-language": "en"}, **found).content.decode()
    press(till, order, "reject", reason="busy")
    page = till.get("/counter/", headers={"accept-language": "en"}, **found).content.decode()
    assert 'id="found"' in page and 'id="desk"' not in page
    assert "rejected" in page and "placed" not in page.lower().replace(">placed</th>", "")

"""Orders taken on the phone: the caller found by the number, products typed, the same engine, accepted at once."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shared_apps.accounts.models import User
from tenant_apps.menu.models import Ingredient, Product, ProductPrice
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import callers
from tenant_apps.ordering.models import Basket, Order
from tenant_apps.shop.models import Shop
from tests import orders
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COUNTER, bill
from tests.tenant_apps.marketing.conftest import product

HX = {"HTTP_HX_REQUEST": "true"}


def test_answering_opens_a_call_and_looking_opens_none(till, carla):
    assert "The phone rings" in till.get("/counter/new/").content.decode()
    assert not Basket.objects.exists()
    address = till.post("/counter/new/")["Location"]
    assert till.get("/counter/new/")["Location"] == address
    assert Basket.objects.get().taken_by == carla


def test_the_next_caller_is_answered_while_the_first_one_holds(till, call):
    till.post(f"{call}note/", {"name": "Giulia"})
    till.post(f"{call}add/", {"words": "2 margherita"})
    other = till.post("/counter/new/")["Location"]
    till.post(f"{other}note/", {"phone": "081 555"})
    page = till.get(other).content.decode()
    assert "Giulia" in page and "2 × Margherita" not in page
    assert "2 × Margherita" in till.get(call).content.decode()


def test_nobody_pays_online_on_the_phone(till, call):
    Shop.objects.update(tenders=["card", "paypal", "cash", "counter"])
    till.post(f"{call}add/", {"words": "2 margherita"})
    page = till.post(f"{call}note/", COUNTER, **HX).content.decode()
    assert re.findall(r'name="tender" value="(\w+)"', page) == ["cash", "counter"]
    till.post(f"{call}note/", {"tender": "card"})
    answer = till.post(f"{call}place/", COUNTER | {"when": "soon"})
    assert answer.status_code == 422 and "Choose another way to pay" in answer.content.decode()
    till.post(f"{call}place/", COUNTER | {"when": "soon", "tender": "counter"})
    assert Order.objects.get().tender == "counter"


def test_a_call_that_was_never_used_is_the_next_callers(till, call):
    assert till.post("/counter/new/")["Location"] == call
    till.post(f"{call}add/", {"words": "2 margherita"})
    assert till.post("/counter/new/")["Location"] != call


def test_the_counter_leads_back_to_the_callers_who_hold(till, call):
    assert call in till.get("/counter/").content.decode()
    till.post(f"{call}note/", {"name": "Giulia"})
    desk = till.get("/counter/", HTTP_HX_REQUEST="true").content.decode()
    assert call in desk and "Giulia" in desk


def test_what_begins_a_word_is_meant_before_what_stands_within_one(till, call):
    till.post(f"{call}add/", {"words": "cola"}, HTTP_ACCEPT_LANGUAGE="it")
    page = till.get(call, HTTP_ACCEPT_LANGUAGE="it").content.decode()
    assert "1 × Cola" in page and "1 × Crudo e rucola" not in page


def test_a_caller_is_found_by_the_last_digits_with_what_they_had(till, call):
    orders.order("2 Diavola", phone="+39 333 1234567")
    page = till.post(f"{call}note/", {"phone": "1234567"}, **HX).content.decode()
    assert "Giulia" in page and "2× Diavola" in page and "The same again" in page
    assert "Giulia" not in till.post(f"{call}note/", {"phone": "999"}, **HX).content.decode()


def test_an_account_is_found_by_its_number_with_its_addresses(till, call, giulia):
    User.objects.filter(id=giulia.id).update(phone="+39 347 765 4321")
    giulia.addresses.create(street="Via Toledo 1", city="Napoli", note="secondo piano")
    (found,) = callers.callers("3477654321", at=LUNCH)
    assert (found.user, found.places[0].address) == (giulia, "Via Toledo 1, Napoli")
    till.post(f"{call}known/", {"name": "Giulia", "phone": "+39 347 765 4321", "customer": str(giulia.id)})
    till.post(f"{call}add/", {"words": "2 margherita"})
    till.post(f"{call}place/", {"order_type": "collection"})
    assert Order.objects.get().user == giulia


def test_a_late_word_of_the_page_before_undoes_no_choice_of_a_caller(till, call):
    till.post(f"{call}known/", {"name": "Giulia", "phone": "+39 347 765 4321"})
    till.post(f"{call}note/", {"known": "", "name": "", "phone": "7654321"}, **HX)  # sent before, come after
    page = till.get(call).content.decode()
    assert 'value="Giulia"' in page
    mark = re.search(r'name="known" value="([^"]+)"', page)[1]
    till.post(f"{call}note/", {"known": mark, "name": "Giulia Rossi"}, **HX)
    assert 'value="Giulia Rossi"' in till.get(call).content.decode()


@pytest.mark.parametrize(
    ("words", "shown"),
    [("2 diav", "2 × Diavola"), ("margh", "1 × Margherita"), ("3x acqua", "3 × "), ("1 TIRAMISU", "1 × Tiramisù")],
)
def test_products_are_typed(till, call, words, shown):
    assert shown in bill(till.post(f"{call}add/", {"words": words}, **HX))


@pytest.mark.parametrize("way", ["typed", "typed in a size", "tapped"])
def test_what_is_made_without_something_today_is_added_so(till, call, way):
    Ingredient.objects.filter(name__it="basilico").update(out_since=LUNCH)
    assert "without basil" in till.get(call).content.decode().partition("adder-menu")[2]
    product = str(Product.objects.get(name__it="Margherita").id)
    said = {"typed": {"words": "1 margherita"}, "typed in a size": {"words": "margherita large"}}
    added = bill(till.post(f"{call}add/", said.get(way, {"product": product}), **HX))
    assert "1 × Margherita" in added and "without basil" in added


def test_what_nobody_sells_is_said(till, call):
    answer = till.post(f"{call}add/", {"words": "sushi"}, **HX)
    assert answer.status_code == 422
    assert "Nothing on the menu is called “sushi”." in bill(answer)


def test_a_phone_order_is_accepted_at_once_and_stands_in_the_kitchen(till, call, at_napoli):
    till.post(f"{call}add/", {"words": "2 margherita"})
    said = {"channel": "phone", "phone": "081 555 12 34", "name": "Anna", "order_type": "collection", "when": "soon"}
    answer = till.post(f"{call}place/", said)
    order = Order.objects.get()
    assert answer["Location"] == f"/counter/orders/{order.id}/"
    assert (order.state, order.channel, order.bare_phone) == ("accepted", "phone", "0815551234")
    assert order.promised_to > LUNCH
    assert not Basket.objects.exists()
    assert till.post(f"{call}place/", said).status_code == 404  # a second press


def test_a_walk_in_needs_neither_name_nor_number_and_may_eat_in(till, call):
    Shop.objects.update(takes_eat_in=True)
    till.post(f"{call}add/", {"words": "1 margherita"})
    assert till.post(f"{call}place/", {"channel": "counter", "order_type": "eat_in"}).status_code == 302
    order = Order.objects.get()
    assert (order.order_type, order.channel, order.state) == ("eat_in", "counter", "accepted")


def test_what_is_missing_is_said_and_nothing_typed_is_lost(till, call):
    till.post(f"{call}add/", {"words": "3 margherita"})
    answer = till.post(f"{call}place/", {"phone": "0815551234", "order_type": "delivery", "name": "Anna"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Where shall we bring it" in page and 'value="Anna"' in page
    assert not Order.objects.exists()


def test_the_same_again_shows_what_is_different_first(till, call):
    earlier = orders.order("2 Diavola", "Margherita")
    Ingredient.objects.filter(name__it="salame piccante").update(out_since=LUNCH)
    address = f"{call}again/{earlier.id}/"
    page = till.get(address).content.decode()
    assert "sold out today" in page
    line = re.findall(r'name="line" value="([^"]+)"', page)
    assert len(line) == 1
    till.post(address, {"line": line})
    assert "1 × Margherita" in bill(till.get(call))


def test_lines_are_changed_and_dropped(till, call):
    till.post(f"{call}add/", {"words": "2 margherita"})
    line = Basket.objects.get().lines.get()
    assert "3 × Margherita" in bill(till.post(f"{call}lines/{line.id}/", {"quantity": "3"}, **HX))
    assert "Margherita" not in bill(till.post(f"{call}lines/{line.id}/", {"quantity": "0"}, **HX)).partition("<form")[0]
    till.post(f"{call}drop/")
    assert not Basket.objects.exists()


def test_what_was_built_for_a_call_goes_into_the_call(till, call):
    basket = Basket.objects.get()
    answer = till.post("/basket/add/", {"for": f"call:{basket.id}", "product": "x"})
    assert (answer.status_code, answer["Location"]) == (307, f"{call}add/")


def test_nobody_else_sees_a_call(call, mara, signed_in, open_napoli):
    assert signed_in(open_napoli, mara).get(call).status_code == 404


def test_no_more_calls_than_one_can_hold(till):
    for caller in range(9):
        till.post(f"{till.post('/counter/new/')['Location']}note/", {"name": f"Caller {caller}"})
    assert till.post("/counter/new/", **HX).status_code == 409
    assert Basket.objects.count() == 9


def test_an_order_is_found_by_the_number_of_the_day_and_by_phone(till):
    order = orders.order(phone="+39 333 1234567")
    for words in (str(order.day_number), "333 12345", "1234567"):
        assert f"/counter/orders/{order.id}/" in till.get("/counter/", {"q": words}).content.decode()


def test_staff_change_an_accepted_order(till, carla):
    order = ordering.accept_order(orders.order("2 Margherita"), by=carla.actor, at=LUNCH)
    address = f"/counter/orders/{order.id}/edit/"
    assert "Change the order" in till.get(f"/counter/orders/{order.id}/").content.decode()
    till.post(address)
    page = till.post(f"{address}add/", {"words": "1 diavola"}, **HX).content.decode()
    assert "to pay" in page and "1 × Diavola" in page
    seen = re.search(r'name="expected_total" value="([^"]+)"', page)[1]
    assert till.post(f"{address}confirm/", {"expected_total": seen, "reason": "ha richiamato"}).status_code == 302
    page = till.get(f"/counter/orders/{order.id}/").content.decode()
    assert "Change 1" in page and "ha richiamato" in page and "by the shop" in page
    assert till.post(f"{address}confirm/").status_code == 302  # a second press finds it done
    assert Order.objects.get().revision == 1


def test_leaving_it_as_it_is_changes_nothing(till, carla):
    order = ordering.accept_order(orders.order("2 Margherita"), by=carla.actor, at=LUNCH)
    address = f"/counter/orders/{order.id}/edit/"
    till.post(address)
    line = order.standing[0]
    page = till.post(f"{address}lines/{line.id}/", {"quantity": "1"}, **HX).content.decode()
    assert "back" in page
    till.post(f"{address}drop/")
    assert not order.drafts.exists()
    assert till.get(address).status_code == 302


def test_what_is_being_made_is_not_changed_any_more(till, carla):
    order = ordering.accept_order(orders.order("2 Margherita"), by=carla.actor, at=LUNCH)
    ordering.start_order(order, by=carla.actor, at=LUNCH)
    assert "Change the order" not in till.get(f"/counter/orders/{order.id}/").content.decode()
    assert till.post(f"/counter/orders/{order.id}/edit/", **HX).status_code == 409


def test_a_caller_who_is_nobody_known_is_a_guest(till, call):
    till.post(f"{call}add/", {"words": "2 margherita"})
    till.post(f"{call}known/", {"name": "Giulia", "phone": "081 555 0142", "customer": "nobody"})
    till.post(f"{call}place/", {"order_type": "collection"})
    assert Order.objects.get().user is None


def test_a_line_that_is_changed_keeps_its_place_and_sent_back_unchanged_it_is_itself(till, call):
    till.post(f"{call}add/", {"words": "2 margherita"})
    line = Basket.objects.get().lines.get()
    for many, note in ((2, ""), (3, "ben cotta")):
        wished = json.dumps(line.configuration | {"note": note})
        till.post(f"{call}add/", {"configuration": wished, "line": str(line.id), "quantity": str(many)})
        found = Basket.objects.get().lines.get()
        assert (found.id, found.quantity, found.configuration["note"]) == (line.id, many, note)


SUNDAY_NIGHT = datetime(2026, 5, 10, 21, 55, tzinfo=UTC)


def options(page, name):
    """Return (value, whether it is chosen, words) of the select's options."""
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', page.content.decode(), re.DOTALL)[0]
    return [
        (value, "selected" in rest, " ".join(words.split()))
        for value, rest, words in re.findall(r'<option value="([^"]*)"([^>]*)>(.*?)</option>', found, re.DOTALL)
    ]


def test_after_the_last_order_nobody_is_moved_to_another_day(till, call, clock):
    clock(SUNDAY_NIGHT)
    till.post(f"{call}add/", {"words": "1 margherita"})
    till.post(f"{call}note/", COUNTER)
    first, *slots = options(till.get(call), "when")
    assert first == ("", True, "Choose a time")
    assert all("Monday 11 May" in words and not is_chosen for _, is_chosen, words in slots)
    answer = till.post(f"{call}place/", COUNTER | {"when": "", "day": ""})
    assert answer.status_code == 422 and "No time is chosen" in bill(answer)
    assert not Order.objects.exists()
    assert till.post(f"{call}place/", COUNTER | {"when": slots[0][0], "day": ""}).status_code == 302
    assert Order.objects.get().requested_for == datetime.fromisoformat(slots[0][0])


def test_a_paused_shop_chooses_no_time_for_the_caller(till, call):
    till.post(f"{call}note/", COUNTER)
    assert ("soon", True) in [one[:2] for one in options(till.get(call), "when")]
    Shop.objects.update(paused_until=LUNCH + timedelta(minutes=40))
    first, *slots = options(till.get(call), "when")
    assert first == ("", True, "Choose a time")
    assert "soon" not in [value for value, _, _ in slots]
    assert not any("May" in words for _, _, words in slots)  # today's go without the day


def test_a_caller_chooses_another_day(till, call):
    till.post(f"{call}add/", {"words": "1 margherita"})
    days = options(till.get(call), "day")
    assert [value for value, _, _ in days] == ["", *(f"2026-05-{day:02}" for day in range(8, 16))]
    page = till.post(f"{call}note/", COUNTER | {"day": "2026-05-12", "when": "soon"}, **HX)
    first, *slots = options(page, "when")
    assert first == ("", True, "Choose a time") and "Tuesday 12 May" in slots[0][2]
    assert ("2026-05-12", True, "Tuesday 12 May") in options(till.get(call), "day")  # remembered
    for when in ("soon", "", "2026-05-08T17:00:00+00:00"):  # none of that day's
        assert till.post(f"{call}place/", COUNTER | {"day": "2026-05-12", "when": when}).status_code == 422
    assert till.post(f"{call}place/", COUNTER | {"day": "2026-05-12", "when": slots[0][0]}).status_code == 302
    assert Order.objects.get().business_day.isoformat() == "2026-05-12"


@pytest.mark.parametrize("day", ["2026-05-07", "2026-05-30", "domani"])
def test_a_day_that_cannot_be_chosen_is_none(till, call, day):
    till.post(f"{call}note/", COUNTER | {"day": day, "when": "soon"})
    assert ("soon", True) in [one[:2] for one in options(till.get(call), "when")]


def test_on_a_call_cash_is_said_as_it_is_taken(till, call):
    ProductPrice.objects.filter(product=product("Margherita")).update(price=Decimal("8.76"))
    till.post(f"{call}add/", {"words": "2 margherita"})
    till.post(f"{call}note/", COUNTER | {"tender": "cash"})
    page = bill(till.get(call))
    assert "€17.50 in cash" in page and "Place it: €17.50" in page
    till.post(f"{call}note/", COUNTER | {"tender": "counter"})
    assert "Place it: €17.52" in bill(till.get(call))

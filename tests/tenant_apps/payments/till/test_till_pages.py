"""The till's pages, without JavaScript."""

import re

import pytest

from pizzeria import ledger
from tenant_apps.ordering import actions as ordering
from tenant_apps.payments import actions, queries
from tenant_apps.payments.actions import Counting
from tenant_apps.payments.models import CashCount, DayClose, Drawer, Payment
from tests.orders import LUNCH
from tests.people import PASSWORD
from tests.tenant_apps.payments.till.conftest import CASHIER, DOOR, at_price, pay, stands
from toolbox.ids import uuid7

pytestmark = pytest.mark.usefixtures("clock")
WHO = {"by": CASHIER, "at": LUNCH}


@pytest.fixture
def screen(open_napoli, signed_in):
    """``screen(carla)``: their browser, in English."""

    def sign_in(person):
        client = signed_in(open_napoli, person)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return sign_in


def words(page):
    return page.content.decode()


def press(client, order, **said):
    return client.post(f"/counter/orders/{order.id}/pay/", {"key": str(uuid7()), "parts": "1", "label": "", **said})


def test_a_note_pays_it_and_says_the_change(screen, carla, priced):
    client, order = screen(carla), priced("18.50")
    page = words(client.get(f"/counter/orders/{order.id}/pay/"))
    assert "€18.50" in page and 'value="20.00"' in page
    answer = press(client, order, method="cash", amount="18.50", tendered="20.00")
    page = words(client.get(answer.url))
    assert "Change to give" in page and "€1.50" in page and "2026/R-0001" in page


def test_a_note_that_is_too_small_pays_a_part(screen, carla, priced):
    client, order = screen(carla), priced("18.50")
    press(client, order, method="cash", amount="18.50", tendered="10.00")
    assert queries.standing(order).due("cash") == 850


def test_what_is_typed_goes_before_the_button(screen, carla, priced):
    order = priced("18.50")
    press(screen(carla), order, method="cash", amount="18.50", tendered="18.50", handed="50,00")
    assert Payment.objects.get().tendered == 5000


def test_vouchers_are_pieces_times_their_worth(screen, carla, priced):
    client, order = screen(carla), priced("18.50")
    press(client, order, method="voucher", pieces="2", value="8.00")
    assert stands("vouchers") == 1600
    answer = press(client, order, method="voucher", pieces="1", value="8.00")
    assert "give no change" in words(client.get(answer.url))
    assert stands("vouchers") == 1600


def test_a_bill_is_shared_in_equal_parts(screen, carla, priced):
    client, order = screen(carla), priced("10.00")
    amounts = []
    address = f"/counter/orders/{order.id}/pay/?parts=3"
    for parts in (3, 2, 1):
        page = client.get(address)
        amounts.append(page.context["part"])
        said = {"method": "terminal", "amount": f"{page.context['part'] / 100:.2f}", "parts": str(parts)}
        address = press(client, order, **said).url
    assert amounts == [334, 333, 333]
    assert queries.standing(order).is_settled


def test_a_bill_is_shared_by_what_each_had(screen, carla, order):
    client, made = screen(carla), order("Margherita", "Diavola")
    line = made.lines.get(name__it="Diavola")
    page = client.get(f"/counter/orders/{made.id}/pay/", {"line": str(line.id)})
    assert page.context["part"] == queries.minor(line.total, "EUR")
    assert "Diavola" in page.context["label"]


@pytest.mark.parametrize("typed", ["", "x", "²", "-1", "0", "9" * 5000])
def test_an_address_that_somebody_typed_shows_the_page(screen, carla, priced, typed):
    client, order = screen(carla), priced("18.50")
    assert client.get(f"/counter/orders/{order.id}/pay/", {"parts": typed, "line": typed}).status_code == 200


@pytest.mark.parametrize("typed", ["", "abc", "-5", "1e3", "0", "99999999999"])
def test_what_is_no_amount_is_refused_kindly(screen, carla, priced, typed):
    client, order = screen(carla), priced("18.50")
    answer = press(client, order, method="terminal", amount=typed)
    assert client.get(answer.url).status_code == 200
    assert not Payment.objects.exists()


def test_keyed_wrong_is_taken_back_on_the_page(screen, carla, priced):
    client, order = screen(carla), priced("18.50")
    payment = pay(order, 1850)
    address = f"/counter/payments/{payment.id}/back/"
    client.post(address, {"key": "back", "why": ""})
    assert queries.standing(order).is_settled
    client.post(address, {"key": "back", "why": "era carta"})
    assert not queries.standing(order).is_settled


def test_the_counter_asks_what_each_order_costs(screen, carla, priced):
    paid, open_one = priced("18.50"), priced("9.50")
    pay(paid, 1850)
    client = screen(carla)
    assert 'hx-get="/counter/dues/"' in words(client.get("/counter/"))
    page = words(client.get("/counter/dues/"))
    assert page.count("hx-swap-oob") == 2
    assert "To pay €9.50" in page.partition(f'id="due-{open_one.id}"')[2].partition("</span></span>")[0]
    assert "Paid" in page.partition(f'id="due-{paid.id}"')[2][:120]
    assert "Take payment" in words(client.get(f"/counter/orders/{open_one.id}/due/"))


@pytest.mark.parametrize("asks", [{"HTTP_HX_REQUEST": "true"}, {}])
def test_the_courier_is_told_the_truth_with_javascript_and_without(screen, luca, order, asks):
    _cash, _card, paid = (at_price(order(**DOOR | wish), "12.52") for wish in ({}, {"tender": "terminal"}, {}))
    pay(paid, 1250)
    page = words(screen(luca).get("/courier/dues/", **asks))
    assert ("<html" in page) == (not asks)
    assert "Collect €12.50 in cash" in page and "Card at the door: €12.52" in page
    assert "Paid" in page.partition(f'id="due-{paid.id}"')[2][:120]


@pytest.fixture
def on_the_road(order, luca):
    """Paid in part at the counter, the rest nobody said how; Luca has it with him."""
    made = at_price(order(**DOOR), "12.50")
    made.tender = "card"
    made.save()
    pay(made, 600, "terminal")
    for step in (ordering.accept_order, ordering.start_order, ordering.ready_order, ordering.dispatch_order):
        made = step(made, by=luca.actor, at=LUNCH)
    return made


@pytest.mark.parametrize(("method", "carried", "by_card"), [("cash", 650, 600), ("terminal", 0, 1250)])
def test_the_courier_takes_the_rest_at_the_door(screen, luca, on_the_road, method, carried, by_card):
    client, address = screen(luca), f"/courier/dues/{on_the_road.id}/take/"
    for asks in ({"HTTP_HX_REQUEST": "true"}, {}):
        assert address in words(client.get("/courier/dues/", **asks))
    assert client.post(address, {"key": "1", "method": method}).url == "/courier/"
    assert (stands(ledger.courier(str(luca.id))), stands("terminal")) == (carried, by_card)
    assert address not in words(client.get("/courier/dues/"))
    client.post(address, {"key": "2", "method": method})
    assert "nothing is left to take" in words(client.get("/courier/"))
    assert Payment.objects.count() == 2


def test_a_courier_takes_nothing_for_what_is_not_on_the_road(screen, luca, order):
    made = at_price(order(**DOOR), "12.50")
    assert screen(luca).post(f"/courier/dues/{made.id}/take/", {"key": "1", "method": "cash"}).status_code == 404
    assert not Payment.objects.exists()


def test_a_courier_hands_in_and_another_signs(screen, luca, carla, priced):
    account = ledger.courier(str(luca.id))
    pay(priced("18.50"), 1850, holder=account)
    client = screen(luca)
    assert "€18.50" in words(client.get("/courier/cash/"))
    said = {"key": "k", "amount": "18.00", "is_all": "all", "target": "safe", "signer": str(carla.id)}
    wrong = client.post("/courier/cash/", said | {"password": "falsa"})
    assert wrong.status_code == 422 and "password of who signs" in words(wrong)
    own = client.post("/courier/cash/", said | {"signer": str(luca.id), "password": PASSWORD})
    assert own.status_code == 422
    assert stands(account) == 1850
    assert client.post("/courier/cash/", said | {"password": PASSWORD}).url == "/courier/cash/"
    assert (stands(account), CashCount.objects.get().signed_by_id) == (0, str(carla.id))


def test_guessing_a_signature_is_limited(screen, luca, carla):
    client = screen(luca)
    said = {"key": "k", "amount": "1", "is_all": "all", "target": "safe", "signer": str(carla.id), "password": "x"}
    answers = [words(client.post("/courier/cash/", said)) for _ in range(12)]
    assert "too often" in answers[-1]


def test_the_drawer_is_opened_moved_and_counted(screen, mara):
    client = screen(mara)
    client.post("/manage/cash/open/", {"key": "1", "amount": "100", "source": "bank"})
    out = {"key": "2", "kind": "out", "amount": "12,50", "other": "expenses", "reason": "basilico"}
    client.post("/manage/cash/move/", out)
    page = words(client.get("/manage/cash/"))
    assert "€87.50" in page and "basilico" in page
    pieces = {"p5000": "1", "p2000": "1", "p1000": "1", "p500": "1", "p200": "1"}
    client.post("/manage/cash/count/", {"key": "3", "closes": "on", "to_safe": "50", **pieces})
    assert (stands(ledger.DRAWER), stands(ledger.SAFE), stands(ledger.DIFFERENCE)) == (3700, 5000, 50)
    assert Drawer.objects.get().closed_at == LUNCH


def test_more_into_the_safe_than_there_is_is_refused(screen, mara):
    client = screen(mara)
    client.post("/manage/cash/open/", {"key": "1", "amount": "100", "source": "bank"})
    answer = client.post("/manage/cash/count/", {"key": "3", "closes": "on", "to_safe": "51", "p5000": "1"})
    assert answer.status_code == 422
    assert stands(ledger.DRAWER) == 10000


def test_change_is_handed_to_a_courier(screen, mara, luca):
    client = screen(mara)
    client.post("/manage/cash/open/", {"key": "1", "amount": "100", "source": "bank"})
    client.post(f"/manage/cash/couriers/{luca.id}/float/", {"key": "2", "amount": "30", "source": "drawer"})
    assert stands(ledger.courier(str(luca.id))) == 3000
    page = words(client.get(f"/manage/cash/couriers/{luca.id}/"))
    assert "€30.00" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))  # two forms side by side: a label belongs to one field


def test_who_left_unpaid_stands_on_the_page(screen, mara, priced):
    order = priced("9.50")
    for step in (ordering.accept_order, ordering.start_order, ordering.ready_order, ordering.collect_order):
        order = step(order, **WHO)
    assert f"/counter/orders/{order.id}/pay/" in words(screen(mara).get("/manage/cash/"))


def test_the_day_is_looked_at_and_closed(screen, mara, priced):
    pay(priced("11.00"), 1100)
    client = screen(mara)
    page = words(client.get("/manage/closing/preview/"))
    assert "They agree." in page and "not finished" in page and not DayClose.objects.exists()
    closed = client.post("/manage/closing/close/", {"day": LUNCH.date().isoformat()})
    page = words(client.get(closed.url))
    assert "Close number 1" in page and "€11.00" in page
    days = words(client.get("/manage/closing/"))
    assert closed.url in days and "not begun yet" in days and "under way" not in days
    assert "/manage/closing/close/" not in words(client.get("/manage/closing/preview/"))
    rows = words(client.get(closed.url.rstrip("/") + ".csv"))
    assert "gross,10%,11.00" in rows and "captured,cash,11.00" in rows
    assert client.get(closed.url.rstrip("/") + ".pdf").content.startswith(b"%PDF")


def test_a_receipt_in_every_shape(screen, ciro, carla, priced):
    order = priced("11.00")
    pay(order, 1100, tendered=2000)
    receipt = order.receipts.get()
    client = screen(ciro)
    assert receipt.name in words(client.get("/manage/receipts/", {"q": "R-0001"}))
    assert receipt.name not in words(client.get("/manage/receipts/", {"q": "²"}))
    page = words(client.get(f"/manage/receipts/{receipt.id}/"))
    assert "Not a fiscal document" in page and "change €9.00" in page
    for address in (f"/manage/receipts/{receipt.id}.pdf", f"/manage/receipts/{receipt.id}/roll.pdf"):
        assert client.get(address).content.startswith(b"%PDF")
    assert "2026/R-0001,receipt,2026-05-08" in words(client.get("/manage/receipts/receipts.csv"))
    assert screen(carla).get(f"/counter/orders/{order.id}/receipt.pdf").content.startswith(b"%PDF")


def test_a_receipt_says_in_italian_that_it_is_not_fiscal(screen, ciro, priced):
    order = priced("11.00")
    pay(order, 1100)
    client = screen(ciro)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "it"
    assert "ocumento non fiscale" in words(client.get(f"/manage/receipts/{order.receipts.get().id}/"))


def test_who_ordered_reads_their_receipt_and_nobody_else(screen, giulia, luca, order):
    made = order(user=giulia)
    address = f"/orders/{made.id}/receipt/"
    assert "No receipt yet" in words(screen(giulia).get(address))
    pay(made, queries.standing(made).due("cash"))
    assert "2026/R-0001" in words(screen(giulia).get(address))
    assert screen(giulia).get(f"/orders/{made.id}/receipt.pdf").content.startswith(b"%PDF")
    assert screen(luca).get(address).status_code == 404


def test_nobody_settles_twice_by_pressing_twice(screen, luca, carla, priced):
    pay(priced("18.50"), 1850, holder=ledger.courier(str(luca.id)))
    said = {"target": ledger.SAFE, "signer": carla, **WHO}
    actions.settle_courier(luca, Counting("k", amount=1850), **said)
    form = {"key": "k", "amount": "18.50", "is_all": "all", "target": "safe", "signer": str(carla.id)}
    screen(luca).post("/courier/cash/", form | {"password": PASSWORD})
    assert CashCount.objects.count() == 1

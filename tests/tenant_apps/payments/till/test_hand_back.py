"""What was paid in the shop beyond the price goes back there, with its papers."""

import pytest

from pizzeria import ledger
from tenant_apps.ordering import actions as ordering
from tenant_apps.payments import actions, figures, queries, till_errors, till_queries
from tenant_apps.payments.models import Payment
from tests.orders import LUNCH
from tests.tenant_apps.payments.conftest import follow
from tests.tenant_apps.payments.till.conftest import CASHIER, at_price, pay, stands
from tests.tenant_apps.payments.till.test_till_pages import screen, words  # noqa: F401

pytestmark = pytest.mark.usefixtures("clock")
WHO = {"by": CASHIER, "at": LUNCH}


@pytest.fixture
def cheaper(order):
    """``cheaper("cash", "terminal")``: two Margherita, paid so in equal parts, of which one is struck afterwards."""

    def make(*methods):
        made = order("2 Margherita")
        due = queries.minor(made.total, "EUR")
        for method in methods:
            pay(made, due // len(methods), method)
        made.refresh_from_db()
        change = ordering.Change(line=made.lines.standing().get().id, quantity=1)
        made = ordering.change_order(made, changes=[change], revision=made.revision, **WHO)
        follow(LUNCH)
        return made

    return make


def papers(order):
    return [(paper.kind, paper.total) for paper in order.receipts.order_by("issued_at", "id")]


def test_what_an_edit_made_cheaper_goes_back_in_cash(cheaper):
    made = cheaper("cash")
    paid, price = Payment.objects.get().captured, queries.minor(made.total, "EUR")
    assert [(due.order, due.back) for due in till_queries.overpaid(at=LUNCH)] == [(made, paid - price)]
    assert actions.hand_back(made, **WHO) == paid - price
    follow(LUNCH)
    assert (queries.standing(made).in_excess, till_queries.overpaid(at=LUNCH)) == (0, [])
    assert stands(ledger.DRAWER) == price == -stands(ledger.ORDERS)
    assert papers(made) == [("receipt", paid), ("credit", paid), ("receipt", price)]
    assert figures.balances(figures.of_day(LUNCH.date(), at=LUNCH))


def test_it_goes_back_once(cheaper):
    made = cheaper("cash")
    actions.hand_back(made, **WHO)
    with pytest.raises(till_errors.NothingToHandBack):
        actions.hand_back(made, **WHO)


def test_vouchers_go_back_last(cheaper):
    made = cheaper("terminal", "voucher")
    actions.hand_back(made, **WHO)
    assert (stands("terminal"), stands("vouchers")) == (0, queries.minor(made.total, "EUR"))


def test_what_was_paid_for_a_cancelled_order_goes_back(priced):
    made = priced("5.52")
    pay(made, 550)
    made = ordering.cancel_order(made, **WHO)
    follow(LUNCH)
    assert [due.back for due in till_queries.overpaid(at=LUNCH)] == [550]
    assert actions.hand_back(made, **WHO) == 550
    follow(LUNCH)
    assert [stands(name) for name in (ledger.DRAWER, ledger.ORDERS, ledger.ROUNDING)] == [0, 0, 0]
    assert [kind for kind, _total in papers(made)] == ["receipt", "credit"]
    assert till_queries.overpaid(at=LUNCH) == []


def test_it_goes_back_to_the_coins_there_are(cheaper):
    made = cheaper("cash")
    paid = Payment.objects.get().captured
    made = at_price(made, "6.52")
    assert actions.hand_back(made, **WHO) == paid - 650
    assert (stands(ledger.DRAWER), stands(ledger.ORDERS), stands(ledger.ROUNDING)) == (650, -652, 2)
    assert till_queries.overpaid(at=LUNCH) == []


def test_an_order_that_costs_what_was_paid_gives_nothing_back(priced):
    made = priced("5.54")
    pay(made, 555)
    assert till_queries.to_hand_back(queries.standing(made)) == 0
    with pytest.raises(till_errors.NothingToHandBack):
        actions.hand_back(made, **WHO)


def test_an_empty_drawer_gives_nothing_back(cheaper):
    made = cheaper("cash")
    actions.open_drawer(amount=0, source=ledger.SAFE, key="open", **WHO)
    actions.move_cash("out", amount=stands(ledger.DRAWER) - 100, other=ledger.SAFE, reason="x", key="out", **WHO)
    with pytest.raises(till_errors.NotEnough):
        actions.hand_back(made, **WHO)
    assert (stands(ledger.DRAWER), made.refunds.count()) == (100, 0)


def test_the_counter_shows_it_and_gives_it_back(screen, carla, mara, cheaper):  # noqa: F811
    made = cheaper("cash")
    client, address = screen(carla), f"/counter/orders/{made.id}/hand-back/"
    page = words(client.get(f"/counter/orders/{made.id}/pay/"))
    assert "To give back" in page and address in page and "Nothing is left to pay" not in page
    assert "Give back €" in words(client.get(f"/counter/orders/{made.id}/due/"))
    assert made.called in words(screen(mara).get("/manage/cash/")).partition("To give back")[2][:500]
    answer = client.post(address)
    page = words(client.get(answer.url))
    assert "is given back" in page and address not in page
    assert "nothing" in words(client.get(client.post(address).url)).lower()


def test_a_cancelled_order_is_not_called_paid(screen, carla, priced):  # noqa: F811
    made = ordering.cancel_order(priced("9.50"), **WHO)
    page = words(screen(carla).get(f"/counter/orders/{made.id}/pay/"))
    assert "Cancelled" in page.partition('id="due"')[2][:200]

"""Money that is taken at the counter."""

from datetime import timedelta

import pytest

from pizzeria import ledger
from tenant_apps.payments import actions, queries, till_errors
from tenant_apps.payments.models import Entry, Payment
from tests.orders import LUNCH
from tests.tenant_apps.payments.till.conftest import CASHIER, facts, pay, stands

pytestmark = pytest.mark.usefixtures("open_napoli")


def test_cash_goes_into_the_drawer_with_its_change(priced):
    order = priced("18.50")
    payment = pay(order, 1850, tendered=2000)
    assert (payment.captured, payment.tendered, payment.holder) == (1850, 2000, "drawer")
    assert stands(ledger.DRAWER) == 1850 == -stands(ledger.ORDERS)
    assert queries.standing(order).is_settled
    assert facts(order.id)[-2:] == ["ReceiptIssued", "PaymentTaken"]


@pytest.mark.parametrize(
    ("total", "coins"), [("5.51", 550), ("5.52", 550), ("5.53", 555), ("5.54", 555), ("5.55", 555)]
)
def test_an_all_cash_total_is_rounded_to_coins_and_the_rest_is_in_the_ledger(priced, total, coins):
    order = priced(total)
    exact = int(total.replace(".", ""))
    assert queries.standing(order).due("cash") == coins
    pay(order, coins)
    assert stands(ledger.DRAWER) == coins
    assert stands(ledger.ORDERS) == -exact
    assert stands(ledger.ROUNDING) == exact - coins
    assert order.receipts.get().content["rounding"] == coins - exact


def test_cash_with_something_else_is_not_rounded(priced):
    order = priced("5.52")
    pay(order, 300)
    assert queries.standing(order).due("terminal") == 252
    pay(order, 252, "terminal")
    assert stands(ledger.ROUNDING) == 0
    assert order.receipts.get().content["rounding"] == 0


def test_two_in_cash_are_rounded_together(priced):
    order = priced("5.52")
    pay(order, 300)
    assert queries.standing(order).due("cash") == 250
    pay(order, 250)
    assert stands(ledger.ROUNDING) == 2


def test_what_coins_rounded_down_nobody_pays_later(priced):
    order = priced("5.52")
    pay(order, 550)
    with pytest.raises(till_errors.NothingDue):
        pay(order, 2, "terminal")


@pytest.mark.parametrize(
    ("method", "refusal"),
    [
        ("cash", till_errors.MoreThanDue),
        ("terminal", till_errors.MoreThanDue),
        ("voucher", till_errors.VoucherGivesNoChange),
    ],
)
def test_never_more_than_is_due(priced, method, refusal):
    order = priced("9.50")
    with pytest.raises(refusal):
        pay(order, 951, method)
    assert not Payment.objects.exists()
    assert not Entry.objects.exists()


def test_too_little_handed_over_is_refused(priced):
    with pytest.raises(till_errors.TooLittle):
        pay(priced("9.50"), 950, tendered=500)


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_is_no_payment(priced, amount):
    with pytest.raises(till_errors.BadAmount):
        pay(priced("9.50"), amount)


@pytest.mark.parametrize("method", ["card", "paypal", "gold"])
def test_online_ways_are_not_taken_at_the_counter(priced, method):
    with pytest.raises(till_errors.NotAtTheCounter):
        pay(priced("9.50"), 950, method)


def test_a_paid_order_takes_no_more(priced):
    order = priced("9.50")
    pay(order, 950)
    with pytest.raises(till_errors.NothingDue):
        pay(order, 1)


def test_a_cancelled_order_costs_nothing(priced):
    from tenant_apps.ordering import actions as ordering

    order = ordering.cancel_order(priced("9.50"), by=CASHIER, at=LUNCH)
    with pytest.raises(till_errors.NothingDue):
        pay(order, 950)


def test_the_same_key_is_the_same_payment(priced):
    order = priced("9.50")
    first, again = (pay(order, 400, key="form 1") for _ in range(2))
    assert first == again
    assert stands(ledger.DRAWER) == 400


def test_a_key_of_another_order_is_refused(priced):
    pay(priced("9.50"), 400, key="form 1")
    with pytest.raises(till_errors.KeyUsed):
        pay(priced("8.00"), 400, key="form 1")


@pytest.mark.parametrize("other", [(1500, "terminal", {}), (600, "cash", {}), (500, "cash", {"tendered": 2000})])
def test_a_form_sent_again_with_something_else_in_it_is_refused(priced, other):
    order = priced("20.00")
    pay(order, 500, key="form 1", tendered=500)
    amount, method, said = other
    with pytest.raises(till_errors.KeyUsed):
        pay(order, amount, method, key="form 1", **said)
    assert queries.standing(order).due() == 1500


def test_the_tip_is_paid_last_and_whole(order):
    from decimal import Decimal

    tipped = order(tender="cash", order_type="delivery", address="Via Toledo 5, Napoli", tip=Decimal("2.00"))
    total = queries.minor(tipped.total, "EUR")
    pay(tipped, total - 100, "terminal")
    assert stands(ledger.TIPS) == 0
    pay(tipped, 300, "voucher")
    assert (stands(ledger.TIPS), stands(ledger.ORDERS)) == (-200, -total)
    assert tipped.receipts.get().content["tip"] == 200


def test_a_payment_keyed_by_mistake_is_due_again(priced):
    order = priced("5.52")
    payment = pay(order, 550)
    refund = actions.take_back_payment(payment, why="era una carta", key="back", by=CASHIER, at=LUNCH)
    assert (refund.reason, refund.amount) == ("mistake", 550)
    assert queries.standing(order).due("terminal") == 552
    assert all(stands(account) == 0 for account in (ledger.DRAWER, ledger.ORDERS, ledger.ROUNDING))
    assert actions.take_back_payment(payment, why="era una carta", key="back", by=CASHIER, at=LUNCH) == refund
    pay(order, 552, "terminal")
    assert [paper.kind for paper in order.receipts.order_by("issued_at", "id")] == ["receipt", "credit", "receipt"]
    assert (stands("terminal"), stands(ledger.ROUNDING)) == (552, 0)


def test_taking_back_needs_a_reason_and_the_same_day(priced):
    payment = pay(priced("9.50"), 950)
    with pytest.raises(till_errors.WhyMissing):
        actions.take_back_payment(payment, why=" ", key="1", by=CASHIER, at=LUNCH)
    with pytest.raises(till_errors.TooLateToTakeBack):
        actions.take_back_payment(payment, why="no", key="2", by=CASHIER, at=LUNCH + timedelta(days=1))


def test_what_was_taken_back_is_not_taken_back_again(priced):
    payment = pay(priced("9.50"), 950)
    actions.take_back_payment(payment, why="no", key="1", by=CASHIER, at=LUNCH)
    with pytest.raises(till_errors.NotTakenHere):
        actions.take_back_payment(payment, why="no", key="2", by=CASHIER, at=LUNCH)


def test_a_form_that_took_one_payment_back_takes_back_no_other(priced):
    first, other = (pay(priced("9.50"), 950) for _ in range(2))
    actions.take_back_payment(first, why="no", key="1", by=CASHIER, at=LUNCH)
    with pytest.raises(till_errors.KeyUsed):
        actions.take_back_payment(other, why="no", key="1", by=CASHIER, at=LUNCH)


def test_what_the_drawer_does_not_hold_any_more_is_not_taken_back_out_of_it(priced):
    actions.open_drawer(amount=0, source=ledger.BANK, key="open", by=CASHIER, at=LUNCH)
    payment = pay(priced("9.50"), 950)
    drop = {"amount": 900, "other": ledger.SAFE, "reason": "cassaforte", "key": "drop"}
    actions.move_cash("out", **drop, by=CASHIER, at=LUNCH)
    with pytest.raises(till_errors.NotEnough):
        actions.take_back_payment(payment, why="no", key="1", by=CASHIER, at=LUNCH)
    assert (stands(ledger.DRAWER), Payment.objects.get().state) == (50, "captured")
    actions.move_cash("in", **drop | {"key": "fetched"}, by=CASHIER, at=LUNCH)
    actions.take_back_payment(payment, why="no", key="1", by=CASHIER, at=LUNCH)
    assert stands(ledger.DRAWER) == 0

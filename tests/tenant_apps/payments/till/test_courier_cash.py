"""The cash that couriers carry."""

import pytest

from pizzeria import ledger
from shared_apps.journal.models import Entry as Fact
from tenant_apps.ordering import actions as ordering
from tenant_apps.payments import actions, figures, queries, till_errors, till_queries, till_reactions
from tenant_apps.payments.actions import Counting
from tenant_apps.payments.models import Payment, Refund
from tests.orders import LUNCH
from tests.tenant_apps.payments.till.conftest import CASHIER, DOOR, at_price, pay, stands

pytestmark = pytest.mark.usefixtures("open_napoli")


@pytest.fixture
def account(luca):
    return ledger.courier(str(luca.id))


@pytest.fixture
def bring(order, luca):
    """``bring("12.52")``: an order that Luca has taken to the door; its reaction has run."""

    def make(total, *, delivered_by=None, **wish):
        made = at_price(order(**{**DOOR, **wish}), total)
        made = ordering.accept_order(made, by=CASHIER, at=LUNCH)
        for step, by in (
            (ordering.start_order, CASHIER),
            (ordering.ready_order, CASHIER),
            (ordering.dispatch_order, luca.actor),
            (ordering.deliver_order, (delivered_by or luca).actor),
        ):
            made = step(made, by=by, at=LUNCH)
        till_reactions.take_at_the_door(Fact.objects.about(made.id).get(fact="OrderDelivered"))
        return made

    return make


def fund(amount):
    return actions.open_drawer(amount=amount, source=ledger.BANK, key="float", by=CASHIER, at=LUNCH)


def test_cash_at_the_door_is_with_who_carried_it(bring, account, carla):
    order = bring("12.52", delivered_by=carla)
    assert stands(account) == 1250
    assert queries.standing(order).is_settled
    assert order.receipts.get().content["rounding"] == -2


def test_cash_that_a_courier_took_goes_back_out_of_the_drawer(bring, account):
    fund(5000)
    order = bring("12.52")
    actions.request_refund(order, wish=actions.RefundWish(extra=500, reason="late"), key="late", by=CASHIER, at=LUNCH)
    assert (stands(account), stands(ledger.DRAWER)) == (1250, 4500)  # what the courier has to hand in is what it was
    assert [row for row in figures.of_day(LUNCH.date(), at=LUNCH)["checks"] if row["rows"] != row["ledger"]] == []


def test_no_more_cash_goes_back_than_lies_in_the_drawer(bring, account):
    fund(400)
    with pytest.raises(till_errors.NotEnough):
        actions.request_refund(bring("12.52"), wish=actions.RefundWish(extra=500), key="late", by=CASHIER, at=LUNCH)
    assert (stands(account), stands(ledger.DRAWER), Refund.objects.count()) == (1250, 400, 0)


def test_a_card_at_the_door_went_to_the_card_machine(bring, account):
    bring("12.52", tender="terminal")
    assert (stands("terminal"), stands(account)) == (1252, 0)


def test_told_twice_it_is_taken_once(bring, account):
    order = bring("12.50")
    till_reactions.take_at_the_door(Fact.objects.about(order.id).get(fact="OrderDelivered"))
    assert stands(account) == 1250


def test_what_was_paid_before_is_not_collected_again(order, luca, account):
    made = at_price(order(**DOOR), "12.50")
    pay(made, 1250)
    for step in (ordering.accept_order, ordering.start_order, ordering.ready_order, ordering.dispatch_order):
        made = step(made, by=luca.actor, at=LUNCH)
    made = ordering.deliver_order(made, by=luca.actor, at=LUNCH)
    till_reactions.take_at_the_door(Fact.objects.about(made.id).get(fact="OrderDelivered"))
    assert Payment.objects.count() == 1


def test_an_order_that_is_to_be_paid_at_the_counter_is_not_assumed_paid(priced):
    order = priced("9.50")
    for step in (ordering.accept_order, ordering.start_order, ordering.ready_order, ordering.collect_order):
        order = step(order, by=CASHIER, at=LUNCH)
    assert [(due.order, due.amount) for due in till_queries.unpaid(at=LUNCH)] == [(order, 950)]
    pay(order, 950)
    assert till_queries.unpaid(at=LUNCH) == []


def test_nobody_known_to_carry_it_leaves_it_unpaid(order):
    made = at_price(order(**DOOR), "12.50")
    for step in (
        ordering.accept_order,
        ordering.start_order,
        ordering.ready_order,
        ordering.dispatch_order,
        ordering.deliver_order,
    ):
        made = step(made, by=CASHIER.__class__("system"), at=LUNCH)
    till_reactions.take_at_the_door(Fact.objects.about(made.id).get(fact="OrderDelivered"))
    assert [due.amount for due in till_queries.unpaid(at=LUNCH)] == [1250]


def test_a_float_comes_out_of_the_drawer(luca, account):
    fund(10000)
    actions.give_float(luca, amount=3000, source=ledger.DRAWER, key="f", by=CASHIER, at=LUNCH)
    actions.give_float(luca, amount=3000, source=ledger.DRAWER, key="f", by=CASHIER, at=LUNCH)
    assert (stands(account), stands(ledger.DRAWER)) == (3000, 7000)


def test_no_float_out_of_an_empty_place(luca):
    fund(1000)
    with pytest.raises(till_errors.NotEnough):
        actions.give_float(luca, amount=1001, source=ledger.DRAWER, key="f", by=CASHIER, at=LUNCH)


def test_a_drop_is_signed_by_somebody_else(bring, luca, carla, account):
    bring("12.50")
    drop = {"amount": 1000, "target": ledger.SAFE, "by": CASHIER, "at": LUNCH}
    with pytest.raises(till_errors.SamePerson):
        actions.drop_cash(luca, signer=luca, key="1", **drop)
    actions.drop_cash(luca, signer=carla, key="2", **drop)
    assert (stands(account), stands(ledger.SAFE)) == (250, 1000)
    with pytest.raises(till_errors.NotEnough):
        actions.drop_cash(luca, signer=carla, key="3", **drop)


def test_who_does_not_work_at_the_counter_does_not_sign(bring, luca, anna):
    bring("12.50")
    with pytest.raises(till_errors.MayNotSign):
        actions.drop_cash(luca, signer=anna, amount=5, target=ledger.SAFE, key="1", by=CASHIER, at=LUNCH)


@pytest.mark.parametrize(("counted", "difference"), [(1250, 0), (1200, -50), (1300, 50), (0, -1250)])
def test_the_end_of_a_round_is_counted_against_what_it_should_be(bring, luca, carla, account, counted, difference):
    bring("12.50")
    count = actions.settle_courier(
        luca, Counting("end", amount=counted), target=ledger.DRAWER, signer=carla, by=CASHIER, at=LUNCH
    )
    assert (count.expected, count.difference) == (1250, difference)
    assert (stands(account), stands(ledger.DRAWER), stands(ledger.DIFFERENCE)) == (0, counted, -difference)


def test_an_owner_who_rides_cannot_sign_for_themselves(ciro):
    with pytest.raises(till_errors.SamePerson):
        actions.settle_courier(
            ciro, Counting("end", amount=0), target=ledger.SAFE, signer=ciro, by=ciro.actor, at=LUNCH
        )


def test_sent_twice_it_is_one_count(bring, luca, carla):
    bring("12.50")
    said = {"target": ledger.SAFE, "signer": carla, "by": CASHIER, "at": LUNCH}
    first, again = (actions.settle_courier(luca, Counting("end", amount=1250), **said) for _ in range(2))
    assert first == again
    assert stands(ledger.SAFE) == 1250


def test_a_float_sent_again_with_something_else_in_it_is_refused(luca, account):
    fund(10000)
    said = {"source": ledger.DRAWER, "key": "f", "by": CASHIER, "at": LUNCH}
    actions.give_float(luca, amount=3000, **said)
    with pytest.raises(till_errors.KeyUsed):
        actions.give_float(luca, amount=2000, **said)
    assert stands(account) == 3000


def test_what_is_handed_in_by_a_form_sent_again_is_not_lost(bring, luca, carla, account):
    bring("12.50")
    said = {"signer": carla, "target": ledger.SAFE, "by": CASHIER, "at": LUNCH}
    actions.drop_cash(luca, amount=500, key="part", **said)
    with pytest.raises(till_errors.KeyUsed):
        actions.drop_cash(luca, amount=700, key="part", **said)
    actions.settle_courier(luca, Counting("end", amount=750), **said)
    with pytest.raises(till_errors.KeyUsed):
        actions.settle_courier(luca, Counting("end", amount=700), **said)
    assert stands(ledger.SAFE) == 1250

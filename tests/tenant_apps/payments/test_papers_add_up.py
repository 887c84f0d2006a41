"""Receipts less credit notes are what the shop kept, rate by rate, whatever went back and in which order."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, errors, figures, queries, till_queries
from tenant_apps.payments.beside import beside_the_bills
from tenant_apps.payments.models import Receipt, Refund
from tenant_apps.shop.models import Shop
from tests.tenant_apps.ordering.conftest import configuration
from tests.tenant_apps.payments.conftest import Desk
from tests.tenant_apps.payments.test_capture import edited
from tests.tenant_apps.payments.test_refund import STAFF, Give, give, lines_of
from tests.tenant_apps.payments.till.conftest import at_price, pay

__all__ = ["give"]
TIPPED = {"order_type": "delivery", "address": "Via Toledo 5, Napoli", "tip": Decimal("2.00")}


def of_today(desk: Desk) -> dict[str, Any]:
    desk.follow()
    return figures.of_day(till_queries.today(at=desk.at), at=desk.at)


def assert_adds_up(day: dict[str, Any], *, sold: int | None = None) -> None:
    sales = day["sales"]
    assert sum(row["gross"] for row in sales["by_vat"]) == sales["gross"]
    assert day["advance"] == 0
    assert figures.balances(day), day["checks"]
    for row in sales["by_vat"]:
        rate = Decimal(row["rate"])
        assert abs(row["vat"] - row["gross"] * rate / (100 + rate)) < 1
    if sold is not None:
        assert sales["gross"] == sold


def cancelled(desk: Desk, give: Give) -> int:
    order, _ = desk.captured("Margherita", "Cola 33 cl")
    ordering.cancel_order(desk.fresh(order), by=STAFF, at=desk.at, reason="x")
    return 0


def cancelled_after_a_part_went_back(desk: Desk, give: Give) -> int:
    order, _ = desk.captured("Margherita", "Cola 33 cl")
    give(order, {lines_of(order)[1]: 1}, reason="missing")
    desk.follow()
    ordering.cancel_order(desk.fresh(order), by=STAFF, at=desk.at, reason="x")
    return 0


def made_at_the_provider(desk: Desk, give: Give) -> int:
    _order, payment = desk.captured("Margherita", "Cola 33 cl")
    wish = {"payment_intent": payment.reference, "amount": 300, "refund_application_fee": True}
    desk.client.v1.refunds.create(wish, {"stripe_account": desk.account})
    desk.settle(payment)
    return int(payment.captured - 300)


def every_piece_by_itself(desk: Desk, give: Give) -> int:
    order, _ = desk.captured("Margherita", "Margherita", "Margherita", "Cola 33 cl")
    for line, left in actions.refundables(order):
        for _piece in range(left.quantity):
            give(order, {line: 1})
            desk.follow()
    return 0


def all_with_its_tip(desk: Desk, give: Give) -> int:
    order, payment = desk.captured(**TIPPED)
    give(order, extra=payment.captured)
    return 0


def goods_then_tip_at_once(desk: Desk, give: Give) -> int:
    order, payment = desk.captured(**TIPPED)
    give(order, extra=payment.captured - 100)
    give(order, extra=100)  # while the first is on its way
    return 0


def borne_by_the_platform(desk: Desk, give: Give) -> int:
    order, payment = desk.captured()
    give(order, extra=400, bearer="platform")
    return int(payment.captured - 400)


def back_and_then_edited(desk: Desk, give: Give) -> int:
    order, payment = desk.captured()
    give(order, extra=400, reason="late")
    desk.follow()
    edited(desk, order, 1)
    return int(payment.captured / 2 - 400)


def gone_back_for_what_an_edit_strikes(desk: Desk, give: Give) -> int:
    order, payment = desk.captured("Margherita", "Cola 33 cl")
    cola = lines_of(order)[1]
    give(order, {cola: 2}, reason="missing")
    desk.follow()
    order = desk.fresh(order)
    less = [ordering.Change(line=cola.id, quantity=0)]
    ordering.change_order(order, changes=less, revision=order.revision, by=STAFF, at=desk.at)
    return int(payment.captured - queries.minor(cola.total, "EUR"))


def could_not_go_back_after_all(desk: Desk, give: Give) -> int:
    order, payment = desk.captured()
    part = give(order, extra=400).parts.get()
    desk.follow()
    desk.standin.settle_refund(desk.fresh(part).reference, "failed")
    desk.settle(payment)
    return int(payment.captured)


def could_not_go_back_in_part(desk: Desk, give: Give) -> int:
    order, card = desk.captured("Margherita", "Cola 33 cl")
    order = edited(desk, order, 3)
    actions.take_payment(order, actions.Taking("terminal", queries.standing(order).due(), "rest"), by=STAFF, at=desk.at)
    desk.follow()
    desk.standin.dispute(desk.intent(card).latest_charge.id, 100)
    rest = order.payments.get(method="terminal").amount
    give(order, {lines_of(order)[0]: 1}, extra=rest)
    desk.follow()
    desk.standin.decide_dispute(desk.standin.store.at(desk.account).all("dispute")[0]["id"], won=True)
    desk.settle(card)
    return int(card.captured)


def went_back_and_came_again_after_an_edit(desk: Desk, give: Give) -> int:
    order, payment = desk.captured()
    part = give(order, extra=400).parts.get()
    desk.follow()
    edited(desk, order, 1)
    desk.follow()
    desk.standin.settle_refund(desk.fresh(part).reference, "failed")
    desk.settle(payment)
    return int(payment.captured / 2)


def coins_and_the_rest_by_card(desk: Desk, give: Give) -> int:
    Shop.objects.update(tenders=["cash", "counter"])
    order = at_price(desk.order(tender="cash"), "5.52")
    pay(order, 550, at=desk.at)
    desk.accept(order)
    at_price(desk.fresh(order), "8.00")
    Order.objects.filter(id=order.id).update(revision=1)
    payment = desk.begin(desk.fresh(order))
    desk.confirm(payment)
    desk.settle(payment)
    return 800


def swapped_for_what_costs_the_same(desk: Desk, give: Give) -> int:
    order, payment = desk.captured("Margherita", "Patatine fritte")
    swapped(desk, order)
    return int(payment.captured)


def swapped_while_something_goes_back(desk: Desk, give: Give) -> int:
    order, payment = desk.captured("Margherita", "Patatine fritte")
    give(order, extra=400, reason="late")
    swapped(desk, order)
    return int(payment.captured - 400)


def swapped(desk: Desk, order: Any) -> None:
    """Beer instead of chips: the same price, taxed at another rate."""
    chips, order = lines_of(order)[1], desk.fresh(order)
    beer = ordering.Change(line=None, quantity=2, configuration=configuration("Birra bionda 33 cl"))
    changes = [ordering.Change(line=chips.id, quantity=0), beer]
    ordering.change_order(order, changes=changes, revision=order.revision, by=STAFF, at=desk.at)


STORIES = [
    cancelled,
    cancelled_after_a_part_went_back,
    made_at_the_provider,
    every_piece_by_itself,
    all_with_its_tip,
    goods_then_tip_at_once,
    borne_by_the_platform,
    back_and_then_edited,
    gone_back_for_what_an_edit_strikes,
    could_not_go_back_after_all,
    could_not_go_back_in_part,
    went_back_and_came_again_after_an_edit,
    coins_and_the_rest_by_card,
    swapped_for_what_costs_the_same,
    swapped_while_something_goes_back,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_papers_say_what_the_ledger_says(desk: Desk, give: Give, story: Callable[[Desk, Give], int]) -> None:
    sold = story(desk, give)
    assert_adds_up(of_today(desk), sold=sold)
    assert desk.ledger_balance() == desk.provider_balance()


def test_what_coins_could_not_pay_is_nothing_once_a_card_pays_the_rest(desk: Desk, give: Give) -> None:
    coins_and_the_rest_by_card(desk, give)
    day = of_today(desk)
    assert (day["rounding"], day["orders"]) == (0, 800)


@pytest.mark.parametrize("story", [swapped_for_what_costs_the_same, swapped_while_something_goes_back])
def test_an_edit_that_costs_the_same_is_taxed_as_what_is_got(desk: Desk, give: Give, story: Any) -> None:
    story(desk, give)
    desk.follow()
    stands = Receipt.objects.get(kind="receipt", cancelled_at=None)
    sold = {Decimal(row["rate"]): row["gross"] for row in stands.content["vat"]}
    assert (stands.content["order"]["revision"], sold[Decimal(22)]) == (1, 700)
    assert of_today(desk)["sales"]["by_vat"][-1]["rate"].startswith("22")


def test_a_tip_that_goes_back_is_no_refund_of_a_sale(desk: Desk, give: Give) -> None:
    all_with_its_tip(desk, give)
    desk.follow()
    day = till_queries.today(at=desk.at)
    (order,) = {one.order for one in beside_the_bills(day, day)}
    total = queries.minor(desk.fresh(Refund.objects.get()).order.total, "EUR")
    assert [(one.order, one.refunds, one.tips) for one in beside_the_bills(day, day)] == [(order, total, 0)]


def test_what_was_struck_after_it_went_back_goes_back_once(desk: Desk, give: Give) -> None:
    gone_back_for_what_an_edit_strikes(desk, give)
    desk.follow()
    assert Refund.objects.count() == 1
    assert list(beside_the_bills(till_queries.today(at=desk.at), till_queries.today(at=desk.at))) == []


@pytest.mark.parametrize("reason", ["mistake", "cancelled", "edited", "outside"])
def test_a_reason_that_is_written_by_what_happens_is_chosen_by_nobody(desk: Desk, give: Give, reason: str) -> None:
    order, _ = desk.captured()
    with pytest.raises(errors.RefundNotSo):
        give(order, extra=400, reason=reason)
    assert not Refund.objects.exists()
    assert reason not in actions.CHOSEN

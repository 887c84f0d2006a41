"""From the checkout to the money: held when the customer pays, taken when the shop accepts, let go when it does not."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from stripe import CardError

from pizzeria import ledger
from shared_apps.journal.facts import Actor
from tenant_apps.menu.models import ProductPrice
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.ordering.models import BasketLine
from tenant_apps.payments import actions, asking, cards, errors, queries
from tenant_apps.payments.models import Call, CardHolder, Entry, Payment
from tenant_apps.payments.views import pay
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, facts, filled_basket, wish
from tests.tenant_apps.payments.bank import complete_where_marked
from tests.tenant_apps.payments.conftest import DECLINED, VISA, Desk

STAFF = Actor("staff", None, "counter")
LATER = timedelta(minutes=20)


def test_an_order_paid_by_card_waits_for_its_money(desk: Desk) -> None:
    order = desk.order()
    assert order.state == "unpaid"
    assert facts(order.id) == ["OrderAwaitsPayment"]
    assert not orders.open_orders().filter(id=order.id).exists()


def test_what_was_in_the_basket_stays_there_until_it_is_paid(desk: Desk) -> None:
    order = desk.order()
    lines = BasketLine.objects.filter(basket=order.basket_id)
    assert lines.count() == 1
    payment = desk.begin(order)
    desk.confirm(payment)
    desk.settle(payment)
    assert lines.count() == 0


def test_the_shop_hears_of_it_when_the_bank_holds_the_money(desk: Desk) -> None:
    order, payment = desk.held()
    assert order.state == "placed"
    assert (payment.state, payment.captured, payment.label) == ("authorised", 0, "Visa ···· 4242")
    assert facts(order.id) == ["OrderAwaitsPayment", "PaymentAuthorised", "OrderPlaced"]
    assert desk.ledger_balance() == desk.provider_balance() == 0


def test_it_is_taken_when_the_shop_accepts(desk: Desk) -> None:
    order, payment = desk.captured()
    due = queries.minor(order.total, "EUR")
    assert (payment.state, payment.captured) == ("captured", due)
    assert payment.fee == ledger.share(due, 50)
    assert desk.intent(payment).amount_received == due
    assert desk.ledger_balance() == desk.provider_balance() == due - payment.fee - payment.provider_fee
    assert queries.account(ledger.ORDERS) == -due


@pytest.mark.parametrize("verb", ["reject", "cancel"])
def test_it_is_let_go_when_the_shop_says_no(desk: Desk, verb: str) -> None:
    order, payment = desk.held()
    act = getattr(ordering, f"{verb}_order")
    act(orders.order_for_staff(order.id), reason="Forno rotto", by=STAFF, at=desk.at)
    desk.follow()
    assert desk.fresh(payment).state == "voided"
    assert desk.intent(payment).status == "canceled"
    assert desk.provider_balance() == desk.ledger_balance() == 0


def test_what_was_taken_goes_back_when_the_order_is_cancelled_later(desk: Desk) -> None:
    order, payment = desk.captured()
    ordering.cancel_order(orders.order_for_staff(order.id), by=STAFF, at=desk.at, reason="Blackout")
    desk.follow()
    payment = desk.fresh(payment)
    assert payment.refunded == payment.captured
    assert payment.fee_returned == payment.fee
    assert desk.ledger_balance() == desk.provider_balance()


def test_a_declined_card_can_be_tried_again(desk: Desk) -> None:
    order = desk.order()
    payment = desk.begin(order)
    with pytest.raises(CardError):
        desk.confirm(payment, DECLINED)
    payment = desk.settle(payment)
    assert (payment.state, bool(payment.problem)) == ("started", True)
    assert desk.fresh(order).state == "unpaid"
    again = desk.begin(order)
    assert again.id == payment.id  # the same payment goes on: nothing can be paid twice
    desk.confirm(again, VISA)
    assert desk.settle(again).state == "authorised"
    assert desk.fresh(order).state == "placed"


def test_who_does_not_pay_in_time_loses_the_place_and_keeps_the_basket(desk: Desk) -> None:
    from tenant_apps.delivery.models import Hold

    order = desk.order()
    desk.begin(order)
    assert Hold.objects.filter(order=order.id).exists()
    complete_where_marked(at=desk.at + LATER)
    assert desk.fresh(order).state == "cancelled"
    assert not Hold.objects.filter(order=order.id).exists()
    assert BasketLine.objects.filter(basket=order.basket_id).exists()


def test_who_paid_at_the_last_moment_has_ordered(desk: Desk) -> None:
    order = desk.order()
    payment = desk.begin(order)
    desk.confirm(payment)  # and the browser never came back
    complete_where_marked(at=desk.at + LATER)
    assert desk.fresh(order).state == "placed"


def test_money_that_comes_too_late_is_let_go_and_the_customer_told(desk: Desk) -> None:
    from tenant_apps.notifications.models import Message

    order = desk.order(email="giulia@napoli.test")
    payment = desk.begin(order)
    ordering.cancel_order(orders.order_for_staff(order.id), by=Actor.system("test"), at=desk.at)
    desk.confirm(payment)
    desk.settle(payment)
    desk.follow()
    assert desk.fresh(payment).state == "voided"
    assert "PaymentTooLate" in facts(order.id)
    assert Message.objects.filter(to="giulia@napoli.test", subject__contains="troppo tardi").exists()


def test_ordering_anew_gives_up_the_order_that_was_not_paid(desk: Desk) -> None:
    from tenant_apps.ordering import actions

    basket = filled_basket()
    first = actions.place_order(basket, wish=wish(tender="card"), by=Actor.guest(), at=desk.at)
    payment = desk.begin(first)
    second = actions.place_order(basket, wish=wish(tender="counter"), by=Actor.guest(), at=desk.at)
    desk.follow()
    assert (desk.fresh(first).state, second.state) == ("cancelled", "placed")
    assert desk.fresh(payment).state == "voided"


def test_what_costs_nothing_waits_for_no_payment(desk: Desk) -> None:
    ProductPrice.objects.update(price=0)
    order = desk.order()
    assert (order.total, order.state) == (0, "placed")
    assert not Payment.objects.exists()


def test_a_tip_that_is_held_is_not_taken_at_the_till_too(desk: Desk) -> None:
    order, payment = desk.held(order_type="delivery", address="Via Toledo 1, Napoli", tip=Decimal("2.00"))
    line = order.lines.standing().get()
    more = [ordering.Change(line=line.id, quantity=line.quantity + 1)]
    order = ordering.change_order(order, changes=more, revision=0, by=STAFF, at=desk.at)
    due = queries.standing(order).due("cash")
    taken = actions.take_payment(order, actions.Taking("cash", due, key="rest"), by=STAFF, at=desk.at)
    assert (payment.tip, taken.tip) == (200, 0)


def test_a_tip_is_held_and_taken_but_no_part_of_our_share(desk: Desk) -> None:
    order, payment = desk.captured(order_type="delivery", address="Via Toledo 1, Napoli", tip=Decimal("3.00"))
    total = queries.minor(order.total, "EUR")
    assert (payment.captured, payment.tip) == (total + 300, 300)
    assert payment.fee == ledger.share(total, 50)
    assert queries.account(ledger.TIPS) == -300
    assert order.total + 3 == order.payable


def test_nothing_is_begun_for_what_is_paid(desk: Desk) -> None:
    order, _payment = desk.held()
    with pytest.raises(errors.NothingDue):
        desk.begin(order)


def test_a_shop_that_may_not_charge_yet_offers_no_card(shop: Any, standin: Any) -> None:
    from tenant_apps.ordering import errors as refusals

    with pytest.raises(refusals.TenderNotOffered):
        ordering.place_order(filled_basket(), wish=wish(tender="card"), by=Actor.guest(), at=FRIDAY_EVENING)


def test_webhooks_alone_bring_an_order_through(desk: Desk, webhooks: Any) -> None:
    order = desk.order()
    payment = desk.begin(order)
    desk.confirm(payment)
    assert webhooks()
    assert desk.fresh(order).state == "placed"
    desk.accept(order)
    desk.follow()
    assert webhooks()
    assert desk.fresh(payment).state == "captured"
    assert desk.ledger_balance() == desk.provider_balance()


def test_nothing_stays_open(desk: Desk) -> None:
    desk.captured()
    assert not Call.objects.open().exists()
    assert Entry.objects.count() == 3  # goods, our share, Stripe's
    assert Payment.objects.get().version == 2


def test_who_is_signed_in_is_known_to_the_card_company_by_one_name(desk: Desk, giulia: Any) -> None:
    """What they saved is kept there, never here: only their name there is ours to know."""
    orders_made = [desk.order(), desk.order()]
    begun = [
        asking.begin(order, "card", user=giulia, by=Actor("customer", str(giulia.id)), at=desk.at)[1]
        for order in (*orders_made, orders_made[0])
    ]
    assert all(one.secret and one.cards for one in begun)
    assert begun[0].reference == begun[2].reference
    holder = CardHolder.objects.get(user=giulia)
    intent = desk.client.v1.payment_intents.retrieve(begun[0].reference, options={"stripe_account": desk.account})
    assert (holder.merchant, intent.customer) == (desk.account, holder.reference)
    assert len(desk.client.v1.customers.list({}, {"stripe_account": desk.account}).data) == 1


def test_a_guest_is_nobody_there(desk: Desk) -> None:
    payment, begun = asking.begin(desk.order(), "card", user=None, by=Actor.guest(), at=desk.at)
    assert (begun.cards, CardHolder.objects.count(), payment.merchant) == ("", 0, desk.account)


def looked_at(desk: Desk, order: Any, user: Any) -> str:
    """What lets the card fields of this order show somebody's cards, when this person opens its address."""
    by = Actor("customer", str(user.id)) if user else Actor.guest()
    return asking.begin(order, "card", user=user, by=by, at=desk.at)[1].cards


def test_only_who_they_belong_to_is_shown_saved_cards(desk: Desk, giulia: Any, luca: Any) -> None:
    """An order's address is passed on: to pay on another phone, or to a friend."""
    order = desk.order()
    assert looked_at(desk, order, giulia)
    assert [looked_at(desk, order, one) for one in (None, luca)] == ["", ""]
    assert looked_at(desk, desk.order(), luca)  # now known there, and still somebody else
    assert looked_at(desk, order, luca) == ""
    assert looked_at(desk, order, giulia)


def test_what_was_begun_by_a_guest_shows_nobodys_cards(desk: Desk, giulia: Any) -> None:
    looked_at(desk, desk.order(), giulia)
    order = desk.order()
    assert [looked_at(desk, order, one) for one in (None, giulia)] == ["", ""]


def test_who_comes_after_a_crash_does_not_see_the_cards_of_who_began(
    desk: Desk, giulia: Any, luca: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = desk.order()
    with monkeypatch.context() as dying:
        dying.setattr(asking.actions, "note_reference", lambda *args, **options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            looked_at(desk, order, giulia)
    looked_at(desk, desk.order(), luca)
    assert looked_at(desk, order, luca) == ""
    assert looked_at(desk, order, giulia)


def test_another_account_of_the_shop_knows_nobody(desk: Desk, giulia: Any) -> None:
    looked_at(desk, desk.order(), giulia)
    known = CardHolder.objects.get(user=giulia)
    assert cards.known(giulia, known.merchant) == known.reference
    assert cards.known(giulia, "acct_another") == ""


def test_the_pay_page_asks_once_where_money_goes(desk: Desk, at_napoli: Client) -> None:
    order = desk.order()
    with CaptureQueriesContext(connection) as asked:
        assert at_napoli.get(f"/orders/{order.id}/pay/").status_code == 200
    assert len([one for one in asked.captured_queries if "billing_merchantaccount" in one["sql"]]) == 1


def test_who_comes_back_while_somebody_else_asks_waits_in_the_browser(
    desk: Desk, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pay, "BRIEFLY", 0)
    order = desk.order()
    payment = desk.begin(order)
    call = Call.objects.create(payment=payment, verb="authorise", next_at=desk.at + LATER, intended_at=desk.at)
    page = phone.get(f"/orders/{order.id}/paid/").content.decode()
    assert 'http-equiv="refresh"' in page and "goes on by itself" in page
    Call.objects.filter(id=call.id).update(state="settled")
    assert phone.get(f"/orders/{order.id}/paid/").status_code == 302


def test_a_page_called_again_and_again_asks_no_provider_any_more(
    desk: Desk, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = desk.order()
    desk.begin(order)
    asked: list[Any] = []
    monkeypatch.setattr(pay.asking, "settle", lambda payment, at: asked.append(payment))
    for _again in range(pay.MOST_LOOKS + 3):
        assert phone.get(f"/orders/{order.id}/paid/").status_code == 302
    assert len(asked) == pay.MOST_LOOKS

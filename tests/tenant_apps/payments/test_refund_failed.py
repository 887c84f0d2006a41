"""A refund that could not go back: nobody is given it twice, and who has to see to it is told."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.module_loading import import_string

import tenants
from config.reactions import REACTIONS
from pizzeria import ledger
from shared_apps.franchise.models import DailyFigure
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.ordering import actions as ordering
from tenant_apps.payments import actions, beside, figures, queries, till_errors, till_queries
from tenant_apps.payments.models import CashMove, Receipt, Refund, RefundPart
from tests.tenant_apps.ordering.conftest import facts
from tests.tenant_apps.payments.conftest import Desk

STAFF = Actor("staff", None, "counter")


def edited(desk: Desk, order: Any, quantity: int, *, line: int = 0) -> Any:
    order.refresh_from_db()
    line = order.lines.standing()[line]
    changes = [ordering.Change(line=line.id, quantity=quantity)]
    order = ordering.change_order(order, changes=changes, revision=order.revision, by=STAFF, at=desk.at)
    desk.follow()
    return order


def by_hand(desk: Desk, order: Any, extra: int, *, key: str = "by hand", **wish: Any) -> Refund:
    wished = actions.RefundWish(extra=extra, **{"reason": "other"} | wish)
    refund = actions.request_refund(order, wish=wished, key=key, by=STAFF, at=desk.at)
    desk.follow()
    return refund


def failed(desk: Desk, payment: Any) -> RefundPart:
    """The bank sends the last refund back, some time after it had gone."""
    part = RefundPart.objects.filter(payment=payment).latest("id")
    desk.standin.settle_refund(part.reference, "failed")
    desk.settle(payment)
    desk.follow()
    return desk.fresh(part)


@pytest.fixture
def overpaid(desk: Desk) -> tuple[Any, Any]:
    """An order that became cheaper, whose difference came back from the bank: (order, payment)."""
    order, payment = desk.captured("Margherita", "Diavola")
    order = edited(desk, order, 1)
    assert failed(desk, payment).state == "failed"
    return order, desk.fresh(payment)


def test_what_was_given_back_by_hand_is_not_given_back_by_the_next_edit(desk: Desk, overpaid: tuple[Any, Any]) -> None:
    order, payment = overpaid
    excess = queries.standing(order).in_excess
    assert excess > 0
    by_hand(desk, order, excess)
    assert queries.standing(order).in_excess == 0
    order = edited(desk, order, 1, line=1)
    assert desk.fresh(payment).refunded == payment.captured - queries.minor(order.total, "EUR")
    assert queries.standing(order).in_excess == 0
    assert desk.ledger_balance() == desk.provider_balance()


def test_what_is_dearer_again_is_asked_for_again_after_it_was_given_back_by_hand(
    desk: Desk, overpaid: tuple[Any, Any]
) -> None:
    order, _payment = overpaid
    excess = queries.standing(order).in_excess
    by_hand(desk, order, excess)
    order = edited(desk, order, 2)
    assert queries.standing(order).due("card") == excess


def test_a_gesture_beyond_it_is_still_one(desk: Desk, overpaid: tuple[Any, Any]) -> None:
    """More by hand than was paid too much: only so much lowers what is held."""
    order, _payment = overpaid
    excess = queries.standing(order).in_excess
    refund = by_hand(desk, order, excess + 100)
    assert refund.of_excess == excess
    standing = queries.standing(order)
    assert (standing.in_excess, standing.due("card")) == (0, 0)
    later = by_hand(desk, order, 50, key="another")
    assert later.of_excess == 0
    assert queries.standing(order).due("card") == 0


def test_by_hand_and_failed_once_more_it_is_in_excess_again(desk: Desk, overpaid: tuple[Any, Any]) -> None:
    order, payment = overpaid
    excess = queries.standing(order).in_excess
    by_hand(desk, order, excess)
    failed(desk, payment)
    assert queries.standing(order).in_excess == excess
    assert till_queries.standings([order])[0].in_excess == excess


def test_neither_paper_nor_royalty_base_takes_it_off_twice(desk: Desk, overpaid: tuple[Any, Any]) -> None:
    """The receipt was written anew when the order changed, and says the new price already."""
    order, _payment = overpaid
    by_hand(desk, order, queries.standing(order).in_excess)
    stands = Receipt.objects.get(order=order, kind="receipt", cancelled_at=None)
    assert stands.total == queries.minor(order.total, "EUR")
    assert not stands.credit_notes.exists()
    day = desk.at.date()
    assert sum(one.refunds for one in beside.beside_the_bills(day, day)) == 0
    by_hand(desk, order, 100, key="a gesture")
    assert stands.credit_notes.get().total == 100
    assert sum(one.refunds for one in beside.beside_the_bills(day, day)) == 100


def told_to_head_office(fact: str, day: date) -> Decimal:
    """What it has as refunds of that day, once the newest fact of the kind is followed."""
    entry = Entry.objects.filter(fact=fact).latest("id")
    for name in REACTIONS[fact]:
        if ".insights." in name:
            import_string(name)(entry)
    here = tenants.current()
    with tenants.platform():
        return DailyFigure.objects.get(pizzeria=here.id, day=day).refunds


def test_head_office_hears_of_it_however_long_ago_the_day_is(desk: Desk) -> None:
    order, payment = desk.captured()
    refund, day = by_hand(desk, order, 400), desk.at.date()
    assert told_to_head_office("RefundSettled", day) == Decimal("4.00")
    desk.at += timedelta(days=6)
    failed(desk, payment)
    assert told_to_head_office("RefundFailed", day) == 0
    actions.open_drawer(amount=5000, source=ledger.BANK, key="float", by=STAFF, at=desk.at)
    actions.hand_over_refund(refund, by=STAFF, at=desk.at)
    assert told_to_head_office("RefundHandedOver", day) == Decimal("4.00")


# -- who is told, and what they can do ------------------------------------------------------------------------------------
@pytest.fixture
def owner(napoli: Any, ciro: Any) -> Client:
    client = Client(HTTP_HOST=napoli.host, headers={"accept-language": "en"})
    client.force_login(ciro)
    return client


def gesture_that_failed(desk: Desk, order: Any, payment: Any, **wish: Any) -> Refund:
    refund = by_hand(desk, order, 400, key="gesture", **{"reason": "late"} | wish)
    assert failed(desk, payment).state == "failed"
    return refund


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "A refund for order", "give it back in cash"),
        ("it", "Un rimborso per l'ordine", "restituirlo in contanti"),
    ],
)
def test_the_owner_is_written_to_once(desk: Desk, ciro: Any, language: str, subject: str, words: str) -> None:
    type(ciro).objects.filter(pk=ciro.pk).update(language=language)
    order, payment = desk.captured()
    gesture_that_failed(desk, order, payment)
    desk.settle(payment)
    desk.follow()
    assert facts(order.id).count("RefundFailed") == 1
    (letter,) = [message for message in _written() if message.to == ciro.email]
    assert subject in letter.subject and words in letter.text and "4" in letter.text
    assert f"/manage/payments/orders/{order.id}/" in letter.text


def _written() -> list[Any]:
    from tenant_apps.notifications.models import Message

    return list(Message.objects.filter(text__contains="/manage/payments/orders/"))


def test_the_orders_page_says_it_and_offers_both_ways(desk: Desk, owner: Client) -> None:
    order, payment = desk.captured()
    refund = gesture_that_failed(desk, order, payment, note="pizza fredda")
    page = owner.get(f"/manage/payments/orders/{order.id}/").content.decode()
    assert "could not go back to the customer" in page and "€4.00" in page
    again = owner.get(f"/manage/payments/orders/{order.id}/?again={refund.id}").content.decode()
    assert f'value="again-{refund.id}"' in again and 'value="4.00"' in again and "pizza fredda" in again
    sent = {"extra": "4.00", "reason": "late", "bearer": "store", "note": "", "key": f"again-{refund.id}"}
    assert queries.attention().refunds == 1
    assert owner.post(f"/manage/payments/orders/{order.id}/refund/", sent).status_code == 302
    assert queries.attention().refunds == 0
    assert desk.fresh(payment).refunded == 400
    page = owner.get(f"/manage/payments/orders/{order.id}/").content.decode()
    assert "could not go back to the customer" not in page


@pytest.mark.parametrize(
    ("role", "words"),
    [("cashier", "Tell whoever may give money back."), ("owner", "Try again or give it back in cash")],
)
def test_the_counter_sees_it_on_the_order_too(desk: Desk, napoli: Any, ciro: Any, role: str, words: str) -> None:
    order, payment = desk.captured()
    gesture_that_failed(desk, order, payment)
    type(ciro).objects.filter(pk=ciro.pk).update(role=role)
    client = Client(HTTP_HOST=napoli.host, headers={"accept-language": "en"})
    client.force_login(ciro)
    page = client.get(f"/counter/orders/{order.id}/due/").content.decode()
    assert "€4.00 could not go back to the customer." in page and words in page


def test_lines_are_chosen_again_as_they_were(desk: Desk, owner: Client) -> None:
    order, payment = desk.captured()
    (line,) = order.lines.standing()
    refund = by_hand(desk, order, 0, pieces={line.id: 1}, key="one")
    failed(desk, payment)
    page = owner.get(f"/manage/payments/orders/{order.id}/?again={refund.id}").content.decode()
    assert '<option value="1" selected>' in page


def open_drawer(desk: Desk) -> None:
    actions.open_drawer(amount=10_000, source="bank", key="open", by=STAFF, at=desk.at)


@pytest.mark.parametrize(("bearer", "account"), [("store", ledger.ORDERS), ("hq", ledger.CLAIMS["hq"])])
def test_in_cash_it_comes_out_of_the_drawer_once(desk: Desk, owner: Client, bearer: str, account: str) -> None:
    order, payment = desk.captured()
    desk.standin.faults.api("refund_pending")
    refund = gesture_that_failed(desk, order, payment, bearer=bearer)
    open_drawer(desk)
    before = queries.account(account)
    for _again in range(2):
        assert owner.post(f"/manage/payments/refunds/{refund.id}/cash/").status_code == 302
    assert queries.account(ledger.DRAWER) == 10_000 - 400
    assert queries.account(account) == before + 400
    assert CashMove.objects.filter(target=account).count() == 1
    assert queries.attention().refunds == 0
    desk.follow()
    note = Receipt.objects.get(refund=refund)
    assert [(one["method"], one["amount"]) for one in note.content["payments"]] == [("cash", 400)]
    assert "given back in cash" in owner.get(f"/manage/payments/orders/{order.id}/").content.decode()
    desk.settle(payment)  # the bank says again that it failed
    assert queries.attention().refunds == 0
    assert desk.ledger_balance() == desk.provider_balance()


def test_a_credit_note_whose_money_came_back_is_undone_and_written_when_it_goes_again(desk: Desk) -> None:
    order, payment = desk.captured()
    gesture_that_failed(desk, order, payment)
    assert sum(paper.sign * paper.total for paper in Receipt.objects.all()) == payment.captured
    by_hand(desk, order, 400, key=f"{queries.AGAIN}{Refund.objects.get().id}", reason="late")
    assert sum(paper.sign * paper.total for paper in Receipt.objects.all()) == payment.captured - 400


@pytest.mark.parametrize("key", ["again-", "again-nonsense", "again-01a22261-accd-7fd5-bea4-7bd3347b25ef"])
def test_a_key_that_names_no_failed_refund_of_the_order_is_only_a_key(desk: Desk, owner: Client, key: str) -> None:
    order, _payment = desk.captured()
    sent = {"extra": "1.00", "reason": "late", "bearer": "store", "note": "", "key": key}
    assert owner.post(f"/manage/payments/orders/{order.id}/refund/", sent).status_code == 302
    desk.follow()
    assert Receipt.objects.get(refund=Refund.objects.get()).total == 100


def test_another_orders_refund_is_not_tried_again_by_this_one(desk: Desk) -> None:
    order, payment = desk.captured()
    refund = gesture_that_failed(desk, order, payment)
    other, _payment = desk.captured("Diavola")
    by_hand(desk, other, 400, key=queries.again_key(refund))
    assert queries.lost_refunds() == [refund]


def test_what_was_handed_over_after_an_edit_pays_the_order_no_more(desk: Desk, overpaid: tuple[Any, Any]) -> None:
    order, payment = overpaid
    open_drawer(desk)
    actions.hand_over_refund(Refund.objects.get(), by=STAFF, at=desk.at)
    assert queries.standing(order).in_excess == 0
    order = edited(desk, order, 1, line=1)
    assert queries.standing(order).in_excess == 0
    assert desk.fresh(payment).refunded < queries.minor(order.total, "EUR")


def test_with_the_drawer_closed_nothing_is_handed_over(desk: Desk) -> None:
    order, payment = desk.captured()
    refund = gesture_that_failed(desk, order, payment)
    with pytest.raises(till_errors.DrawerIsClosed):
        actions.hand_over_refund(refund, by=STAFF, at=desk.at)
    assert not CashMove.objects.exists()


def test_what_was_tried_again_is_not_handed_over_too(desk: Desk, owner: Client) -> None:
    from tenant_apps.payments.errors import NothingFailed

    order, payment = desk.captured()
    refund = gesture_that_failed(desk, order, payment)
    open_drawer(desk)
    by_hand(desk, order, 400, key=f"{queries.AGAIN}{refund.id}")
    with pytest.raises(NothingFailed):
        actions.hand_over_refund(refund, by=STAFF, at=desk.at)


def handed_over(desk: Desk, payment: Any, refund: Refund) -> None:
    failed(desk, payment)
    open_drawer(desk)
    actions.hand_over_refund(refund, by=STAFF, at=desk.at)


def test_what_was_handed_over_goes_back_to_no_card_too(desk: Desk) -> None:
    from tenant_apps.payments.errors import RefundTooMuch

    order, payment = desk.captured()
    handed_over(desk, payment, by_hand(desk, order, payment.captured - 100))
    assert queries.left_of(desk.fresh(payment)) == 100
    with pytest.raises(RefundTooMuch):
        by_hand(desk, order, 101, key="another")
    by_hand(desk, order, 100, key="the rest")
    ordering.cancel_order(desk.fresh(order), by=STAFF, at=desk.at, reason="x")
    desk.follow()
    assert (desk.fresh(payment).refunded, queries.left_of(desk.fresh(payment))) == (100, 0)
    assert desk.ledger_balance() == desk.provider_balance()


def test_a_form_to_try_again_that_is_older_than_the_cash_is_refused(desk: Desk, owner: Client) -> None:
    order, payment = desk.captured()
    refund = by_hand(desk, order, 400)
    handed_over(desk, payment, refund)
    sent = {"extra": "4.00", "reason": "late", "bearer": "store", "note": "", "key": f"again-{refund.id}"}
    answer = owner.post(f"/manage/payments/orders/{order.id}/refund/", sent)
    assert "Nothing of this refund waits to be given back any more." in answer.content.decode()
    assert Refund.objects.get() == refund


@pytest.mark.parametrize("bearer", ["store", "hq"])
def test_a_tip_that_is_handed_over_goes_out_of_the_tips(desk: Desk, bearer: str) -> None:
    order, payment = desk.captured(order_type="delivery", address="Via Toledo 5, Napoli", tip=Decimal("2.00"))
    handed_over(desk, payment, by_hand(desk, order, payment.captured, bearer=bearer))
    desk.follow()
    claimed = 0 if bearer == "store" else payment.captured
    assert [queries.account(name) for name in (ledger.TIPS, ledger.ORDERS)] == [0, -claimed]
    day = till_queries.today(at=desk.at)
    figured = figures.of_day(day, at=desk.at)
    assert (figured["tips"], figured["orders"], figured["advance"]) == (0, 0, 0)
    assert figures.balances(figured)
    assert sum(one.tips for one in beside.beside_the_bills(day, day)) == 0


def test_what_failed_and_has_gone_back_with_the_whole_order_since_waits_for_nobody(desk: Desk) -> None:
    from tenant_apps.payments.errors import RefundTooMuch

    order, payment = desk.captured()
    refund = gesture_that_failed(desk, order, payment)
    assert queries.lost_refunds() == [refund]
    ordering.cancel_order(desk.fresh(order), by=STAFF, at=desk.at, reason="x")
    desk.follow()
    assert desk.fresh(payment).left == 0
    assert queries.lost_refunds() == []
    open_drawer(desk)
    with pytest.raises(RefundTooMuch):
        actions.hand_over_refund(refund, by=STAFF, at=desk.at)
    assert queries.account(ledger.DRAWER) == 10_000

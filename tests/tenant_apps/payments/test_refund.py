"""What goes back: per line and piece, with its VAT, from the payment made last; and who bears it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pizzeria import ledger
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions as ordering
from tenant_apps.payments import actions, errors, queries, till_errors
from tenant_apps.payments.models import Payment, Refund, RefundLine, RefundPart
from tests.tenant_apps.marketing.conftest import add_deal
from tests.tenant_apps.marketing.test_deals import empty_basket, take
from tests.tenant_apps.ordering.conftest import facts, wish
from tests.tenant_apps.payments.conftest import Desk

STAFF = Actor("staff", None, "counter")
Give = Callable[..., Refund]


@pytest.fixture
def give(desk: Desk) -> Give:
    """``give(order, {line: pieces}, extra=…)``: somebody at the counter gives money back."""
    keys = iter(range(1_000))

    def given(order: Any, pieces: dict[Any, int] | None = None, key: str = "", **wished: Any) -> Refund:
        named = {line.id: number for line, number in (pieces or {}).items()}
        wanted = actions.RefundWish(named, **wished)
        key = key or f"key {next(keys)}"
        return actions.request_refund(order, wish=wanted, key=key, by=STAFF, at=desk.at)

    return given


def lines_of(order: Any) -> list[Any]:
    return list(order.lines.standing())


def amounts(refund: Refund) -> list[int]:
    return [row.amount for row in refund.lines.all()]


def test_a_line_goes_back_whole(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    (line,) = lines_of(order)
    refund = give(order, {line: 2})
    desk.follow()
    payment = desk.fresh(payment)
    assert refund.amount == payment.refunded == payment.captured == queries.minor(line.total, "EUR")
    assert facts(order.id)[-2:] == ["RefundSettled", "CreditNoteIssued"]
    assert desk.ledger_balance() == desk.provider_balance()


def test_pieces_go_back_until_none_is_left(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    (line,) = lines_of(order)
    first, second = give(order, {line: 1}), give(order, {line: 1})
    assert first.amount + second.amount == payment.captured
    with pytest.raises(errors.RefundLineGone):
        give(order, {line: 1})


@pytest.mark.parametrize("pieces", [-1, 3])
def test_no_more_pieces_than_were_ordered(desk: Desk, give: Give, pieces: int) -> None:
    order, _payment = desk.captured()
    with pytest.raises(errors.RefundLineGone):
        give(order, {lines_of(order)[0]: pieces})
    assert not Refund.objects.exists()


def test_a_line_of_another_order_is_none_of_this_one(desk: Desk, give: Give) -> None:
    order, _payment = desk.captured()
    other, _payment = desk.captured("Diavola")
    with pytest.raises(errors.RefundLineGone):
        give(order, {lines_of(other)[0]: 1})


@pytest.mark.parametrize("extra", [0, -5])
def test_nothing_is_no_refund(desk: Desk, give: Give, extra: int) -> None:
    order, _payment = desk.captured()
    with pytest.raises(errors.RefundNothing):
        give(order, extra=extra)


def test_what_goes_back_beside_the_lines_is_taxed_as_most_of_the_order(desk: Desk, give: Give) -> None:
    order, _payment = desk.captured()
    refund = give(order, extra=110)
    (row,) = refund.lines.all()
    assert (row.line, row.amount, row.vat_rate, row.vat) == (None, 110, Decimal(10), 10)


def test_the_vat_of_a_line_is_the_one_it_was_sold_with(desk: Desk, give: Give) -> None:
    order, _payment = desk.captured("Margherita", "Cola 33 cl")
    refund = give(order, {line: line.quantity for line in lines_of(order)})
    rates = {row.vat_rate: (row.amount, row.vat) for row in refund.lines.all()}
    assert set(rates) == {Decimal(10), Decimal(22)}
    for rate, (amount, vat) in rates.items():
        assert abs(Decimal(vat) - amount * rate / (100 + rate)) <= Decimal("0.5")


def test_of_a_deal_goes_back_what_was_paid_for_it(desk: Desk, give: Give) -> None:
    basket = empty_basket()
    take(basket, add_deal(), "Margherita", "Marinara", "Cola 33 cl")
    order = ordering.place_order(basket, wish=wish(tender="card"), by=Actor.guest(), at=desk.at)
    payment = desk.begin(order)
    desk.confirm(payment)
    desk.settle(payment)
    order.refresh_from_db()
    desk.accept(order)
    desk.follow()
    pizza, *rest = lines_of(order)
    assert give(order, {pizza: 1}).amount == queries.minor(pizza.total - pizza.discount, "EUR")
    give(order, dict.fromkeys(rest, 1))
    desk.follow()
    payment = desk.fresh(payment)
    assert payment.refunded == payment.captured == 1_200
    assert desk.ledger_balance() == desk.provider_balance()


def test_no_more_goes_back_than_was_paid(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    with pytest.raises(errors.RefundTooMuch):
        give(order, extra=payment.captured + 1)
    give(order, extra=payment.captured)
    with pytest.raises(errors.RefundTooMuch):
        give(order, extra=1)


def test_nothing_goes_back_of_what_is_only_held(desk: Desk, give: Give) -> None:
    order, _payment = desk.held()
    with pytest.raises(errors.RefundTooMuch):
        give(order, extra=1)


def test_the_same_request_twice_is_one_refund(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    assert give(order, extra=100, key="form 1") == give(order, extra=100, key="form 1")
    desk.follow()
    assert desk.fresh(payment).refunded == 100
    assert len(desk.standin.store.at(desk.account).all("refund")) == 1


@pytest.mark.parametrize("other", [{"extra": 200}, {"extra": 100, "reason": "late"}, {"extra": 100, "note": "x"}])
def test_a_form_sent_again_with_something_else_in_it_is_refused(desk: Desk, give: Give, other: Any) -> None:
    order, _payment = desk.captured()
    (line,) = lines_of(order)
    give(order, {line: 0}, extra=100, key="form 1")
    with pytest.raises(till_errors.KeyUsed):
        give(order, key="form 1", **other)
    with pytest.raises(till_errors.KeyUsed):
        give(order, {line: 1}, extra=100, key="form 1")
    assert Refund.objects.count() == 1


def test_the_tip_goes_back_when_all_of_it_goes_back(desk: Desk, give: Give) -> None:
    order, payment = desk.captured(order_type="delivery", address="Via Toledo 1, Napoli", tip=Decimal("3.00"))
    give(order, extra=payment.captured - 300)
    desk.follow()
    assert desk.fresh(payment).tip_refunded == 0
    assert queries.account(ledger.TIPS) == -300
    give(order, extra=300)
    desk.follow()
    assert desk.fresh(payment).tip_refunded == 300
    assert queries.account(ledger.TIPS) == queries.account(ledger.ORDERS) == 0


@pytest.mark.parametrize(("bearer", "account"), [("platform", "claim:platform"), ("hq", "claim:hq")])
def test_who_bears_it_owes_it_to_the_shop(desk: Desk, give: Give, bearer: str, account: str) -> None:
    order, payment = desk.captured()
    give(order, extra=400, bearer=bearer)
    assert queries.account(account) == 0  # not before it has gone back
    desk.follow()
    assert queries.account(account) == 400
    assert queries.account(ledger.ORDERS) == -payment.captured  # the shop has sold as much as before
    assert desk.ledger_balance() == desk.provider_balance()


def test_the_shop_owes_itself_nothing(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    give(order, extra=400)
    desk.follow()
    assert queries.account(ledger.ORDERS) == 400 - payment.captured
    assert not any(queries.account(claim) for claim in ledger.CLAIMS.values())


def test_a_refund_that_comes_back_is_owed_by_nobody(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    give(order, extra=400, bearer="hq")
    desk.follow()
    part = RefundPart.objects.get()
    desk.standin.settle_refund(part.reference, "failed")
    payment = desk.settle(payment)
    assert (payment.refunded, desk.fresh(part).state) == (0, "failed")
    assert queries.account("claim:hq") == 0
    assert facts(order.id)[-1] == "RefundFailed"
    assert desk.ledger_balance() == desk.provider_balance()
    give(order, extra=400, bearer="hq")  # and can be made again
    desk.follow()
    assert desk.fresh(payment).refunded == 400


def test_what_the_provider_refuses_has_failed_and_can_go_back_later(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    (line,) = lines_of(order)
    dispute = desk.standin.dispute(desk.intent(payment).latest_charge.id, 100)
    give(order, {line: 1})  # nobody here has heard of the dispute
    desk.follow()
    assert RefundPart.objects.get().state == "failed"
    assert queries.attention().refunds == 1
    desk.standin.decide_dispute(dispute["id"], won=True)
    desk.settle(payment)
    give(order, {line: 1})
    desk.follow()
    assert [part.state for part in RefundPart.objects.all()] == ["failed", "settled"]
    assert desk.ledger_balance() == desk.provider_balance()


def test_what_a_bank_holds_back_cannot_go_back_too(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    desk.standin.dispute(desk.intent(payment).latest_charge.id)
    desk.settle(payment)
    with pytest.raises(errors.RefundTooMuch):
        give(order, extra=1)


def test_our_share_goes_back_in_proportion(desk: Desk, give: Give) -> None:
    order, payment = desk.captured()
    for _third in range(3):
        give(order, extra=payment.captured // 3)
    give(order, extra=payment.captured - 3 * (payment.captured // 3))
    desk.follow()
    payment = desk.fresh(payment)
    assert payment.fee_returned == payment.fee > 0
    assert queries.account(ledger.PLATFORM_FEE) == 0


def paid_in_the_shop(order: Any, amount: int, holder: str, at: Any, method: str = "cash") -> Payment:
    """As the till writes it: taken, and in the books."""
    from tenant_apps.payments.posting import post

    payment = Payment.objects.create(
        order=order, method=method, state="captured", amount=amount, captured=amount, currency="EUR", holder=holder,
        started_at=at, captured_at=at, business_day=order.business_day,
    )  # fmt: skip
    entries = ledger.postings(holder, ledger.Books(), payment.books)
    post(entries, cause=f"{payment.id}:0", currency="EUR", payment=payment, at=at)
    return payment


@pytest.mark.parametrize(
    ("method", "holder", "back_from"),
    [("cash", "drawer", "drawer"), ("terminal", "terminal", "terminal"), ("cash", "courier:7", "drawer")],
)
def test_what_was_paid_in_the_shop_is_handed_over_at_once(
    desk: Desk, give: Give, method: str, holder: str, back_from: str
) -> None:
    order = desk.order(tender="counter")
    payment = paid_in_the_shop(order, 1_300, holder, desk.at, method)
    before = queries.account(back_from)
    give(order, extra=500)
    payment = desk.fresh(payment)
    assert (payment.refunded, RefundPart.objects.get().state) == (500, "settled")
    assert queries.account(back_from) == before - 500
    assert not payment.calls.exists()


def test_of_several_payments_the_one_made_last_goes_back_first(desk: Desk, give: Give) -> None:
    order, card = desk.captured()
    cash = paid_in_the_shop(order, 300, "drawer", desk.at)
    refund = give(order, extra=500)
    desk.follow()
    assert {part.payment_id: part.amount for part in refund.parts.all()} == {cash.id: 300, card.id: 200}
    assert (desk.fresh(cash).refunded, desk.fresh(card).refunded) == (300, 200)
    assert desk.ledger_balance() == desk.provider_balance()


def test_of_what_went_back_in_part_no_piece_goes_back_twice(desk: Desk, give: Give) -> None:
    """Of two parts one fails: its line has gone back once all the same."""
    order, card = desk.captured()
    paid_in_the_shop(order, 300, "drawer", desk.at)
    desk.standin.dispute(desk.intent(card).latest_charge.id, 100)
    (line,) = lines_of(order)
    give(order, {line: 1})
    desk.follow()
    assert sorted(part.state for part in RefundPart.objects.all()) == ["failed", "settled"]
    assert dict(actions.refundables(order))[line].pieces_left == 1


def test_who_gave_it_back_at_the_provider_gave_it_back_here_too(desk: Desk) -> None:
    _order, payment = desk.captured()
    desk.client.v1.refunds.create(
        {"payment_intent": payment.reference, "amount": 250}, {"stripe_account": desk.account}
    )
    desk.settle(payment)
    desk.settle(payment)
    (refund,) = Refund.objects.all()
    assert (refund.reason, refund.amount, desk.fresh(payment).refunded) == ("outside", 250, 250)
    assert not RefundLine.objects.exists()
    assert desk.ledger_balance() == desk.provider_balance()


def test_an_edit_whose_money_could_not_go_back_is_not_charged_again(desk: Desk) -> None:
    """Cheaper, the refund fails, dearer again: what was paid at first is still there."""
    order, payment = desk.captured()
    (line,) = lines_of(order)
    order.refresh_from_db()
    desk.standin.dispute(desk.intent(payment).latest_charge.id, 100)
    less = [ordering.Change(line=line.id, quantity=1)]
    order = ordering.change_order(order, changes=less, revision=order.revision, by=STAFF, at=desk.at)
    desk.follow()
    assert RefundPart.objects.get().state == "failed"
    more = [ordering.Change(line=lines_of(order)[0].id, quantity=2)]
    order = ordering.change_order(order, changes=more, revision=order.revision, by=STAFF, at=desk.at)
    assert queries.standing(order).due("card") == 0

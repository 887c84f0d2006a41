"""Editing what was agreed: the sums stay sums, and nothing changed is nothing changed."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pizzeria.amending import amend
from pizzeria.money import Money
from pizzeria.pricing import Discount, Fee, LineRequest, quote, settle
from pizzeria.quotes import Quote
from pizzeria.tax import ITALY

from .card import eur, pizza, plain
from .test_deals import ordered, with_deals
from .wishes import baskets, cards


@st.composite
def agreed_quotes(draw: st.DrawFn) -> Quote:
    menu = draw(cards())
    wishes = draw(baskets())
    requests = [LineRequest(wish, many, f"line {place}") for place, (wish, many) in enumerate(wishes)]
    percent = draw(st.sampled_from([None, Decimal(10), Decimal(33)]))
    found = quote(
        menu,
        requests,
        order_type=draw(st.sampled_from(["delivery", "collection"])),
        tax=ITALY,
        fees=[Fee(Money(Decimal("2.50"), menu.currency))],
        discounts=[Discount("welcome", "Welcome", percent=percent)] if percent else [],
    )
    return settle(found, tax=ITALY, cash=draw(st.booleans()))


def test_a_deal_stands_whole_or_not_at_all() -> None:
    agreed = ordered(pizza(), pizza(), plain("water"), plain("water"))  # the deal saves 4.00 on the first three
    every = {line.id: line.quantity for line in agreed.lines}
    assert amend(agreed, keep=every, tax=ITALY) == agreed
    without_another = amend(agreed, keep=_but(every, "3"), tax=ITALY)
    assert (without_another.discount, without_another.total) == (eur("4.00"), eur("16.00"))
    without_a_part = amend(agreed, keep=_but(every, "2"), tax=ITALY)
    assert (without_a_part.deals, without_a_part.discounts) == ((), ())
    assert without_a_part.total == without_a_part.subtotal == eur("20.00")


def test_a_fresh_deal_saves_what_it_saves_and_leaves_the_agreed_as_it_is() -> None:
    agreed = quote(with_deals(), [LineRequest(pizza(), 1, "old")], order_type="collection", tax=ITALY)
    bought = ordered(pizza(), pizza(), plain("water"))
    terms = {"fresh": bought.lines, "fresh_deals": bought.deals, "fresh_discounts": bought.discounts}
    amended = amend(agreed, keep={"old": 1}, tax=ITALY, **terms)
    assert amended.total == agreed.total + bought.total
    assert (amended.deals, amended.discounts) == (bought.deals, bought.discounts)
    assert [line.due for line in amended.lines] == [line.due for line in (*agreed.lines, *bought.lines)]
    assert amended.vat_total == Money.sum((row.vat for row in amended.vat), "EUR")
    assert Money.sum((row.gross for row in amended.vat), "EUR") == amended.total
    # Taken back line by line, it is gone with the first of them.
    again = amend(amended, keep={"old": 1, "0": 1, "1": 1}, tax=ITALY)
    assert (again.deals, again.discount.amount) == ((), Decimal(0))


def _but(lines: dict[str, int], id: str) -> dict[str, int]:
    return {line: many for line, many in lines.items() if line != id}


@given(agreed_quotes())
def test_all_kept_is_the_agreed_quote(agreed: Quote) -> None:
    assert amend(agreed, keep={line.id: line.quantity for line in agreed.lines}, tax=ITALY) == agreed


@given(agreed_quotes(), st.data())
def test_the_sums_are_sums(agreed: Quote, data: st.DataObject) -> None:
    keep = {line.id: data.draw(st.integers(0, 6)) for line in agreed.lines}
    keep = {id: many for id, many in keep.items() if many}
    after = amend(agreed, keep=keep, tax=ITALY)
    currency = agreed.currency
    assert after.subtotal == Money.sum((line.total for line in after.lines), currency)
    assert after.discount == Money.sum((line.discount for line in after.lines), currency)
    assert after.total == after.subtotal - after.discount + after.fee
    assert after.vat_total == Money.sum(
        [*(line.vat for line in after.lines), *(fee.vat for fee in after.fees)], currency
    )
    assert all(line.discount <= line.total for line in after.lines)
    assert {line.id: line.quantity for line in after.lines} == keep
    assert {line.id: line.unit for line in after.lines} == {
        line.id: line.unit for line in agreed.lines if line.id in keep
    }


@given(agreed_quotes(), st.data())
def test_two_edits_lead_where_one_leads(agreed: Quote, data: st.DataObject) -> None:
    first = {line.id: data.draw(st.integers(1, 6)) for line in agreed.lines}
    second = {id: data.draw(st.integers(1, 6)) for id in first}
    assert amend(amend(agreed, keep=first, tax=ITALY), keep=second, tax=ITALY) == amend(agreed, keep=second, tax=ITALY)

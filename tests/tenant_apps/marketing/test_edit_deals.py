"""A deal that is added to an order after it was placed."""

from decimal import Decimal

import pytest

from pizzeria import pricing, snapshot
from pizzeria.quotes import Quote
from pizzeria.tax import ITALY
from shared_apps.journal.facts import Actor
from tenant_apps.marketing import actions
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import asking, drafts, errors
from tests.tenant_apps.marketing.conftest import terms
from tests.tenant_apps.marketing.test_deals import empty_basket, take
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, configuration, wish

CIRO = Actor.system("ciro")


@pytest.fixture
def placed(deal, guest):
    basket = empty_basket()
    ordering.add_to_basket(basket, configuration=configuration("Marinara"), at=FRIDAY_EVENING)
    return ordering.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING)


def with_deal(order, deal):
    draft = ordering.open_draft(order, by=CIRO, at=FRIDAY_EVENING)
    take(draft, deal, "Margherita", "Diavola", "Cola 33 cl")
    return draft


def agree(draft):
    return ordering.edit_order(draft, by=CIRO, at=FRIDAY_EVENING)


def drafted(draft, order):
    return drafts.draft(draft, order, at=FRIDAY_EVENING)


def test_it_costs_what_the_deal_costs(placed, deal):
    draft = with_deal(placed, deal)
    assert drafted(draft, placed).difference.amount == Decimal("13.00")
    edited = agree(draft)
    assert edited.total == placed.total + Decimal("13.00")
    (marinara, *of_it) = edited.standing
    assert marinara.deal_group is None
    assert len({line.deal_group for line in of_it}) == 1 and None not in {line.deal_group for line in of_it}
    assert {line.deal_name["en"] for line in of_it} == {"Deal for two"}


def test_its_sums_hold(placed, deal):
    edited = agree(with_deal(placed, deal))
    lines = edited.standing
    assert sum(line.total - line.discount for line in lines) + edited.fees == edited.total
    assert sum(line.discount for line in lines) == edited.discounts > 0
    assert sum(line.vat for line in lines) == edited.vat
    stored = drafts.quote_of(edited)
    assert [item.kind for item in stored.discounts] == ["deal"]
    assert {line for _, line in stored.deals[0].request.picks} == {str(line.id) for line in lines[1:]}


def test_what_is_added_is_said_at_the_price_of_the_deal(placed, deal):
    revision = agree(with_deal(placed, deal)).revisions.get()
    assert [change["kind"] for change in revision.changes] == ["added"] * 3
    assert sum(Decimal(change["amount"]) for change in revision.changes) == Decimal("13.00")


def test_it_can_be_worked_out_again_from_the_menu_of_its_day(placed, deal):
    edited = agree(with_deal(placed, deal))
    actions.change_deal(deal, terms=terms(price=Decimal("10.50")), by=CIRO, at=FRIDAY_EVENING)
    then = snapshot.menu_from_json(edited.revisions.get().menu)
    stored = Quote.from_json(edited.quote)
    requests = [pricing.LineRequest(line.configuration, 1, line.id) for line in stored.lines if line.deal]
    again = pricing.quote(
        then, requests, order_type="collection", tax=ITALY, deals=[item.request for item in stored.deals]
    )
    of_it = [line for line in edited.standing if line.deal_group]
    assert [line.discount.amount for line in again.lines] == [line.discount for line in of_it]
    assert again.total.amount == Decimal("13.00")


def test_a_new_deal_leaves_the_draft_whole_and_the_agreed_one_too(placed, deal):
    draft = with_deal(placed, deal)
    asking.change(draft, draft.lines.filter(agreed=None).first(), quantity=0, at=FRIDAY_EVENING)
    assert not drafted(draft, placed).is_changed
    draft.delete()
    edited = agree(with_deal(placed, deal))
    draft = ordering.open_draft(edited, by=CIRO, at=FRIDAY_EVENING)
    ordering.keep_line(draft, edited.standing[-1], quantity=0, at=FRIDAY_EVENING)
    again = agree(draft)
    assert again.total == placed.total
    assert again.quote["deals"] == [] and again.quote["discounts"] == []


def test_two_deals_stand_side_by_side(deal, guest):
    basket = empty_basket()
    take(basket, deal, "Margherita", "Margherita", "Cola 33 cl")
    order = ordering.place_order(basket, wish=wish(), by=guest, at=FRIDAY_EVENING)
    edited = agree(with_deal(order, deal))
    assert (order.total, edited.total) == (Decimal("12.00"), Decimal("25.00"))
    assert len({line.deal_group for line in edited.standing}) == 2
    assert len(edited.quote["deals"]) == len(edited.quote["discounts"]) == 2


def test_a_deal_that_is_over_meanwhile_is_not_agreed(placed, deal):
    draft = with_deal(placed, deal)
    actions.offer_deal(deal, is_active=False, by=CIRO, at=FRIDAY_EVENING)
    assert len(drafted(draft, placed).problems) == 3
    with pytest.raises(errors.LinesUnavailable):
        agree(draft)

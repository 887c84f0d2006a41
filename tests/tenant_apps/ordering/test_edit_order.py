"""Editing a placed order: the difference, the history, what keeps its price, and who may until when."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pizzeria import pricing, snapshot
from pizzeria.quotes import Quote
from shared_apps.journal.facts import Actor
from tenant_apps.delivery.models import Hold
from tenant_apps.menu import actions as menu
from tenant_apps.menu.models import Product, ProductPrice
from tenant_apps.ordering import actions, drafts, errors
from tenant_apps.ordering.models import Basket, Order
from tests.tenant_apps.ordering.conftest import (
    FRIDAY_EVENING,
    configuration,
    delivery,
    facts,
    topping,
    wish,
)

pytestmark = pytest.mark.usefixtures("shop")

COUNTER = Actor("staff", None, "cashier")


def open_draft(order: Any, by: Any = COUNTER) -> Any:
    return actions.open_draft(order, by=by, at=FRIDAY_EVENING)


def confirm(basket: Any, by: Any = COUNTER, **options: Any) -> Any:
    return actions.edit_order(basket, by=by, at=FRIDAY_EVENING, **options)


def add(basket: Any, name: str, quantity: int = 1, **changes: Any) -> Any:
    wished = configuration(name, **changes)
    return actions.add_to_basket(basket, configuration=wished, quantity=quantity, at=FRIDAY_EVENING)


def keep(basket: Any, line: Any, quantity: int) -> None:
    actions.keep_line(basket, line, quantity=quantity, at=FRIDAY_EVENING)


def drafted(basket: Any) -> Any:
    order = Order.objects.prefetch_related("lines").get(id=basket.edits_id)
    return drafts.draft(basket, order, at=FRIDAY_EVENING)


def check_adds_up(order: Any) -> None:
    lines = order.standing
    assert sum(line.total - line.discount for line in lines) + order.fees == order.total
    assert sum(line.vat for line in lines) <= order.vat
    stored = Quote.from_json(order.quote)
    assert [line.total.amount for line in stored.lines] == [line.total for line in lines]
    assert stored.total.amount == order.total


def test_a_line_more_costs_the_difference_and_the_number_stays(place):
    order = place()
    basket = open_draft(order)
    add(basket, "Diavola")
    seen = drafted(basket)
    edited = confirm(basket, expected_total=seen.after.total.amount)
    assert seen.more == seen.fresh[0].total
    assert edited.total == order.total + seen.more.amount
    assert (edited.number, edited.day_number, edited.revision) == (order.number, order.day_number, 1)
    assert [line.name["it"] for line in edited.standing] == ["Margherita", "Diavola"]
    assert not Basket.objects.filter(id=basket.id).exists()
    assert facts(order.id) == ["OrderPlaced", "OrderEdited"]
    check_adds_up(edited)


def test_the_history_says_who_when_what_before_and_after(place):
    order = place(None, "Margherita", "Diavola")
    basket = open_draft(order)
    margherita, diavola = order.standing
    keep(basket, margherita, 0)
    keep(basket, diavola, 1)
    add(basket, "Marinara")
    edited = confirm(basket, reason="  ha richiamato ")
    revision = edited.revisions.get()
    assert [(row["kind"], row["was"], row["quantity"], row["name"]["it"]) for row in revision.changes] == [
        ("removed", 2, 0, "Margherita"),
        ("quantity", 2, 1, "Diavola"),
        ("added", 0, 1, "Marinara"),
    ]
    assert sum(Decimal(row["amount"]) for row in revision.changes) == edited.total - order.total
    assert (revision.total_before, revision.total_after) == (order.total, edited.total)
    assert (revision.by_kind, revision.at, revision.reason) == ("staff", FRIDAY_EVENING, "ha richiamato")
    assert revision.quote_before["total"] == str(order.total)
    struck = edited.lines.filter(removed_in=1)
    assert {line.name["it"] for line in struck} == {"Margherita", "Diavola"}
    check_adds_up(edited)


def test_what_was_agreed_keeps_its_price_and_what_comes_new_has_todays(place):
    order = place(None, "Margherita", "Diavola")
    agreed = order.standing[0].unit_price
    ProductPrice.objects.update(price=Decimal("20.00"))
    basket = open_draft(order)
    add(basket, "Marinara")
    edited = confirm(basket)
    assert edited.standing[0].unit_price == agreed
    assert edited.standing[2].unit_price == Decimal("20.00")
    assert edited.total == order.total + Decimal("20.00")


def test_a_piece_more_of_a_line_that_got_dearer_is_a_line_of_its_own(place):
    order = place()
    agreed = order.standing[0].unit_price
    ProductPrice.objects.update(price=Decimal("20.00"))
    basket = open_draft(order)
    keep(basket, order.standing[0], 3)
    edited = confirm(basket)
    assert [(line.quantity, line.unit_price) for line in edited.standing] == [(2, agreed), (1, Decimal("20.00"))]
    check_adds_up(edited)


def test_a_piece_more_at_the_same_price_lets_the_line_grow(place):
    order = place()
    basket = open_draft(order)
    keep(basket, order.standing[0], 3)
    edited = confirm(basket)
    assert [line.quantity for line in edited.standing] == [3]
    assert edited.lines.count() == 2  # the row as it was is struck, not changed


def test_every_line_can_be_priced_again_from_the_menu_it_came_from(place):
    from pizzeria.tax import ITALY

    order = place()
    ProductPrice.objects.update(price=Decimal("20.00"))
    basket = open_draft(order)
    add(basket, "Diavola", toppings=(topping("olive nere"),))
    edited = confirm(basket)
    menus = {0: edited.quote["menu"]} | {row.number: row.menu for row in edited.revisions.all()}
    for line in edited.standing:
        wished = pricing.Configuration.from_json(line.configuration)
        then = snapshot.menu_from_json(menus[line.priced_in])
        again = pricing.quote(then, [pricing.LineRequest(wished, line.quantity)], order_type="collection", tax=ITALY)
        assert again.lines[0].total.amount == line.total


def test_what_has_run_out_meanwhile_stays_in_the_order_but_no_more_of_it_comes(place):
    order = place()
    pizza = Product.objects.get(name__it="Margherita")
    for part in pizza.recipe.all():
        menu.eighty_six(part.ingredient, until=None, by=COUNTER, at=FRIDAY_EVENING)
    basket = open_draft(order)
    keep(basket, order.standing[0], 3)
    assert drafted(basket).problems
    with pytest.raises(errors.LinesUnavailable):
        confirm(basket)
    keep(basket, order.standing[0], 1)
    assert confirm(basket).standing[0].quantity == 1


def test_an_edit_that_leaves_nothing_is_refused(place):
    order = place()
    basket = open_draft(order)
    keep(basket, order.standing[0], 0)
    with pytest.raises(errors.NothingLeft):
        confirm(basket)


def test_an_edit_that_changes_nothing_is_refused(place):
    order = place()
    basket = open_draft(order)
    keep(basket, order.standing[0], 0)
    keep(basket, order.standing[0], 2)
    with pytest.raises(errors.NothingChanged):
        confirm(basket)


def test_a_delivery_does_not_fall_below_its_minimum(place):
    order = place(delivery())
    basket = open_draft(order)
    keep(basket, order.standing[0], 1)
    with pytest.raises(errors.BelowMinimum):
        confirm(basket)


def test_another_total_than_was_seen_is_refused(place):
    basket = open_draft(place())
    add(basket, "Diavola")
    with pytest.raises(errors.PriceChanged):
        confirm(basket, expected_total=Decimal("1.00"))


def test_the_customer_changes_it_until_the_shop_has_accepted(place, guest):
    order = place()
    basket = open_draft(order, guest)
    add(basket, "Diavola")
    actions.accept_order(order, by=COUNTER, at=FRIDAY_EVENING)
    with pytest.raises(errors.TooLateToEditAlone):
        confirm(basket, guest)
    with pytest.raises(errors.TooLateToEditAlone):
        open_draft(order, guest)


def test_the_customer_changes_an_order_for_later_until_it_is_due_to_be_begun(place, guest):
    order = place(wish(when=FRIDAY_EVENING + timedelta(hours=2)))
    actions.accept_order(order, by=COUNTER, at=FRIDAY_EVENING)
    basket = open_draft(order, guest)
    add(basket, "Diavola")
    edited = confirm(basket, guest)
    assert edited.revisions.get().seen_at is None  # it was accepted: the kitchen has to take note
    with pytest.raises(errors.TooLateToEditAlone):
        actions.open_draft(edited, by=guest, at=edited.fires_at)


def test_staff_change_it_until_the_kitchen_begins(place, cook):
    order = actions.accept_order(place(), by=COUNTER, at=FRIDAY_EVENING)
    basket = open_draft(order)
    add(basket, "Diavola")
    actions.start_order(order, by=cook, at=FRIDAY_EVENING)
    with pytest.raises(errors.TooLateToEdit):
        confirm(basket)
    with pytest.raises(errors.TooLateToEdit):
        open_draft(order)


def test_the_kitchen_hears_only_of_changes_to_what_it_had_heard_of(place):
    order = place()
    basket = open_draft(order)
    add(basket, "Diavola")
    order = confirm(basket)
    assert order.revisions.get().seen_at == FRIDAY_EVENING
    order = actions.accept_order(order, by=COUNTER, at=FRIDAY_EVENING)
    basket = open_draft(order)
    add(basket, "Marinara")
    order = confirm(basket)
    assert order.revisions.get(number=2).seen_at is None
    assert actions.see_changes(order, at=FRIDAY_EVENING) == 1
    assert actions.see_changes(order, at=FRIDAY_EVENING) == 0


def test_two_drafts_of_the_same_order_do_not_overwrite_each_other(place, guest, giulia):
    order = place()
    mine, other = open_draft(order), actions.open_draft(order, taken_by=giulia, by=COUNTER, at=FRIDAY_EVENING)
    add(mine, "Diavola")
    add(other, "Marinara")
    confirm(mine)
    with pytest.raises(errors.EditedMeanwhile):
        confirm(other)
    fresh = actions.open_draft(order, taken_by=giulia, by=COUNTER, at=FRIDAY_EVENING)
    assert fresh.id != other.id
    assert fresh.lines.count() == 2


def test_a_draft_is_found_again_and_can_be_dropped(place):
    order = place()
    basket = open_draft(order)
    add(basket, "Diavola")
    assert open_draft(order).id == basket.id
    actions.drop_draft(basket)
    assert open_draft(order).lines.count() == 1


STEPS = st.lists(
    st.lists(
        st.one_of(
            st.tuples(st.just("keep"), st.integers(0, 3), st.integers(0, 4)),
            st.tuples(st.just("add"), st.sampled_from(["Diavola", "Marinara", "Margherita"]), st.integers(1, 3)),
            st.tuples(st.just("price"), st.integers(4, 15), st.just(0)),
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=STEPS)
def test_the_differences_of_all_edits_lead_from_the_first_total_to_the_last(place, rounds):
    Hold.objects.all().delete()  # the oven of the example before
    order = first = place(None, "Margherita", "Diavola")
    for steps in rounds:
        basket = open_draft(order)
        for kind, what, number in steps:
            if kind == "keep":
                lines = Order.objects.get(id=order.id).standing
                keep(basket, lines[what % len(lines)], number)
            elif kind == "add":
                add(basket, what, number)
            else:
                ProductPrice.objects.update(price=Decimal(what))
        try:
            order = confirm(basket)
        except (errors.NothingChanged, errors.NothingLeft):
            actions.drop_draft(basket)
        check_adds_up(Order.objects.get(id=order.id))
    revisions = list(order.revisions.all())
    assert sum(row.total_after - row.total_before for row in revisions) == order.total - first.total
    for row in revisions:
        assert sum(Decimal(change["amount"]) for change in row.changes) == row.total_after - row.total_before


LUNCH = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "12:00", "to": "15:00"}]


def test_what_is_served_at_noon_does_not_come_into_an_order_of_the_evening(place):
    order = place()
    Product.objects.filter(name__it="Diavola").update(day_parts=LUNCH)
    basket = open_draft(order)
    add(basket, "Diavola")
    with pytest.raises(errors.LinesUnavailable):
        confirm(basket)

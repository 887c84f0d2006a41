"""An order that is edited: the kitchen sees what is struck and what is new, until it says that it has."""

import pytest

from pizzeria import pricing
from shared_apps.journal.models import Entry
from tenant_apps.kitchen import actions, queries
from tenant_apps.menu import queries as menu
from tenant_apps.menu.models import Product
from tenant_apps.ordering import actions as ordering
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK
from tests.tenant_apps.kitchen.test_papers import printed

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def tablet(open_napoli, clock, anna, signed_in):
    return signed_in(open_napoli, anna)


def edit(order, without="", added=""):
    """Change a placed order as the counter does."""
    draft = ordering.open_draft(order, by=COOK, at=LUNCH)
    if without:
        line = next(line for line in order.standing if line.name["it"] == without)
        ordering.keep_line(draft, line, quantity=0, at=LUNCH)
    if added:
        product = Product.objects.get(name__it=added)
        wished = pricing.default_configuration(menu.price_menu(at=LUNCH), str(product.id))
        ordering.add_to_basket(draft, configuration=wished, quantity=1, at=LUNCH)
    return ordering.edit_order(draft, by=COOK, at=LUNCH)


def shown(station=""):
    """Name and change of each line on the first ticket."""
    (ticket, *_) = queries.board(at=LUNCH, station=station).tickets
    return [(row.line.name["it"], row.change) for row in ticket.lines]


def test_what_is_gone_is_struck_and_what_came_is_new(accepted):
    edit(accepted("Margherita", "Marinara"), without="Marinara", added="Diavola")
    assert sorted(shown()) == [("Diavola", "new"), ("Margherita", ""), ("Marinara", "struck")]


def test_what_is_struck_is_not_counted_or_waited_for(accepted):
    order = edit(accepted("Margherita", "2 Marinara"), without="Marinara")
    assert queries.board(at=LUNCH).pizzas == 1
    actions.finish_item(order.lines.standing().get(), by=COOK, at=LUNCH)
    assert queries.board(at=LUNCH).tickets[0].is_done


def test_once_seen_only_what_is_to_be_made_stands_there(tablet, accepted):
    order = edit(accepted("Margherita", "Marinara"), without="Marinara", added="Diavola")
    page = tablet.get("/kitchen/").content.decode()
    assert f'data-bell-id="{order.id}-{order.revision}"' in page  # it rings for a change too
    assert f"/kitchen/orders/{order.id}/seen/" in page
    answer = tablet.post(f"/kitchen/orders/{order.id}/seen/", **HX)
    assert answer.status_code == 200 and b"/seen/" not in answer.content
    assert sorted(shown()) == [("Diavola", ""), ("Margherita", "")]
    tablet.post(f"/kitchen/orders/{order.id}/seen/", **HX)
    assert Entry.objects.filter(fact="ChangesSeen").count() == 1


def test_a_second_edit_shows_the_sum_of_what_nobody_saw(accepted):
    order = edit(accepted("Margherita", "Marinara"), added="Diavola")
    edit(order, without="Diavola", added="Capricciosa")
    assert sorted(shown()) == [("Capricciosa", "new"), ("Margherita", ""), ("Marinara", "")]


def test_only_the_stations_that_are_concerned_see_it(accepted):
    edit(accepted("Margherita", "Cola 33 cl"), added="Birra bionda 33 cl")
    assert shown("oven") == [("Margherita", "")]
    assert sorted(shown("bar")) == [("Birra bionda 33 cl", "new"), ("Cola 33 cl", "")]


def test_what_a_customer_changes_before_the_shop_accepts_is_no_news(open_napoli, accepted):
    from tests import orders

    order = edit(orders.order("Margherita", "Marinara"), without="Marinara")
    ordering.accept_order(order, by=COOK, at=LUNCH)
    assert shown() == [("Margherita", "")]


def test_the_change_ticket_has_the_change_alone(accepted):
    order = edit(accepted("Margherita", "Marinara"), without="Marinara", added="Diavola")
    words = printed(order, "changes")
    assert "MODIFICA" in words
    assert "+ nuovo: 1x Diavola" in words and "- annullato: 1x Marinara" in words
    assert "Margherita" not in words


def test_a_change_can_be_printed_after_it_was_seen(accepted):
    order = edit(accepted("Margherita", "Marinara"), without="Marinara")
    actions.note_changes(order, by=COOK, at=LUNCH)
    ticket = queries.ticket_of(order.id, at=LUNCH, revision=1)
    assert [(row.line.name["it"], row.change) for row in ticket.lines] == [("Marinara", "struck"), ("Margherita", "")]

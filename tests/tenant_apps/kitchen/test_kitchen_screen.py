"""What the kitchen sees, and what its buttons do."""

from datetime import timedelta

import pytest

from tenant_apps.kitchen import actions, queries
from tenant_apps.ordering import actions as ordering
from tests import orders
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK

HX = {"HTTP_HX_REQUEST": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def tablet(open_napoli, clock, anna, signed_in):
    return signed_in(open_napoli, anna)


def test_only_who_works_in_the_kitchen_sees_it(open_napoli, giulia, luca, signed_in, at_napoli):
    assert at_napoli.get("/kitchen/").status_code == 302
    assert signed_in(open_napoli, giulia).get("/kitchen/").status_code == 403
    assert signed_in(open_napoli, luca).get("/kitchen/").status_code == 403


def test_an_empty_board_says_so(tablet):
    page = tablet.get("/kitchen/", headers={"Accept-Language": "en"}).content.decode()
    assert "Nothing to make" in page


def test_tickets_stand_oldest_first(accepted):
    second = accepted("Marinara", at=LUNCH + MINUTE)
    first = accepted("Margherita")
    board = queries.board(at=LUNCH + 5 * MINUTE)
    assert [ticket.order.number for ticket in board.tickets] == [first.number, second.number]
    assert [ticket.minutes for ticket in board.tickets] == [5, 4]


@pytest.mark.parametrize(("minutes", "age"), [(0, "fresh"), (9, "fresh"), (10, "soon"), (19, "soon"), (20, "late")])
def test_a_ticket_ages_by_the_shops_own_preparation_time(accepted, minutes, age):
    accepted()
    assert queries.board(at=LUNCH + minutes * MINUTE).tickets[0].age == age


def test_a_ticket_shows_all_that_matters_at_the_oven(tablet, accepted):
    order = accepted("2 Diavola", note="suonare piano")
    page = tablet.get("/kitchen/").content.decode()
    for words in (f"#{order.number}", "2×", "Diavola", "suonare piano", "glutine", "latte"):
        assert words in page


def test_what_waits_at_the_counter_is_announced_but_not_made(tablet, open_napoli):
    order = orders.order()
    board = queries.board(at=LUNCH)
    assert (board.tickets, [new.number for new in board.incoming]) == ([], [order.number])
    assert f"#{order.number}" in tablet.get("/kitchen/").content.decode()


def test_an_order_for_tonight_waits_aside_until_it_is_due(accepted):
    order = accepted(when=LUNCH + 90 * MINUTE)
    board = queries.board(at=LUNCH)
    assert (board.tickets, [ticket.order.number for ticket in board.later]) == ([], [order.number])
    due = queries.board(at=LUNCH + 71 * MINUTE)
    assert ([ticket.minutes for ticket in due.tickets], due.later) == ([1], [])


def test_a_slots_order_that_is_begun_early_stands_on_the_board(accepted):
    order = accepted(when=LUNCH + 90 * MINUTE)
    ordering.start_order(order, by=COOK, at=LUNCH)
    board = queries.board(at=LUNCH)
    assert (len(board.tickets), board.later) == (1, [])


def test_pizzas_still_to_make_are_counted_and_nothing_else(accepted):
    accepted("2 Margherita", "Diavola", "Tiramisù")
    accepted("3 Diavola")
    order = accepted("Cola 33 cl", "Marinara")
    actions.finish_item(order.lines.last(), by=COOK, at=LUNCH)
    assert queries.board(at=LUNCH).pizzas == 6


def test_the_head_says_how_many_of_todays_promises_were_kept(tablet, accepted):
    assert queries.board(at=LUNCH).kept is None
    early, late = accepted(), accepted()
    ordering.ready_order(ordering.start_order(early, by=COOK, at=LUNCH), by=COOK, at=LUNCH + MINUTE)
    assert queries.board(at=LUNCH + MINUTE).kept == 100
    over = late.promised_to + MINUTE
    assert queries.board(at=over).kept == 50  # late by now, though nobody has finished it
    assert queries.board(at=LUNCH + 24 * 60 * MINUTE).kept is None
    assert 'class="kept"' in tablet.get("/kitchen/").content.decode()


@pytest.mark.parametrize("station", ["", "bar"])
@pytest.mark.parametrize("orders_open", [1, 8])
def test_the_board_costs_the_same_however_full_it_is(accepted, django_assert_num_queries, station, orders_open):
    for number in range(orders_open):
        order = accepted("Margherita", "Diavola", "Cola 33 cl")
        if number % 2:
            actions.bump_ticket(order, station="bar", by=COOK, at=LUNCH)
    with django_assert_num_queries(11):  # three of them the hours, remembered outside a transaction
        queries.board(at=LUNCH, station=station)


def test_start_ready_and_back(tablet, accepted):
    order = accepted()
    for verb, state in (("start", "preparing"), ("ready", "ready"), ("recall", "preparing")):
        answer = tablet.post(f"/kitchen/orders/{order.id}/{verb}/", **HX)
        order.refresh_from_db()
        assert (answer.status_code, order.state) == (200, state)
        assert b'id="board"' in answer.content and b"<html" not in answer.content


def test_without_scripts_a_button_leads_back_to_the_screen(tablet, accepted):
    order = accepted()
    assert tablet.post(f"/kitchen/orders/{order.id}/start/").url == "/kitchen/"
    answer = tablet.post(f"/kitchen/orders/{order.id}/start/", follow=True)
    assert "preparazione" in answer.content.decode() or "being made" in answer.content.decode()


def test_of_two_bumps_one_wins_and_the_other_is_told_kindly(tablet, accepted):
    order = accepted()
    tablet.post(f"/kitchen/orders/{order.id}/ready/", **HX)
    answer = tablet.post(f"/kitchen/orders/{order.id}/ready/", **HX)
    assert answer.status_code == 409
    words = answer.content.decode()
    assert f"#{order.number}" in words[words.index("toast-error") :]
    assert 'id="board"' in words  # the truth, not only the words


def test_the_last_bumped_can_be_called_back(tablet, accepted):
    first, second = accepted(), accepted()
    for minutes, order in ((1, second), (2, first)):
        ordering.ready_order(ordering.start_order(order, by=COOK, at=LUNCH), by=COOK, at=LUNCH + minutes * MINUTE)
    assert [order.number for order in queries.board(at=LUNCH).bumped] == [first.number, second.number]


def test_a_cook_does_not_decide_what_the_counter_decides(tablet, open_napoli):
    order = orders.order()
    assert tablet.post(f"/kitchen/orders/{order.id}/accept/").status_code == 403
    assert tablet.post(f"/kitchen/orders/{order.id}/deliver/").status_code == 404


def test_who_works_at_the_counter_accepts_from_the_kitchen_too(open_napoli, carla, signed_in, clock):
    order = orders.order()
    answer = signed_in(open_napoli, carla).post(f"/kitchen/orders/{order.id}/accept/", **HX)
    assert f"ticket-{order.id}".encode() in answer.content


def test_items_are_struck_off_by_touch(tablet, accepted):
    order = accepted("Margherita", "Diavola")
    line = order.lines.first()
    assert b'aria-pressed="true"' in tablet.post(f"/kitchen/items/{line.id}/done/", **HX).content
    assert b'aria-pressed="true"' not in tablet.post(f"/kitchen/items/{line.id}/undone/", **HX).content
    assert tablet.post(f"/kitchen/items/{line.id}/eaten/").status_code == 404
    assert tablet.post(f"/kitchen/items/{order.id}/done/").status_code == 404


def test_an_ingredient_is_taken_off_and_put_back(tablet, open_napoli):
    from tenant_apps.menu.models import Ingredient

    burrata = Ingredient.objects.get(name__it="burrata")
    answer = tablet.post(f"/kitchen/ingredients/{burrata.id}/out/", {"until": "today"}, **HX)
    burrata.refresh_from_db()
    assert burrata.out_until == queries.end_of_service(at=LUNCH)
    assert b'id="out"' in answer.content
    assert [row.id for row in queries.board(at=LUNCH).out] == [burrata.id]
    assert tablet.post(f"/kitchen/ingredients/{burrata.id}/back/").url == "/kitchen/out/"
    assert tablet.post(f"/kitchen/ingredients/{burrata.id}/back/", **HX).status_code == 409
    tablet.post(f"/kitchen/ingredients/{burrata.id}/out/", {"until": ""}, **HX)
    burrata.refresh_from_db()
    assert burrata.is_out(at=LUNCH + timedelta(days=30))

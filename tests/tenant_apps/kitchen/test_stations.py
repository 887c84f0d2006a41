"""Each station sees and bumps what it makes; the expo sees the whole."""

from datetime import timedelta

import pytest

from shared_apps.journal.models import Entry
from tenant_apps.kitchen import actions, queries
from tenant_apps.kitchen.errors import NotInTheKitchen, NotMadeHere
from tenant_apps.kitchen.models import ItemBump
from tenant_apps.menu.models import Category, Product
from tests.orders import LUNCH
from tests.tenant_apps.kitchen.conftest import COOK

HX = {"HTTP_HX_REQUEST": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def tablet(open_napoli, clock, anna, signed_in):
    return signed_in(open_napoli, anna)


def shown(station, at=LUNCH):
    """The names on a station's tickets, a list for each."""
    board = queries.board(at=at, station=station)
    return [[row.line.name["it"] for row in ticket.lines] for ticket in board.tickets]


def test_drinks_go_to_the_bar_and_desserts_to_the_cold_station(accepted):
    order = accepted("Margherita", "Cola 33 cl", "Tiramisù", "Supplì al telefono")
    assert [line.station for line in order.lines.all()] == ["oven", "bar", "cold", "oven"]


def test_a_product_may_go_elsewhere_than_its_category(accepted):
    Product.objects.filter(name__it="Bruschetta al pomodoro").update(station="cold")
    assert accepted("Bruschetta al pomodoro").lines.get().station == "cold"


def test_where_it_was_sent_stays_when_the_menu_changes(accepted):
    order = accepted("Cola 33 cl")
    Category.objects.update(station="oven")
    assert order.lines.get().station == "bar"
    assert shown("bar") == [["Cola 33 cl"]]


def test_a_station_sees_its_own_lines_and_what_others_owe(accepted):
    accepted("2 Margherita", "Cola 33 cl", "Tiramisù")
    accepted("Diavola")
    assert shown("bar") == [["Cola 33 cl"]]
    assert shown("oven") == [["Margherita"], ["Diavola"]]
    (ticket,) = queries.board(at=LUNCH, station="bar").tickets
    assert dict(ticket.owed) == {"oven": 1, "cold": 1}
    whole = queries.board(at=LUNCH).tickets[0]
    assert (len(whole.lines), dict(whole.owed)) == (3, {})


def test_a_bump_takes_the_ticket_off_this_station_only(accepted):
    order = accepted("Margherita", "Cola 33 cl")
    actions.bump_ticket(order, station="bar", by=COOK, at=LUNCH)
    order.refresh_from_db()
    assert order.state == "preparing"  # the first hand starts it
    assert (shown("bar"), shown("oven"), len(shown(""))) == ([], [["Margherita"]], 1)
    assert dict(queries.board(at=LUNCH, station="oven").tickets[0].owed) == {}


def test_striking_off_the_last_line_takes_the_ticket_off_too(accepted):
    order = accepted("Cola 33 cl", "Birra bionda 33 cl", "Margherita")
    for line in order.lines.filter(station="bar"):
        assert shown("bar") != []
        actions.finish_item(line, by=COOK, at=LUNCH)
    assert shown("bar") == []


def test_the_expo_bumps_the_whole(accepted):
    order = accepted("Margherita", "Cola 33 cl")
    actions.bump_ticket(order, by=COOK, at=LUNCH)
    assert [shown(station) for station in ("", "oven", "bar")] == [[], [], []]


def test_two_tablets_at_one_station_are_one_bump(accepted):
    order = accepted("Margherita", "Cola 33 cl")
    actions.bump_ticket(order, station="bar", by=COOK, at=LUNCH)
    actions.bump_ticket(order, station="bar", by=COOK, at=LUNCH + MINUTE)  # as the other tablet loaded it
    assert [bump.at for bump in ItemBump.objects.all()] == [LUNCH]
    assert Entry.objects.filter(fact="StationFinished").count() == 1


def test_a_station_bumps_nothing_of_what_it_does_not_make_or_what_is_over(accepted):
    order = accepted("Margherita")
    with pytest.raises(NotMadeHere):
        actions.bump_ticket(order, station="bar", by=COOK, at=LUNCH)
    order.refresh_from_db()
    assert order.state == "accepted"
    actions.bump_ticket(order, by=COOK, at=LUNCH)
    with pytest.raises(NotInTheKitchen):
        actions.bump_ticket(order, station="oven", by=COOK, at=LUNCH)


@pytest.mark.parametrize("is_ready", [False, True])
def test_a_station_brings_back_what_it_made(accepted, is_ready):
    order = accepted("Margherita", "Cola 33 cl")
    actions.bump_ticket(order, station="bar", by=COOK, at=LUNCH)
    actions.finish_item(order.lines.get(station="oven"), by=COOK, at=LUNCH)
    if is_ready:
        order.refresh_from_db()
        order = actions.bump_ticket(order, by=COOK, at=LUNCH)
    actions.recall_ticket(order, station="bar", by=COOK, at=LUNCH)
    order.refresh_from_db()
    assert (order.state, shown("bar"), shown("oven")) == ("preparing", [["Cola 33 cl"]], [])


def test_the_whole_comes_back_as_it_was(accepted):
    order = accepted("Margherita", "Diavola")
    actions.finish_item(order.lines.first(), by=COOK, at=LUNCH)
    order.refresh_from_db()
    order = actions.bump_ticket(order, by=COOK, at=LUNCH)
    actions.recall_ticket(order, by=COOK, at=LUNCH)
    (ticket,) = queries.board(at=LUNCH).tickets
    assert [row.is_done for row in ticket.lines] == [True, False]


def test_the_last_twenty_can_be_brought_back_the_latest_first(accepted):
    made = [accepted("Cola 33 cl") for _ in range(22)]
    for minutes, order in enumerate(made):
        actions.bump_ticket(order, by=COOK, at=LUNCH + minutes * MINUTE)
    found = queries.recent(at=LUNCH)
    assert [order.id for order in found] == [order.id for order in reversed(made)][:20]
    assert len(queries.recent(at=LUNCH, station="bar")) == 20
    assert queries.recent(at=LUNCH, station="oven") == []


def test_a_station_recalls_what_it_has_done_of_an_open_order(accepted):
    order = accepted("Margherita", "Cola 33 cl")
    actions.bump_ticket(order, station="bar", by=COOK, at=LUNCH)
    assert [one.id for one in queries.recent(at=LUNCH, station="bar")] == [order.id]
    assert queries.recent(at=LUNCH, station="oven") == queries.recent(at=LUNCH) == []


def test_a_tablet_stays_at_its_station(tablet, accepted):
    order = accepted("Margherita", "Cola 33 cl")
    first = tablet.get("/kitchen/?station=bar")
    cookie = first.cookies["station"]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("bar", "Lax", True)
    page = tablet.get("/kitchen/", headers={"Accept-Language": "en"}).content.decode()
    assert "Cola" in page and "Oven: 1 open" in page
    tablet.post(f"/kitchen/orders/{order.id}/ready/", **HX)
    assert (shown("bar"), shown("oven")) == ([], [["Margherita"]])
    assert "Margherita" in tablet.get("/kitchen/?station=all").content.decode()
    assert tablet.cookies["station"].value == "all"


def test_a_page_of_another_station_says_which_it_is(tablet, accepted):
    order = accepted("Margherita", "Cola 33 cl")
    tablet.get("/kitchen/?station=oven")
    tablet.post(f"/kitchen/orders/{order.id}/ready/", {"station": "bar"}, **HX)  # a second tab of this browser
    assert (shown("bar"), shown("oven")) == ([], [["Margherita"]])


def test_no_station_of_that_name_is_the_whole(tablet, accepted):
    accepted("Margherita")
    assert "Margherita" in tablet.get("/kitchen/?station=garage").content.decode()
    assert "station" not in tablet.cookies


def test_what_was_bumped_is_listed_and_brought_back(tablet, accepted):
    assert "twenty orders" in tablet.get("/kitchen/recent/", headers={"Accept-Language": "en"}).content.decode()
    order = accepted("Margherita")
    actions.bump_ticket(order, by=COOK, at=LUNCH)
    page = tablet.get("/kitchen/recent/").content.decode()
    assert order.called in page and f"/kitchen/orders/{order.id}/recall/" in page
    assert tablet.post(f"/kitchen/orders/{order.id}/recall/").url == "/kitchen/"
    order.refresh_from_db()
    assert order.state == "preparing"

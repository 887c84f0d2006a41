"""Two tablets in one kitchen: one wins, the other sees the truth; and nothing is missed by one that was offline."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import House, Visitor, sign_in
from tests.journeys.ordering import order_a_margherita

SOON = 10_000


def test_of_two_bumps_one_wins_and_a_lost_tablet_catches_up(house: House, visitor: Visitor) -> None:
    left, right = visitor(1280, 800), visitor(1024, 768)
    sign_in(left, house, "napoli", "cashier@napoli.test", to="/kitchen/")
    sign_in(right, house, "napoli", "kitchen@napoli.test", to="/kitchen/")
    customer = visitor()
    customer.goto(house.url("napoli"))
    number = order_a_margherita(customer, name="Rosa", email="rosa@example.test")

    left.locator(".board-note", has_text=number).get_by_role("button", name="Accept").click(timeout=SOON)
    ticket, same = (page.locator(".ticket", has_text=number) for page in (left, right))
    expect(same).to_be_visible(timeout=SOON)

    # The right tablet hears nothing any more, so it still shows what has been bumped on the left.
    right.evaluate("() => { document.querySelector('#board').id = 'stale' }")
    ticket.get_by_role("button", name=re.compile("Ready")).click()
    expect(ticket).to_have_count(0, timeout=SOON)
    right.evaluate("() => { document.querySelector('#stale').id = 'board' }")
    with right.expect_response(lambda answer: "/ready/" in answer.url) as refused:
        same.get_by_role("button", name=re.compile("Ready")).click()
    assert refused.value.status == 409
    expect(right.locator(".toasts")).to_contain_text(number)
    expect(same).to_have_count(0)

    # Offline for a while, then back: the screen says so, and shows what it missed.
    right.context.set_offline(True)
    expect(right.locator(".live-banner")).to_contain_text("Connection lost", timeout=SOON)
    left.locator(".bumped button", has_text=number).click()
    expect(ticket).to_be_visible(timeout=SOON)
    right.context.set_offline(False)
    expect(right.locator(".live-banner")).to_contain_text("Back online", timeout=3 * SOON)
    expect(same).to_be_visible(timeout=SOON)

"""Who owes something, with the real SDK against the stand-in: everything owed is asked for, and said."""

from typing import Any

import tenants
from shared_apps.billing import asking
from shared_apps.billing.models import Invoice
from shared_apps.journal.models import Entry
from tests.shared_apps.billing.conftest import OVERDUE, bill, days, seen
from tests.shared_apps.billing.story import PAGE, Story, standin, story, stripe_client, stripe_server

__all__ = ["standin", "story", "stripe_client", "stripe_server"]
LEAVING = {"reason": "other", "words": ""}


def unpaid(story: Story) -> None:
    """Pro by the month since day 31; the card fails from day 61 on, and a second month begins unpaid."""
    story.go_to(31)
    story.give_card()
    story.choose("pro")
    story.give_card("pm_card_chargeCustomerFail")
    for day in range(61, 100):
        story.go_to(day)
    assert story.row.status == "unpaid"


def states(story: Story) -> list[str]:
    story.hear()
    return list(Invoice.objects.order_by("made_at").values_list("state", flat=True))


def test_a_month_that_began_unpaid_is_collected_too(story: Story) -> None:
    unpaid(story)
    assert states(story) == ["paid", "open", "draft"]
    story.give_card()
    assert states(story) == ["paid", "paid", "paid"]
    assert (story.row.status, story.row.state, story.row.unpaid_since) == ("active", "active", None)


def test_and_when_the_first_is_paid_on_the_providers_page_the_night_collects_the_rest(story: Story) -> None:
    unpaid(story)
    owed = Invoice.objects.get(state="open")
    good = story.client.v1.payment_methods.attach("pm_card_visa", params={"customer": story.row.customer}).id
    settings = {"default_payment_method": good}
    story.client.v1.customers.update(story.row.customer, params={"invoice_settings": settings})
    story.client.v1.invoices.pay(owed.reference)
    assert states(story) == ["paid", "paid", "draft"]
    with tenants.platform():
        asking.read_again(at=story.go_to(101))
    assert states(story) == ["paid", "paid", "paid"]


def test_arrears_without_a_failed_bill_count_from_when_they_were_seen(settle: Any) -> None:
    assert settle(seen(status="past_due"), bill(), at=days(40)).unpaid_since == days(40)
    assert settle(seen(status="past_due"), bill(), at=days(45)).unpaid_since == days(40)
    assert settle(seen(), bill(), at=days(46)).unpaid_since is None


def test_a_new_plan_does_not_forget_what_was_owed_for_the_old_one(settle: Any) -> None:
    settle(seen(status="past_due"), bill(**OVERDUE), at=days(40))
    assert settle(seen(reference="sub_2"), bill(**OVERDUE), at=days(50)).unpaid_since == days(40)
    assert settle(seen(reference="sub_2"), bill(), at=days(51)).unpaid_since is None


def test_who_cancelled_and_owes_is_asked_for_the_money_and_told(story: Story) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("pro")
    story.give_card("pm_card_chargeCustomerFail")
    story.go_to(62)
    story.browser.post(PAGE + "cancel/", LEAVING)
    for day in range(63, 84):
        story.go_to(day)
    assert story.row.state == "suspended"
    page = story.text()
    assert "Try the card again" in page and "Until then everything goes on" not in page
    told = Entry.objects.filter(fact="NoticeDue").order_by("id").values_list("payload", flat=True)
    assert [each["notice"] for each in told][-4:] == ["grace_ends", "restricted", "suspension_near", "suspended"]

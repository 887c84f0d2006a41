"""What is left open: by who leaves before the first bill is paid, and by a bill that the provider has given up."""

from shared_apps.billing import queries
from shared_apps.billing.models import Invoice
from tests.shared_apps.billing.story import PAGE, Story, standin, story, stripe_client, stripe_server

__all__ = ["standin", "story", "stripe_client", "stripe_server"]


def test_who_leaves_in_the_days_of_grace_is_told_that_it_ends_at_once(story: Story) -> None:
    story.go_to(32)
    assert story.row.state == "past_due"
    assert "no new orders from then on" in story.text(PAGE + "cancel/")
    page = story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""}, follow=True).content.decode()
    assert "The orders you have go on" in page and "Until the end of the period" not in page
    assert story.row.state == "cancelled"


def test_a_bill_that_the_provider_gave_up_can_still_be_paid(story: Story) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("pro")
    story.give_card("pm_card_chargeCustomerFail")
    story.go_to(62)
    story.client.v1.invoices.mark_uncollectible(Invoice.objects.get(state="open").reference)
    story.hear()
    assert (story.row.state, queries.owed(story.row)) == ("past_due", Invoice.objects.get(state="uncollectible").total)
    assert "Pay this bill" in story.text()
    story.give_card()
    story.browser.post(PAGE + "pay/")
    story.hear()
    assert (story.row.state, queries.owed(story.row)) == ("active", 0)

"""A card whose bank asks its owner at every charge: the plan begins when they have confirmed, once, or not at all."""

import urllib.parse
import urllib.request
from typing import Any

import pytest

import tenants
from shared_apps.billing import asking, catalogue, plans, verbs
from shared_apps.billing.errors import CardDeclined
from shared_apps.billing.models import Call, Invoice
from tests.shared_apps.billing.conftest import OWNER, days
from tests.shared_apps.billing.story import PAGE, Story, standin, story, stripe_client, stripe_server

__all__ = ["standin", "story", "stripe_client", "stripe_server"]
ASKS = "pm_card_threeDSecure2Required"
CONFIRM = PAGE + "confirm/"


def give_it(story: Story, method: str = ASKS) -> None:
    """The card is saved: its bank asks for that, too."""
    story.browser.get(PAGE + "card/")
    intent = story.client.v1.setup_intents.list(params={"customer": story.row.customer}).data[0]
    wish: Any = {"payment_method": method, "return_url": "http://localhost/"}
    asked = story.client.v1.setup_intents.confirm(intent.id, params=wish).to_dict()
    decide(asked["next_action"]["redirect_to_url"]["url"])
    story.browser.get(f"{PAGE}card/done/?setup_intent={intent.id}")
    story.hear()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """The way back is for the browser to go."""


def decide(bank: str, action: str = "complete") -> str:
    """What the owner does on the bank's page; return where it leads back to."""
    try:
        urllib.request.build_opener(_Stay).open(bank, urllib.parse.urlencode({"action": action}).encode())
    except urllib.error.HTTPError as answer:
        assert answer.code in (302, 303)
        return answer.headers["Location"]
    raise AssertionError("the bank leads nowhere")


def back(story: Story, bank: str, action: str = "complete") -> str:
    there = urllib.parse.urlsplit(decide(bank, action))
    assert there.path == CONFIRM
    return story.browser.get(f"{there.path}?{there.query}", follow=True).content.decode()


def held(story: Story) -> list[str]:
    found = story.client.v1.subscriptions.list(params={"customer": story.row.customer, "status": "all"}).data
    return sorted(each.status for each in found)


def charged(story: Story) -> list[int]:
    return [each.amount for each in story.client.v1.charges.list().data if each.paid]


@pytest.fixture
def bank(story: Story) -> str:
    """The trial is over, Pro is chosen, and the bank asks: its page."""
    story.go_to(31)
    give_it(story)
    answer = story.choose("pro")
    assert (answer.status_code, answer.url) == (302, CONFIRM)
    return bank_of(story)


def bank_of(story: Story) -> str:
    return str(story.browser.get(CONFIRM).context["bank"])


def test_the_plan_begins_when_the_bank_has_heard_its_customer(story: Story, bank: str) -> None:
    assert story.row.status == "" and held(story) == ["incomplete"]
    page = story.text(CONFIRM)
    assert "Nothing is charged yet" in page and bank in page and "Visa 3220" in page
    assert "Your plan is Pro" in back(story, bank)
    story.hear()
    assert (story.row.status, story.row.state, story.row.monthly_value) == ("active", "active", 6900)
    assert (held(story), charged(story)) == (["active"], [8418])
    assert Call.objects.get(verb="subscribe").state == "done"


def test_who_does_not_come_back_has_it_by_the_webhook(story: Story, bank: str) -> None:
    decide(bank)
    story.hear()
    assert story.row.state == "active"
    assert Call.objects.get(verb="subscribe").state == "done"


def test_nothing_is_owed_for_what_has_not_begun(story: Story, bank: str) -> None:
    with tenants.platform():
        asking.read_again(at=story.now)
    assert (story.row.status, story.row.unpaid_since, Invoice.objects.count()) == ("", None, 0)


def test_who_says_no_at_the_bank_has_no_plan_and_may_choose_again(story: Story, bank: str) -> None:
    assert "no plan has begun" in back(story, bank, "fail")
    story.hear()
    assert (story.row.status, charged(story), Invoice.objects.count()) == ("", [], 0)
    story.choose("starter")
    assert held(story) == ["incomplete", "incomplete_expired"]
    back(story, bank_of(story))
    assert (story.row.plan, story.row.status, len(charged(story))) == ("starter", "active", 1)
    assert held(story) == ["active", "incomplete_expired"]


def test_of_two_presses_only_the_last_can_be_confirmed(story: Story, bank: str) -> None:
    story.choose("starter")
    with pytest.raises(AssertionError):  # that payment is withdrawn: its page has no way on
        decide(bank)
    back(story, bank_of(story))
    assert (held(story), charged(story)) == (["active", "incomplete_expired"], [3538])


def test_who_presses_again_after_the_bank_has_one_plan_all_the_same(story: Story, bank: str) -> None:
    story.standin.deliver = []  # nobody has told us
    decide(bank)
    story.choose("starter")
    assert (story.row.plan, held(story), len(charged(story))) == ("pro", ["active"], 1)


def test_another_card_takes_its_place_and_collects_nothing_by_itself(story: Story, bank: str) -> None:
    story.give_card()
    assert charged(story) == []
    story.choose("pro")
    assert (held(story), charged(story)) == (["active", "incomplete_expired"], [8418])


def test_a_day_later_it_has_lapsed(story: Story, bank: str) -> None:
    story.go_to(32.5)
    assert held(story) == ["incomplete_expired"]
    assert "no plan has begun" in story.browser.get(CONFIRM, follow=True).content.decode()


def test_a_card_that_declines_leaves_nothing_behind(story: Story) -> None:
    story.go_to(31)
    story.give_card("pm_card_chargeCustomerFail")
    story.choose("pro")
    assert (held(story), story.row.status, story.row.unpaid_since) == (["incomplete_expired"], "", None)


@pytest.mark.parametrize("path", ["/v1/subscriptions", "/v1/payment_intents/*/confirm"])
def test_whatever_breaks_on_the_way_one_payment_waits(story: Story, path: str) -> None:
    story.go_to(31)
    give_it(story)
    catalogue.sync()
    story.standin.faults.api("reset_after", path, method="POST", times=1)
    assert story.choose("pro").status_code == 424
    with tenants.platform():
        assert asking.finish_calls(at=days(31.1)) == 1
    assert held(story) == ["incomplete"]
    back(story, bank_of(story))
    assert (held(story), len(charged(story))) == (["active"], 1)


@pytest.mark.parametrize("path", ["/v1/subscriptions", "/v1/payment_intents/*/confirm"])
def test_an_error_that_is_remembered_ends_in_one_plan_that_is_paid_once(story: Story, path: str) -> None:
    """Either what stands is taken over, or it was never paid and gives way to the next press."""
    story.go_to(31)
    story.give_card()
    catalogue.sync()
    story.standin.faults.api("error_after", path, method="POST")
    assert story.choose("pro").status_code == 424
    with tenants.platform():
        asking.finish_calls(at=days(31.1))
    assert not Call.objects.filter(state="intended").exists()
    if not story.row.is_subscribed:
        story.choose("pro")
    assert (story.row.status, held(story).count("active"), charged(story)) == ("active", 1, [8418])


def test_without_its_owner_such_a_card_is_declined(story: Story) -> None:
    story.go_to(31)
    give_it(story)
    catalogue.sync()
    with tenants.platform(), pytest.raises(CardDeclined):
        asking.ask(story.id, "subscribe", params={"plan": "pro", "interval": "month"}, by=OWNER, at=story.now)
    assert held(story) == ["incomplete_expired"]


def test_the_first_bill_after_the_trial_is_confirmed_on_the_page(story: Story) -> None:
    give_it(story)
    story.choose("pro")
    assert story.row.status == "trialing"
    story.go_to(30.2)
    assert (story.row.status, story.row.state) == ("past_due", "past_due")
    answer = story.browser.post(PAGE + "pay/")
    assert answer.url == CONFIRM
    assert "The bill is paid as soon as" in story.text(CONFIRM)
    assert "bill is still open" in back(story, bank_of(story), "fail")
    story.browser.post(PAGE + "pay/")
    assert "The payment is confirmed" in back(story, bank_of(story))
    assert (story.row.state, charged(story)) == ("active", [8418])


def test_the_coupon_for_coming_back_is_still_there_after_a_try_that_was_left(story: Story) -> None:
    story.give_card()
    story.choose("pro")
    story.go_to(31)
    story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""})
    story.go_to(62)
    give_it(story)
    for _again in range(2):
        assert story.browser.post(PAGE + "return/").url == CONFIRM
        assert story.row.state == "cancelled"
    back(story, bank_of(story))
    assert (story.row.state, story.row.coupon) == ("active", plans.WIN_BACK_COUPON)
    assert [call.state for call in Call.objects.filter(verb="subscribe").order_by("id")] == ["done", "refused", "done"]


def test_what_is_owed_is_confirmed_before_a_new_plan_begins(story: Story) -> None:
    give_it(story)
    story.choose("pro")
    story.go_to(31)
    story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""})
    story.go_to(64)
    assert story.row.state == "cancelled"
    assert story.browser.post(PAGE + "return/").url == CONFIRM
    assert "active" not in held(story)
    back(story, bank_of(story))
    assert (charged(story), Invoice.objects.filter(state="open").count()) == ([8418], 0)
    assert story.browser.post(PAGE + "return/").url == CONFIRM
    back(story, bank_of(story))
    assert story.row.state == "active"


def test_where_nothing_waits_the_bank_has_no_page(story: Story) -> None:
    assert story.browser.get(CONFIRM).url == PAGE
    story.give_card()
    assert verbs.bank_page(story.row.customer) == ""

"""The whole way with the real SDK against the stand-in: from the trial to a card, a bill, a failure, and back."""

from typing import Any

import pytest
import stripe
from django.core.management import call_command

import tenants
from shared_apps.billing import actions, asking, catalogue, plans, reading
from shared_apps.billing.errors import ProviderAway
from shared_apps.billing.models import Call, Invoice, ProviderEvent
from shared_apps.journal.models import Entry
from standins.stripe import StandIn
from tenants import registry
from tests.shared_apps.billing.conftest import OWNER, days
from tests.shared_apps.billing.story import PAGE, Story, standin, story, stripe_client, stripe_server

__all__ = ["standin", "story", "stripe_client", "stripe_server"]


def test_the_catalogue_is_made_once(standin: StandIn, stripe_client: stripe.StripeClient, on_platform: None) -> None:
    made = catalogue.sync()
    assert len(made) == len(plans.PLANS) * 4 + 3  # a product and three prices each; meter, VAT, coupon
    assert catalogue.sync() == []
    call_command("sync_plans")
    keys = {price.lookup_key for price in stripe_client.v1.prices.list(params={"limit": 100}).auto_paging_iter()}
    assert keys == {price.key for price in catalogue.wanted()}


def test_from_the_trial_to_paying(story: Story) -> None:
    story.give_card()
    assert story.row.card == "Visa 4242"
    assert "€69.00" in story.text(PAGE + "plan/?plan=pro&interval=month")
    story.choose("pro")
    assert (story.row.status, story.row.state, story.row.trial_ends_at) == ("trialing", "trialing", days(30))
    assert "Visa 4242 is charged for the first time" in story.text()
    story.go_to(30.2)
    assert (story.row.status, story.row.state, story.row.monthly_value) == ("active", "active", 6900)
    bill = Invoice.objects.get(total__gt=0)
    assert (bill.state, bill.total, bill.tax, bill.paid) == ("paid", 8418, 1518, 8418)
    assert bill.number in story.text() and bill.pdf_url.startswith("http")
    assert "€69.00" in story.text(PAGE + "next/")


def test_trial_paid_failed_suspended_paid(story: Story, napoli: Any) -> None:
    story.give_card()
    story.choose("pro")
    story.go_to(30.2)
    story.give_card("pm_card_chargeCustomerFail")
    story.go_to(62)
    assert (story.row.status, story.row.state, story.standing) == ("past_due", "past_due", "good")
    began = story.row.unpaid_since
    assert began is not None
    story.go_to(70)
    assert (story.row.state, story.standing) == ("restricted", "restricted")
    story.go_to(84)
    assert (story.row.state, story.standing, story.row.unpaid_since) == ("suspended", "suspended", began)
    assert "takes no new orders" in story.text("/")
    refused = story.browser.post(PAGE + "pay/", follow=True)
    assert "declined" in refused.content.decode()
    story.give_card()
    story.hear()
    assert (story.row.state, story.standing, story.row.unpaid_since) == ("active", "good", None)
    told = Entry.objects.filter(fact="NoticeDue").order_by("id").values_list("payload", flat=True)
    assert [each["notice"] for each in told][-3:] == ["failed", "restricted", "suspended"]
    kinds = Entry.objects.filter(fact__in=("PaymentFailed", "InvoicePaid")).order_by("id")
    assert [entry.fact for entry in kinds] == ["InvoicePaid", "PaymentFailed", "InvoicePaid"]


def test_orders_are_billed_by_the_meter(story: Story, napoli: Any) -> None:
    story.give_card()
    story.choose("starter", "year")
    story.go_to(31)
    assert story.row.interval == "year"
    with tenants.platform():
        actions.count_orders(napoli.id, orders={days(31).date(): 40, days(32).date(): 10}, at=days(33))
        story.go_to(35)
        assert asking.hand_in_orders(at=story.now) == 2
        assert asking.hand_in_orders(at=story.now) == 0
    story.go_to(64)
    fees = Invoice.objects.filter(total__gt=0).order_by("made_at").last()
    assert fees is not None
    assert (fees.total - fees.tax, fees.state) == (50 * 15, "paid")


def test_a_change_costs_what_was_shown(story: Story) -> None:
    story.give_card()
    story.choose("starter")
    story.go_to(30.2)
    with tenants.platform():
        actions.count_orders(story.id, orders={days(35).date(): 100}, at=days(36))
        assert asking.hand_in_orders(at=story.go_to(38)) == 1
    story.go_to(45)
    shown = story.browser.get(PAGE + "plan/?plan=franchise&interval=month").context["preview"]
    assert shown.on is None  # at once
    assert 100 * 15 in [line.amount for line in shown.lines]  # the orders so far, at the old plan's fee
    assert 5800 < shown.total < 9300  # and half of the difference, with VAT
    story.choose("franchise")
    assert (story.row.plan, story.row.monthly_value) == ("franchise", 12900)
    charged = Invoice.objects.order_by("made_at", "id").last()
    assert charged is not None
    assert (charged.total, charged.state) == (shown.total, "paid")
    assert registry.by_id(story.id, fresh=True).plan == "franchise"


WISH = {"plan": "pro", "interval": "month"}


def test_a_declined_card_changes_nothing(story: Story) -> None:
    story.go_to(31)
    story.give_card("pm_card_chargeCustomerFail")
    answer = story.choose("pro")
    assert answer.status_code in (302, 402)
    assert (story.row.status, story.row.state) == ("", "past_due")
    assert Call.objects.get(verb="subscribe").state == "refused"
    story.give_card()
    story.choose("pro")
    assert story.row.state == "active"


def test_a_cancellation_keeps_to_the_period_and_can_be_taken_back(story: Story) -> None:
    story.give_card()
    story.choose("pro")
    story.go_to(31)
    leaving = {"reason": "too_expensive", "words": "sorry"}
    story.browser.post(PAGE + "cancel/", leaving)
    assert story.row.cancel_at == story.row.period_end
    story.browser.post(PAGE + "keep/")
    assert story.row.cancel_at is None
    story.browser.post(PAGE + "cancel/", leaving)
    story.go_to(59)
    assert (story.row.state, story.standing) == ("active", "good")
    story.go_to(62)
    assert (story.row.state, story.standing) == ("cancelled", "suspended")
    story.browser.post(PAGE + "return/")
    story.hear()
    back = story.row
    assert (back.state, back.coupon, back.monthly_value, story.standing) == ("active", "welcome-back-30", 4830, "good")
    kinds = back.movements.order_by("at", "id").values_list("kind", flat=True)
    assert list(kinds) == ["new", "lost", "back"]
    story.browser.post(PAGE + "cancel/", leaving)
    story.go_to(94)
    assert "% off" not in story.text()
    story.browser.post(PAGE + "return/")
    assert (story.row.status, story.row.coupon) == ("active", "")


def test_a_code_is_taken_off(story: Story) -> None:
    coupon = story.client.v1.coupons.create(params={"percent_off": 50, "duration": "forever"}).id
    story.client.v1.promotion_codes.create(params={"code": "NAPOLI", "promotion": {"type": "coupon", "coupon": coupon}})
    story.give_card()
    assert "not valid" in story.browser.post(PAGE + "coupon/", {"code": "ROMA"}, follow=True).content.decode()
    assert "not valid" in story.browser.post(PAGE + "coupon/", {"code": plans.WIN_BACK_COUPON}).content.decode()
    story.browser.post(PAGE + "coupon/", {"code": "NAPOLI"})
    story.choose("pro")
    story.go_to(31)
    assert (story.row.percent_off, story.row.monthly_value, story.row.wished_coupon) == (50, 3450, "")
    again = story.browser.post(PAGE + "coupon/", {"code": "NAPOLI"}, follow=True).content.decode()
    assert "not valid" in again  # typed again it would begin anew
    assert "not valid" in story.browser.post(PAGE + "coupon/", {"code": coupon}).content.decode()
    assert Invoice.objects.get(total__gt=0).total == 4209


DETAILS = {
    "company": "Da Ciro srl", "email": "conti@napoli.test", "street": "Via Toledo 1", "postcode": "80134",
    "city": "Napoli", "country": "IT", "tax_id": "00743110157",
}  # fmt: skip


def test_the_vat_number_stands_on_the_bill(story: Story) -> None:
    story.give_card()
    for _ in range(2):
        story.browser.post(PAGE + "details/", DETAILS)
    held = story.client.v1.customers.tax_ids.list(story.row.customer).data
    assert [tax_id.value for tax_id in held] == ["IT00743110157"]
    assert story.client.v1.customers.retrieve(story.row.customer).name == "Da Ciro srl"


def test_also_when_it_was_typed_before_the_card(story: Story) -> None:
    story.browser.post(PAGE + "details/", DETAILS)
    story.go_to(31)
    story.give_card()
    story.choose("pro")
    first = story.client.v1.invoices.list(params={"customer": story.row.customer}).data[0]
    assert first.customer_tax_ids is not None
    assert [tax_id.value for tax_id in first.customer_tax_ids] == ["IT00743110157"]


def test_details_are_not_changed_here_while_they_cannot_be_changed_there(story: Story) -> None:
    story.give_card()
    story.standin.faults.api("reset_before", "/v1/customers/*", method="POST")
    assert story.browser.post(PAGE + "details/", DETAILS).status_code == 424
    assert story.browser.post(PAGE + "details/", {**DETAILS, "company": "Da Anna"}).status_code == 409
    with tenants.platform():
        assert asking.finish_calls(at=days(1.1)) == 1
    assert story.row.company == story.client.v1.customers.retrieve(story.row.customer).name == "Da Ciro srl"


@pytest.mark.parametrize("fault", ["error_before", "reset_before", "reset_after"])
def test_whatever_the_provider_does_one_subscribes_once(story: Story, fault: str) -> None:
    story.go_to(31)
    story.give_card()
    catalogue.sync()
    story.standin.faults.api(fault, "/v1/subscriptions", method="POST", times=1)
    with tenants.platform(), pytest.raises(ProviderAway):
        asking.ask(story.id, "subscribe", params=WISH, by=OWNER, at=story.now)
    with tenants.platform():
        assert asking.finish_calls(at=days(31.1)) == 1
    story.hear()
    held = story.client.v1.subscriptions.list(params={"customer": story.row.customer, "status": "all"}).data
    assert (len(held), story.row.state) == (1, "active")
    paid = [each for each in story.client.v1.invoices.list().data if each.amount_paid]
    assert len(paid) == 1


@pytest.mark.parametrize("path", ["/v1/subscriptions", "/v1/customers"])
def test_an_error_that_is_remembered_does_not_hide_what_was_done(story: Story, path: str) -> None:
    catalogue.sync()
    if path == "/v1/subscriptions":
        story.give_card()
    on_trial = {**WISH, "trial_end": int(days(30).timestamp())}
    verb, params = ("subscribe", on_trial) if story.row.customer else ("open", {})
    story.standin.faults.api("error_after", path, method="POST")
    with tenants.platform():
        with pytest.raises(ProviderAway):
            asking.ask(story.id, verb, params=params, by=OWNER, at=story.now)
        assert asking.finish_calls(at=days(1.1)) == 1
        assert Call.objects.get(verb=verb, intended_at=story.now).state == "done"
    made = story.client.v1.customers.list().data
    assert [customer.id for customer in made] == [story.row.customer]
    assert len(story.client.v1.subscriptions.list().data) == (verb == "subscribe") == story.row.is_subscribed


def test_where_there_are_only_errors_and_nothing_was_done_the_way_is_free(story: Story) -> None:
    story.give_card()
    catalogue.sync()
    story.standin.faults.api("error_before", "/v1/subscriptions", method="POST", times=2)
    with tenants.platform():
        with pytest.raises(ProviderAway):
            asking.ask(story.id, "subscribe", params=WISH, by=OWNER, at=story.now)
        assert asking.finish_calls(at=days(1.1)) == 1
        assert Call.objects.get(verb="subscribe").state == "refused"
        assert asking.ask(story.id, "subscribe", params=WISH, by=OWNER, at=story.now).is_subscribed


def test_webhooks_late_twice_and_turned_round_end_in_the_same_state(story: Story) -> None:
    story.standin.faults.webhooks("duplicate", "*")
    story.standin.faults.webhooks("reorder", "invoice.*")
    story.give_card()
    story.choose("pro")
    story.go_to(30.2)
    story.standin.flush(delayed=True)
    with tenants.platform():
        heard = story.row
        asking.read_again(at=story.now)
        assert (heard.state, heard.status, heard.plan) == (story.row.state, story.row.status, story.row.plan)
    assert story.row.state == "active"
    assert ProviderEvent.objects.count() > 3


def test_without_any_webhook_the_night_finds_out(story: Story) -> None:
    story.give_card()
    story.choose("pro")
    story.standin.deliver = []
    story.go_to(30.2)
    assert story.row.status == "trialing"
    with tenants.platform():
        asking.read_again(at=story.now)
    assert (story.row.status, story.row.state) == ("active", "active")


def test_a_card_of_somebody_else_is_not_taken(story: Story) -> None:
    other = story.client.v1.customers.create(params={"email": "x@y.test"}).id
    intent = story.client.v1.setup_intents.create(
        params={
            "customer": other, "payment_method": "pm_card_visa", "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        }
    )  # fmt: skip
    story.browser.get(PAGE + "card/")
    answer = story.browser.get(f"{PAGE}card/done/?setup_intent={intent.id}")
    assert answer.status_code == 409
    assert story.row.card == ""


def test_the_card_page_lets_the_browser_load_only_what_it_needs(story: Story, settings: Any) -> None:
    page = story.browser.get(PAGE + "card/")
    origin = settings.STRIPE_ORIGINS["script-src"][0]
    policy = page.headers["Content-Security-Policy"]
    assert origin in policy and "unsafe-inline" not in policy
    assert origin not in story.browser.get(PAGE).headers["Content-Security-Policy"]
    assert 'data-secret="seti_' in page.content.decode()


def test_who_pays_keeps_the_price_they_came_for(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.give_card()
    story.choose("pro")
    monkeypatch.setitem(plans.PLANS["pro"].monthly, "EUR", 7900)  # type: ignore[arg-type]
    assert len(catalogue.sync()) == 1
    story.go_to(31)
    assert (story.row.plan, story.row.monthly_value) == ("pro", 6900)


def test_a_preview_that_cannot_be_had_is_no_crash(story: Story) -> None:
    story.give_card()
    story.standin.faults.api("error_before", "/v1/invoices/create_preview", method="POST", times=9)
    assert story.browser.get(PAGE + "plan/?plan=pro&interval=month").status_code == 424


def test_a_year_that_is_cancelled_goes_on_to_its_end(story: Story) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("pro", "year")
    ends = story.browser.get(PAGE + "cancel/").context["ends"]
    story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""})
    assert story.row.cancel_at == story.row.period_end == ends
    assert ends.date() == days(31 + 365).date()
    story.go_to(64)
    assert (story.row.state, story.standing) == ("active", "good")
    story.browser.post(PAGE + "keep/")
    assert story.row.cancel_at is None


def test_no_order_is_lost_where_periods_meet_nor_where_the_plan_ends(story: Story) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("starter")
    for day in range(31, 92):
        if day == 80:
            story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""})
        with tenants.platform():
            actions.count_orders(story.id, orders={days(day).date(): 10}, at=story.now)
            asking.hand_in_orders(at=story.now)
        story.go_to(day + 0.95)
    with tenants.platform():
        asking.hand_in_orders(at=story.now)
    story.go_to(93)
    assert story.row.state == "cancelled"
    fees = sum(bill.total - bill.tax for bill in Invoice.objects.filter(state="paid")) - 2 * 2900
    assert fees == 60 * 10 * 15  # all but the day on which it began and the last hours


def test_the_next_bill_is_the_one_that_comes_next(story: Story) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("pro", "year")
    with tenants.platform():
        actions.count_orders(story.id, orders={days(32).date(): 100}, at=days(33))
        asking.hand_in_orders(at=story.go_to(35))
    assert "8 July 2026" in story.text(PAGE + "next/")
    story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""})
    page = story.text(PAGE + "next/")
    assert "8 July 2026" in page and "€9.76" in page  # the orders so far, with VAT


def test_and_when_none_comes_that_is_said(story: Story) -> None:
    story.give_card()
    story.choose("pro")
    story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""})
    assert "None: the plan is cancelled" in story.text(PAGE + "next/")


@pytest.mark.parametrize("moment", ["²", "9" * 5000, "-1", ""])
def test_a_moment_that_is_none_is_now(story: Story, moment: str) -> None:
    story.give_card()
    story.choose("pro")
    answer = story.browser.post(PAGE + "plan/", {"plan": "starter", "interval": "month", "moment": moment})
    assert (answer.status_code, story.row.plan) == (302, "starter")


def test_what_is_owed_from_before_is_paid_on_coming_back(story: Story) -> None:
    story.go_to(31)
    story.give_card()
    story.choose("pro")
    story.give_card("pm_card_chargeCustomerFail")
    story.go_to(62)
    story.browser.post(PAGE + "cancel/", {"reason": "other", "words": ""})
    story.go_to(93)
    assert story.row.state == "cancelled"
    story.give_card("pm_card_chargeCustomerFail")
    assert "declined" in story.browser.post(PAGE + "return/", follow=True).content.decode()
    assert story.row.state == "cancelled"
    story.give_card()
    story.browser.post(PAGE + "return/")
    assert (story.row.state, story.row.unpaid_since) == ("active", None)
    assert not Invoice.objects.filter(state="open").exists()


def test_something_else_than_a_card_has_a_name_too() -> None:
    assert reading.card_words({"type": "card", "card": {"brand": "visa", "last4": "4242"}}) == "Visa 4242"
    assert reading.card_words({"type": "sepa_debit", "sepa_debit": {"last4": "3000"}}) == "Sepa Debit 3000"
    assert reading.card_words({"type": "link", "link": {"email": "ciro@napoli.test"}}) == "Link"

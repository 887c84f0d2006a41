"""Another plan in the middle of a month, by the second; previews say the same as the invoice that follows."""

from typing import Any

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import types
from tests.standins.stripe.billing import DAY, START, Platform


@pytest.fixture
def running(platform: Platform) -> stripe.Subscription:
    """Monthly since 1 May, ten days ago."""
    platform.give_card()
    begun = platform.subscribe(platform.monthly)
    platform.advance(10 * DAY)
    return begun


def change(running: stripe.Subscription, price: str, **more: Any) -> dict[str, Any]:
    return {"items": [{"id": running["items"].data[0].id, "price": price}], **more}


def amounts(invoice: stripe.Invoice) -> list[int]:
    return [line.amount for line in invoice.lines.data]


def test_from_monthly_to_yearly_gives_back_the_rest_and_begins_a_year(
    platform: Platform, running: stripe.Subscription
) -> None:
    now = platform.client.v1.subscriptions.update(running.id, params=change(running, platform.yearly))
    invoice = platform.invoice(now)
    # 21 of 31 days were not used: 29.00 * 21 / 31 = 19.645…
    assert (amounts(invoice), invoice.status, invoice.billing_reason) == ([-1965, 29000], "paid", "subscription_update")
    item = now["items"].data[0]
    assert (item.current_period_start, platform.day(item.current_period_end)) == (START + 10 * DAY, "2027-05-11")
    assert invoice.lines.data[0].parent.subscription_item_details.proration is True


def test_a_dearer_plan_is_charged_with_the_next_invoice(platform: Platform, running: stripe.Subscription) -> None:
    premium = platform.price("month", 5900)
    now = platform.client.v1.subscriptions.update(running.id, params=change(running, premium))
    assert now.latest_invoice == running.latest_invoice
    waiting = platform.client.v1.invoice_items.list(params={"customer": platform.customer, "pending": True}).data
    # 59.00 * 21 / 31 = 39.967…
    assert sorted(item.amount for item in waiting) == [-1965, 3997]
    platform.advance(22 * DAY)
    invoice = platform.invoice(now)
    assert (sorted(amounts(invoice)), invoice.amount_paid) == ([-1965, 3997, 5900], 7932)


def test_or_at_once_when_asked_to(platform: Platform, running: stripe.Subscription) -> None:
    premium = platform.price("month", 5900)
    wish = change(running, premium, proration_behavior="always_invoice")
    now = platform.client.v1.subscriptions.update(running.id, params=wish)
    assert (amounts(platform.invoice(now)), platform.invoice(now).amount_paid) == ([-1965, 3997], 2032)
    assert now["items"].data[0].current_period_end == running["items"].data[0].current_period_end


def test_or_not_at_all(platform: Platform, running: stripe.Subscription) -> None:
    wish = change(running, platform.price("month", 5900), proration_behavior="none")
    platform.client.v1.subscriptions.update(running.id, params=wish)
    assert platform.client.v1.invoice_items.list().data == []


def test_what_was_counted_before_the_change_has_the_old_price_and_what_comes_after_the_new(platform: Platform) -> None:
    platform.give_card()
    old, meter = platform.metered("15"), platform.client.v1.billing.meters.list().data[0].id
    recurring = {"interval": "month", "usage_type": "metered", "meter": meter}
    new = platform.client.v1.prices.create(
        params={"product": platform.product, "currency": "eur", "unit_amount": 5, "recurring": recurring}
    ).id
    begun = platform.subscribe(platform.monthly, old)
    platform.count(100, identifier="before")
    platform.advance(10 * DAY)
    wish = {"items": [{"id": begun["items"].data[1].id, "price": new}], "proration_behavior": "always_invoice"}
    asked = {"subscription": begun.id, "subscription_details": wish}
    assert platform.client.v1.invoices.create_preview(params=asked).total == 1500
    platform.client.v1.subscriptions.update(begun.id, params=wish)
    assert amounts(platform.invoice(begun)) == [1500]
    platform.advance(DAY)
    platform.count(100, identifier="after")
    platform.advance(22 * DAY)
    assert sorted(amounts(platform.invoice(begun))) == [500, 2900]


def test_an_hour_later_the_rest_is_an_hour_less(platform: Platform, running: stripe.Subscription) -> None:
    wish = {"subscription": running.id, "subscription_details": change(running, platform.yearly)}
    preview = platform.client.v1.invoices.create_preview
    before = preview(params=wish)
    wish["subscription_details"]["proration_date"] = platform.now + 3600
    after = preview(params=wish)
    # an hour of a month of 31 days at 29.00 is 3.9 cents
    assert (amounts(before)[0], amounts(after)[0]) == (-1965, -1961)


def test_a_preview_says_what_the_invoice_will_say_and_changes_nothing(
    platform: Platform, running: stripe.Subscription, standin: StandIn
) -> None:
    told = types(standin)
    wish = {"subscription": running.id, "subscription_details": change(running, platform.yearly)}
    preview = platform.client.v1.invoices.create_preview(params=wish)
    assert (types(standin), platform.read(running)["items"].data[0].price.id) == (told, platform.monthly)
    now = platform.client.v1.subscriptions.update(running.id, params=change(running, platform.yearly))
    assert (amounts(preview), preview.total) == (amounts(platform.invoice(now)), platform.invoice(now).total)


def test_a_preview_of_what_comes_is_the_renewal(platform: Platform, running: stripe.Subscription) -> None:
    preview = platform.client.v1.invoices.create_preview(params={"subscription": running.id})
    assert (preview.total, platform.day(preview.lines.data[0].period.start)) == (2900, "2026-06-01")
    platform.client.v1.subscriptions.update(running.id, params={"cancel_at_period_end": True})
    with pytest.raises(stripe.InvalidRequestError, match="No upcoming invoices"):
        platform.client.v1.invoices.create_preview(params={"subscription": running.id})


def test_a_preview_of_what_has_not_begun(platform: Platform) -> None:
    wish = {"customer": platform.customer, "subscription_details": {"items": [{"price": platform.yearly}]}}
    assert platform.client.v1.invoices.create_preview(params=wish).total == 29000
    assert platform.client.v1.subscriptions.list().data == []


def test_who_is_not_known_yet_may_ask_for_a_preview(platform: Platform) -> None:
    platform.client.v1.coupons.create(params={"id": "HALF", "percent_off": 50, "duration": "once"})
    wish = {
        "currency": "eur",
        "subscription_details": {"items": [{"price": platform.monthly}]},
        "discounts": [{"coupon": "HALF"}],
    }
    assert platform.client.v1.invoices.create_preview(params=wish).total == 1450
    assert platform.client.v1.coupons.retrieve("HALF").times_redeemed == 0
    assert [customer.id for customer in platform.client.v1.customers.list().data] == [platform.customer]


def test_a_counted_fee_changes_its_price_with_the_plan(platform: Platform) -> None:
    platform.give_card()
    meter = platform.metered("100")
    running = platform.subscribe(platform.monthly, meter)
    platform.count(4, identifier="one")
    platform.advance(10 * DAY)
    base, counted = (
        next(item.id for item in running["items"].data if item.price.id == price) for price in (platform.monthly, meter)
    )
    recurring = platform.client.v1.prices.retrieve(meter).recurring
    cheaper = platform.price(
        "year", 50, recurring={"interval": "year", "usage_type": "metered", "meter": recurring.meter}
    )
    items = [{"id": base, "price": platform.yearly}, {"id": counted, "price": cheaper}]
    wish = {"items": items, "proration_behavior": "always_invoice", "payment_behavior": "error_if_incomplete"}
    now = platform.client.v1.subscriptions.update(running.id, params=wish)
    # what was counted until the change costs what it cost; from then on a year begins for both
    assert sorted(amounts(platform.invoice(now))) == [-1965, 400, 29000]
    assert {platform.day(item.current_period_end) for item in now["items"].data} == {"2027-05-11"}


def test_items_are_added_and_taken_away_on_their_own(platform: Platform, running: stripe.Subscription) -> None:
    items = platform.client.v1.subscription_items
    extra = platform.price("month", 1000)
    added = items.create(params={"subscription": running.id, "price": extra, "proration_behavior": "none"})
    assert items.update(added.id, params={"quantity": 3, "proration_behavior": "none"}).quantity == 3
    assert len(items.list(params={"subscription": running.id}).data) == 2
    assert items.delete(added.id, params={"proration_behavior": "none"}).deleted is True
    with pytest.raises(stripe.InvalidRequestError, match="at least one active plan"):
        items.delete(running["items"].data[0].id)


def test_who_is_deleted_has_no_subscription(platform: Platform, running: stripe.Subscription) -> None:
    platform.client.v1.customers.delete(platform.customer)
    assert platform.read(running).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        platform.client.v1.subscriptions.update(running.id, params={"description": "again"})


def test_a_change_that_is_not_paid_for_does_not_hold(platform: Platform, running: stripe.Subscription) -> None:
    platform.give_card("pm_card_chargeCustomerFail")
    wish = change(running, platform.yearly, payment_behavior="error_if_incomplete")
    with pytest.raises(stripe.CardError):
        platform.client.v1.subscriptions.update(running.id, params=wish)
    now = platform.read(running)
    assert (now.status, now["items"].data[0].price.id) == ("active", platform.monthly)


def test_a_change_on_trial_costs_nothing(platform: Platform) -> None:
    trial = platform.subscribe(platform.monthly, trial_period_days=14)
    now = platform.client.v1.subscriptions.update(trial.id, params=change(trial, platform.yearly))
    assert (now.status, now["items"].data[0].current_period_end) == ("trialing", START + 14 * DAY)
    platform.give_card()
    platform.advance(15 * DAY)
    assert platform.invoice(trial).amount_paid == 29000


def test_a_trial_may_end_at_once(platform: Platform) -> None:
    trial = platform.subscribe(platform.monthly, trial_period_days=14)
    platform.give_card()
    platform.advance(DAY)
    now = platform.client.v1.subscriptions.update(trial.id, params={"trial_end": "now"})
    assert (now.status, platform.invoice(now).amount_paid) == ("active", 2900)
    assert now["items"].data[0].current_period_start == START + DAY


def test_leaving_at_once_may_give_the_rest_back_as_credit(platform: Platform, running: stripe.Subscription) -> None:
    platform.client.v1.subscriptions.cancel(running.id, params={"prorate": True, "invoice_now": True})
    assert platform.read(running).status == "canceled"
    assert platform.customer_now().balance == -1965
    platform.subscribe(platform.monthly)
    again = platform.client.v1.invoices.list(params={"limit": 1}).data[0]
    assert (again.total, again.starting_balance, again.amount_paid) == (2900, -1965, 935)

"""Prices, coupons, meters and clocks: what they refuse."""

from typing import Any

import pytest
import stripe

from tests.standins.stripe.billing import DAY, Platform


def test_a_product_comes_with_its_price_and_changes_its_name(platform: Platform) -> None:
    products = platform.client.v1.products
    wish = {"id": "pro", "name": "Pro", "default_price_data": {"currency": "eur", "unit_amount": 900}}
    made = products.create(params=wish)
    assert platform.client.v1.prices.retrieve(made.default_price).unit_amount == 900
    assert products.update("pro", params={"name": "Pro+"}).name == "Pro+"
    assert [product.id for product in products.list(params={"ids": ["pro"]}).data] == ["pro"]
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        products.create(params=wish)


def test_a_price_can_be_put_away_but_not_changed(platform: Platform) -> None:
    prices = platform.client.v1.prices
    assert prices.update(platform.monthly, params={"active": False, "nickname": "old"}).active is False
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        platform.subscribe(platform.monthly, trial_period_days=1)
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        prices.update(platform.monthly, params={"unit_amount": 1})  # type: ignore[typeddict-unknown-key]
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        platform.price("month", 1, lookup_key="pro-yearly")


def test_volume_tiers_price_the_whole_by_where_it_lands(platform: Platform) -> None:
    tiers = [{"up_to": 10, "unit_amount": 100}, {"up_to": "inf", "unit_amount": 50}]
    more = {"billing_scheme": "tiered", "tiers_mode": "volume", "tiers": tiers}
    wish: dict[str, Any] = {"product": platform.product, "currency": "eur", "recurring": {"interval": "month"}}
    price = platform.client.v1.prices.create(params=wish | more).id
    items = [{"price": price, "quantity": 13}]
    details = {"customer": platform.customer, "subscription_details": {"items": items}}
    assert platform.client.v1.invoices.create_preview(params=details).total == 650


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"duration": "once"}, "either percent_off or amount_off"),
        ({"amount_off": 100, "duration": "once"}, "currency"),
        ({"percent_off": 10, "duration": "repeating"}, "duration_in_months"),
    ],
)
def test_a_coupon_has_to_make_sense(platform: Platform, wish: Any, words: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=words):
        platform.client.v1.coupons.create(params=wish)


def test_a_coupon_runs_out(platform: Platform) -> None:
    coupons = platform.client.v1.coupons
    over = coupons.create(params={"percent_off": 10, "duration": "once", "redeem_by": platform.now - 1}).id
    gone = coupons.create(params={"percent_off": 10, "duration": "once"}).id
    coupons.delete(gone)
    for coupon in (over, gone):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            platform.subscribe(platform.monthly, trial_period_days=1, discounts=[{"coupon": coupon}])
        assert refused.value.code == "coupon_expired"


def test_a_coupon_for_one_product_leaves_the_other_alone(platform: Platform) -> None:
    other = platform.client.v1.products.create(params={"name": "Printer"}).id
    wish = {"percent_off": 50, "duration": "forever", "applies_to": {"products": [other]}}
    coupon = platform.client.v1.coupons.create(params=wish).id
    platform.give_card()
    price = {"product": other, "currency": "eur", "unit_amount": 1000, "recurring": {"interval": "month"}}
    printer = platform.client.v1.prices.create(params=price).id
    running = platform.subscribe(platform.monthly, printer, discounts=[{"coupon": coupon}])
    assert platform.invoice(running).total == 2900 + 500


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"event_name": "pizzas"}, "No active meter"),
        ({"payload": {"stripe_customer_id": "cus_nobody", "value": "1"}}, "customer of this event"),
        ({"payload": {"value": "1"}}, "customer of this event"),
        ({"timestamp": 1}, "too far"),
    ],
)
def test_an_event_that_counts_for_nobody_is_refused(platform: Platform, change: dict[str, Any], words: str) -> None:
    platform.metered("100")
    wish = {"event_name": "orders", "payload": {"stripe_customer_id": platform.customer, "value": "1"}}
    with pytest.raises(stripe.InvalidRequestError, match=words):
        platform.client.v1.billing.meter_events.create(params=wish | {"timestamp": platform.now} | change)


def test_an_event_counted_by_mistake_is_taken_back(platform: Platform) -> None:
    platform.give_card()
    running = platform.subscribe(platform.metered("100"))
    platform.count(3, identifier="right")
    platform.count(40, identifier="wrong")
    platform.client.v1.billing.meter_event_adjustments.create(
        params={"event_name": "orders", "type": "cancel", "cancel": {"identifier": "wrong"}}
    )
    platform.advance(32 * DAY)
    assert platform.invoice(running).amount_paid == 300


def test_a_clock_goes_forward_two_periods_at_most(platform: Platform) -> None:
    platform.give_card()
    platform.subscribe(platform.monthly)
    with pytest.raises(stripe.InvalidRequestError, match="only goes forward"):
        platform.advance(0)
    with pytest.raises(stripe.InvalidRequestError, match="two intervals"):
        platform.advance(63 * DAY)


def test_a_clock_takes_its_customers_with_it(platform: Platform) -> None:
    trial = platform.subscribe(platform.monthly, trial_period_days=5)
    platform.client.v1.test_helpers.test_clocks.delete(platform.clock)
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        platform.read(trial)


def test_credit_of_the_customer_is_used_first(platform: Platform) -> None:
    credit = {"amount": -1000, "currency": "eur"}
    platform.client.v1.customers.balance_transactions.create(platform.customer, params=credit)
    platform.give_card()
    invoice = platform.invoice(platform.subscribe(platform.monthly))
    assert (invoice.total, invoice.amount_paid, invoice.ending_balance) == (2900, 1900, 0)


def test_what_is_too_little_to_charge_waits(platform: Platform) -> None:
    platform.give_card()
    invoice = platform.invoice(platform.subscribe(platform.price("month", 30)))
    assert (invoice.status, invoice.amount_paid, platform.customer_now().balance) == ("paid", 0, 30)


def test_a_tax_id_has_to_look_like_one(platform: Platform) -> None:
    tax_ids = platform.client.v1.customers.tax_ids
    with pytest.raises(stripe.InvalidRequestError):
        tax_ids.create(platform.customer, params={"type": "eu_vat", "value": "12"})
    kept = tax_ids.create(platform.customer, params={"type": "eu_vat", "value": "IT01234567890"})
    assert kept.verification.status == "verified"
    tax_ids.delete(platform.customer, kept.id)
    assert tax_ids.list(platform.customer).data == []

"""What is counted, taken off, taxed and owed: invoices through the real SDK."""

import pytest
import stripe

from tests.standins.stripe.billing import DAY, START, Platform


def test_what_is_counted_is_invoiced_when_the_month_is_over(platform: Platform) -> None:
    platform.give_card()
    running = platform.subscribe(platform.monthly, platform.metered("12.5"))
    platform.count(100, identifier="day-1")
    platform.advance(10 * DAY)
    platform.count(21, identifier="day-11")
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        platform.count(21, identifier="day-11")
    platform.advance(22 * DAY)
    invoice = platform.invoice(running)
    # 121 orders at 12.5 cents are 15.125, rounded half up once
    assert sorted(line.amount for line in invoice.lines.data) == [1513, 2900]
    assert invoice.amount_paid == 4413
    usage = next(line for line in invoice.lines.data if line.amount == 1513)
    assert (usage.quantity, usage.period.start) == (121, START)


def test_what_comes_late_but_within_the_hour_is_still_in_it(platform: Platform) -> None:
    platform.give_card()
    running = platform.subscribe(platform.metered("100"))
    platform.advance(31 * DAY + 60)
    assert platform.invoice(running).status == "draft"
    platform.count(3, identifier="late", at=platform.now - 120)
    platform.advance(3600)
    assert platform.invoice(running).amount_paid == 300


def test_a_yearly_plan_may_be_counted_by_the_month(platform: Platform) -> None:
    platform.give_card()
    running = platform.subscribe(platform.yearly, platform.metered("100"))
    platform.count(5, identifier="one")
    platform.advance(32 * DAY)
    assert platform.invoice(running).amount_paid == 500
    ends = sorted(platform.day(item.current_period_end) for item in platform.read(running)["items"].data)
    assert ends == ["2026-07-01", "2027-05-01"]


def test_what_was_counted_until_the_end_is_asked_for(platform: Platform) -> None:
    platform.give_card()
    running = platform.subscribe(platform.metered("100"))
    platform.count(7, identifier="one")
    platform.client.v1.subscriptions.update(running.id, params={"cancel_at_period_end": True})
    platform.advance(32 * DAY)
    assert (platform.read(running).status, platform.invoice(running).amount_paid) == ("canceled", 700)


def test_the_meter_says_what_it_counted(platform: Platform) -> None:
    platform.metered("100")
    platform.count(7, identifier="one")
    meter = platform.client.v1.billing.meters.list().data[0].id
    wish = {"customer": platform.customer, "start_time": START - 60, "end_time": START + 60}
    assert platform.client.v1.billing.meters.event_summaries.list(meter, params=wish).data[0].aggregated_value == 7


@pytest.mark.parametrize(
    ("coupon", "paid"),
    [
        ({"percent_off": 20, "duration": "once"}, [2320, 2900, 2900]),
        ({"percent_off": 50, "duration": "repeating", "duration_in_months": 2}, [1450, 1450, 2900]),
        ({"amount_off": 500, "currency": "eur", "duration": "forever"}, [2400, 2400, 2400]),
        ({"percent_off": 100, "duration": "once"}, [0, 2900, 2900]),
    ],
)
def test_a_coupon_lasts_as_long_as_it_says(platform: Platform, coupon: dict[str, object], paid: list[int]) -> None:
    platform.give_card()
    id = platform.client.v1.coupons.create(params=coupon).id
    running = platform.subscribe(platform.monthly, discounts=[{"coupon": id}])
    for _ in paid[1:]:
        platform.advance(31 * DAY)
    found = platform.client.v1.invoices.list(params={"subscription": running.id}).data
    assert [invoice.amount_paid for invoice in reversed(found)] == paid


def test_a_code_stands_for_a_coupon_until_it_is_used_up(platform: Platform) -> None:
    platform.give_card()
    coupon = platform.client.v1.coupons.create(params={"percent_off": 10, "duration": "forever"}).id
    promotion = {"type": "coupon", "coupon": coupon}
    platform.client.v1.promotion_codes.create(params={"code": "NAPOLI", "promotion": promotion, "max_redemptions": 1})
    code = platform.client.v1.promotion_codes.list(params={"code": "napoli", "active": True}).data[0].id
    running = platform.subscribe(
        platform.monthly, discounts=[{"promotion_code": code}], expand=["discounts.source.coupon"]
    )
    assert running.discounts[0].source.coupon.percent_off == 10
    assert platform.invoice(running).total_discount_amounts[0].amount == 290
    with pytest.raises(stripe.InvalidRequestError, match="cannot be redeemed"):
        platform.subscribe(platform.yearly, discounts=[{"promotion_code": code}])


@pytest.mark.parametrize(("exempt", "tax", "total"), [("none", 638, 3538), ("reverse", 0, 2900), ("exempt", 0, 2900)])
def test_tax_is_added_unless_the_customer_owes_none(platform: Platform, exempt: str, tax: int, total: int) -> None:
    platform.client.v1.customers.update(platform.customer, params={"tax_exempt": exempt})
    platform.client.v1.customers.tax_ids.create(platform.customer, params={"type": "eu_vat", "value": "IT01234567890"})
    vat = platform.client.v1.tax_rates.create(params={"display_name": "IVA", "percentage": 22, "inclusive": False})
    platform.give_card()
    running = platform.subscribe(platform.monthly, default_tax_rates=[vat.id])
    invoice = platform.invoice(running)
    assert (invoice.total_taxes[0].amount, invoice.total_excluding_tax, invoice.amount_paid) == (tax, 2900, total)
    assert invoice.customer_tax_ids[0].value == "IT01234567890"


def test_an_invoice_has_a_number_of_its_customers_own_row(platform: Platform) -> None:
    platform.give_card()
    running = platform.subscribe(platform.monthly)
    platform.advance(32 * DAY)
    found = platform.client.v1.invoices.list(params={"subscription": running.id}).data
    assert [invoice.number[-5:] for invoice in found] == ["-0002", "-0001"]


def test_an_invoice_can_be_voided_or_given_up_but_not_when_paid(platform: Platform) -> None:
    begun = platform.subscribe(platform.monthly, payment_behavior="default_incomplete")
    invoices = platform.client.v1.invoices
    assert invoices.mark_uncollectible(begun.latest_invoice).status == "uncollectible"
    assert invoices.void_invoice(begun.latest_invoice).status == "void"
    platform.give_card()
    paid = platform.subscribe(platform.yearly)
    with pytest.raises(stripe.InvalidRequestError, match="paid"):
        invoices.void_invoice(paid.latest_invoice)
    with pytest.raises(stripe.InvalidRequestError, match="already paid"):
        invoices.pay(paid.latest_invoice)


def test_an_invoice_can_be_paid_outside(platform: Platform) -> None:
    begun = platform.subscribe(platform.monthly, payment_behavior="default_incomplete")
    paid = platform.client.v1.invoices.pay(begun.latest_invoice, params={"paid_out_of_band": True})
    assert (paid.status, platform.read(begun).status) == ("paid", "active")


def test_what_is_credited_comes_back_by_refund_or_waits_as_credit(platform: Platform) -> None:
    platform.give_card()
    invoice = platform.subscribe(platform.monthly).latest_invoice
    notes = platform.client.v1.credit_notes
    note = notes.create(params={"invoice": invoice, "amount": 900, "refund_amount": 400, "credit_amount": 500})
    assert platform.client.v1.refunds.retrieve(note.refunds[0].refund).amount == 400
    assert platform.customer_now().balance == -500
    with pytest.raises(stripe.InvalidRequestError, match="more than what is left"):
        notes.create(params={"invoice": invoice, "refund_amount": 2001})


def test_a_hand_written_invoice_takes_what_waits(platform: Platform) -> None:
    platform.give_card()
    v1 = platform.client.v1
    v1.invoice_items.create(
        params={"customer": platform.customer, "amount": 5000, "currency": "eur", "description": "Setup"}
    )
    draft = v1.invoices.create(params={"customer": platform.customer, "pending_invoice_items_behavior": "include"})
    assert (draft.status, draft.total) == ("draft", 5000)
    assert v1.invoices.pay(draft.id).amount_paid == 5000


def test_tiers_are_added_up(platform: Platform) -> None:
    tiers = [{"up_to": 10, "unit_amount": 100}, {"up_to": "inf", "unit_amount": 50, "flat_amount": 200}]
    price = platform.client.v1.prices.create(
        params={
            "product": platform.product, "currency": "eur", "billing_scheme": "tiered", "tiers_mode": "graduated",
            "tiers": tiers, "recurring": {"interval": "month"},
        }
    )  # fmt: skip
    platform.give_card()
    running = platform.client.v1.subscriptions.create(
        params={"customer": platform.customer, "items": [{"price": price.id, "quantity": 13}]}
    )
    assert platform.invoice(running).amount_paid == 10 * 100 + 200 + 3 * 50


def test_a_lookup_key_moves_to_the_new_price(platform: Platform) -> None:
    dearer = platform.price("month", 3900, lookup_key="pro-monthly", transfer_lookup_key=True)
    found = platform.client.v1.prices.list(params={"lookup_keys": ["pro-monthly"]}).data
    assert [price.id for price in found] == [dearer]

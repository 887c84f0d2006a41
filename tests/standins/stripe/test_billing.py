"""From a trial without a card to what happens when the card fails: subscriptions through the real SDK."""

from pathlib import Path

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import types
from tests.standins.stripe.billing import DAY, START, Platform

MONTH = 30 * DAY  # May, June: long enough to be past the renewal of a monthly subscription from the 1st


def test_a_trial_needs_no_card_and_costs_nothing(platform: Platform) -> None:
    trial = platform.subscribe(platform.monthly, trial_period_days=14)
    assert (trial.status, trial.trial_end) == ("trialing", START + 14 * DAY)
    assert trial["items"].data[0].current_period_end == START + 14 * DAY
    invoice = platform.invoice(trial)
    assert (invoice.status, invoice.total, invoice.billing_reason) == ("paid", 0, "subscription_create")


def test_a_trial_is_paid_for_when_it_ends(platform: Platform, standin: StandIn) -> None:
    trial = platform.subscribe(platform.monthly, trial_period_days=14)
    platform.give_card()
    platform.advance(11 * DAY)
    assert types(standin).count("customer.subscription.trial_will_end") == 1
    platform.advance(4 * DAY)
    now = platform.read(trial)
    invoice = platform.invoice(now)
    assert (now.status, invoice.status, invoice.amount_paid) == ("active", "paid", 2900)
    assert now["items"].data[0].current_period_start == START + 14 * DAY
    assert invoice.parent.subscription_details.subscription == trial.id
    assert invoice.lines.data[0].pricing.price_details.price == platform.monthly
    assert "invoice.paid" in types(standin)


@pytest.mark.parametrize(
    ("wish", "status"), [("cancel", "canceled"), ("pause", "paused"), ("create_invoice", "past_due")]
)
def test_a_trial_that_ends_without_a_card_goes_as_agreed(platform: Platform, wish: str, status: str) -> None:
    settings = {"end_behavior": {"missing_payment_method": wish}}
    trial = platform.subscribe(platform.monthly, trial_period_days=14, trial_settings=settings)
    platform.advance(15 * DAY)
    assert platform.read(trial).status == status


def test_a_paused_one_is_resumed_when_there_is_a_card(platform: Platform) -> None:
    settings = {"end_behavior": {"missing_payment_method": "pause"}}
    trial = platform.subscribe(platform.monthly, trial_period_days=14, trial_settings=settings)
    platform.advance(20 * DAY)
    platform.give_card()
    resumed = platform.client.v1.subscriptions.resume(trial.id)
    assert (resumed.status, resumed["items"].data[0].current_period_start) == ("active", START + 20 * DAY)


def test_a_card_that_fails_is_tried_again_then_the_service_is_unpaid_until_another_card_pays(
    platform: Platform, standin: StandIn
) -> None:
    platform.give_card("pm_card_chargeCustomerFail")
    trial = platform.subscribe(platform.monthly, trial_period_days=14)
    platform.advance(15 * DAY)
    invoice = platform.invoice(platform.read(trial))
    assert (platform.read(trial).status, invoice.attempt_count) == ("past_due", 1)
    assert invoice.next_payment_attempt == START + 14 * DAY + 3600 + 3 * DAY
    platform.advance(14 * DAY)  # the second of 3, 5 and 7 days
    assert (platform.read(trial).status, platform.invoice(trial).attempt_count) == ("past_due", 3)
    platform.advance(2 * DAY)
    failed = platform.read(trial)
    assert (failed.status, platform.invoice(failed).next_payment_attempt) == ("unpaid", None)
    assert types(standin).count("invoice.payment_failed") == 4
    platform.give_card()
    paid = platform.client.v1.invoices.pay(failed.latest_invoice)
    assert (paid.status, platform.read(trial).status) == ("paid", "active")
    assert platform.customer_now().delinquent is False


def test_what_becomes_of_it_after_the_last_try_is_a_setting(platform: Platform) -> None:
    platform.control("_billing", after_retries="canceled")
    platform.give_card("pm_card_chargeCustomerFail")
    trial = platform.subscribe(platform.monthly, trial_period_days=1)
    platform.advance(30 * DAY)
    ended = platform.read(trial)
    assert (ended.status, ended.cancellation_details.reason) == ("canceled", "payment_failed")


def test_who_owes_two_months_is_even_when_both_are_paid(platform: Platform) -> None:
    platform.control("_billing", after_retries="past_due")
    platform.give_card("pm_card_chargeCustomerFail")
    running = platform.subscribe(platform.monthly, trial_period_days=1)
    platform.advance(20 * DAY)
    platform.advance(15 * DAY)
    platform.give_card()
    owed = platform.client.v1.invoices.list(params={"subscription": running.id, "status": "open"}).data
    states = []
    for invoice in owed:
        platform.client.v1.invoices.pay(invoice.id)
        states.append(platform.read(running).status)
    assert states == ["past_due", "active"]


def test_a_card_that_asks_for_its_owner_leaves_the_invoice_waiting(platform: Platform, standin: StandIn) -> None:
    platform.give_card("pm_card_threeDSecure2Required")
    trial = platform.subscribe(platform.monthly, trial_period_days=14)
    platform.advance(15 * DAY)
    invoice = platform.invoice(platform.read(trial), expand=["confirmation_secret", "payments"])
    intent = platform.client.v1.payment_intents.retrieve(invoice.payments.data[0].payment.payment_intent)
    assert (platform.read(trial).status, intent.status) == ("past_due", "requires_action")
    assert invoice.confirmation_secret.client_secret == intent.client_secret
    assert "invoice.payment_action_required" in types(standin)
    standin.authenticate(intent.id, passed=True)
    assert (platform.read(trial).status, platform.invoice(trial).status) == ("active", "paid")


def test_an_owner_who_is_there_pays_the_first_invoice_in_the_browser(platform: Platform) -> None:
    begun = platform.subscribe(
        platform.monthly, payment_behavior="default_incomplete", expand=["latest_invoice.confirmation_secret"],
        payment_settings={"save_default_payment_method": "on_subscription"},
    )  # fmt: skip
    assert (begun.status, begun.latest_invoice.status) == ("incomplete", "open")
    intent = begun.latest_invoice.confirmation_secret.client_secret.partition("_secret_")[0]
    platform.client.v1.payment_intents.confirm(intent, params={"payment_method": "pm_card_visa"})
    now = platform.read(begun)
    assert now.status == "active"
    assert now.default_payment_method is not None


def test_a_first_invoice_nobody_pays_runs_out_in_a_day(platform: Platform) -> None:
    begun = platform.subscribe(platform.monthly, payment_behavior="default_incomplete")
    platform.advance(DAY)
    assert (platform.read(begun).status, platform.invoice(begun).status) == ("incomplete_expired", "void")


def test_a_first_invoice_that_is_voided_ends_what_waits_for_it(platform: Platform) -> None:
    begun = platform.subscribe(platform.monthly, payment_behavior="default_incomplete")
    platform.client.v1.invoices.void_invoice(platform.invoice(begun).id)
    ended = platform.read(begun)
    assert (ended.status, ended.ended_at is None) == ("incomplete_expired", False)


def test_without_a_card_there_is_no_subscription_to_pay_for(platform: Platform) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="no attached payment source"):
        platform.subscribe(platform.monthly)


def test_a_declined_card_stops_the_beginning_when_asked_to(platform: Platform) -> None:
    platform.give_card("pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError):
        platform.subscribe(platform.monthly, payment_behavior="error_if_incomplete")
    assert platform.client.v1.subscriptions.list(params={"status": "all"}).data == []


def test_a_card_is_asked_for_while_the_trial_runs(platform: Platform) -> None:
    trial = platform.subscribe(
        platform.monthly,
        trial_period_days=14,
        payment_behavior="default_incomplete",
        expand=["pending_setup_intent"],
    )
    intent = trial.pending_setup_intent.id
    platform.client.v1.setup_intents.confirm(intent, params={"payment_method": "pm_card_visa"})
    assert platform.read(trial).default_payment_method is not None


def test_it_renews_every_month_on_its_day(platform: Platform, standin: StandIn) -> None:
    platform.give_card()
    running = platform.subscribe(platform.monthly)
    ends = []
    for _ in range(3):
        platform.advance(MONTH + 2 * DAY)
        ends.append(platform.read(running)["items"].data[0].current_period_end)
    paid = platform.client.v1.invoices.list(params={"subscription": running.id, "status": "paid"}).data
    assert [invoice.amount_paid for invoice in paid] == [2900] * 4
    assert [platform.day(end) for end in ends] == ["2026-07-01", "2026-08-01", "2026-09-01"]
    assert "invoice.upcoming" in types(standin)


def test_the_end_of_the_period_ends_it_when_asked_and_not_when_taken_back(platform: Platform, standin: StandIn) -> None:
    platform.give_card()
    running = platform.subscribe(platform.monthly)
    update = platform.client.v1.subscriptions.update
    ending = update(running.id, params={"cancel_at_period_end": True})
    assert ending.cancel_at == ending["items"].data[0].current_period_end
    assert update(running.id, params={"cancel_at_period_end": False}).cancel_at is None
    update(running.id, params={"cancel_at_period_end": True, "cancellation_details": {"feedback": "too_expensive"}})
    platform.advance(MONTH + 2 * DAY)
    ended = platform.read(running)
    assert (ended.status, ended.cancellation_details.feedback) == ("canceled", "too_expensive")
    assert types(standin)[-1] == "test_helpers.test_clock.ready"
    assert "customer.subscription.deleted" in types(standin)


def test_of_two_periods_it_ends_with_the_first_or_as_asked_with_the_last(platform: Platform) -> None:
    platform.give_card()
    running = platform.subscribe(platform.yearly, platform.metered("15"))
    update = platform.client.v1.subscriptions.update
    yearly, monthly = (item.current_period_end for item in running["items"].data)
    assert update(running.id, params={"cancel_at_period_end": True}).cancel_at == monthly
    assert update(running.id, params={"cancel_at": "min_period_end"}).cancel_at == monthly
    ending = update(running.id, params={"cancel_at": "max_period_end"})
    assert (ending.cancel_at, ending.cancel_at_period_end) == (yearly, False)
    platform.advance(MONTH + 2 * DAY)
    assert platform.read(running).status == "active"
    assert update(running.id, params={"cancel_at": ""}).cancel_at is None


def test_the_stand_ins_own_clock_moves_those_without_a_test_clock(platform: Platform, standin: StandIn) -> None:
    customer = platform.client.v1.customers.create(params={"email": "ciro@napoli.test"})
    trial = platform.client.v1.subscriptions.create(
        params={"customer": customer.id, "items": [{"price": platform.monthly}], "trial_period_days": 3}
    )
    standin.clock.advance(4 * DAY)
    assert platform.read(trial).status == "past_due"


def test_a_pause_of_collection_asks_for_nothing(platform: Platform) -> None:
    platform.give_card()
    running = platform.subscribe(platform.monthly)
    platform.client.v1.subscriptions.update(running.id, params={"pause_collection": {"behavior": "void"}})
    platform.advance(MONTH + 2 * DAY)
    now = platform.read(running)
    assert (now.status, platform.invoice(now).status) == ("active", "void")


def test_what_the_stand_in_cannot_do_is_said(platform: Platform) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="does not know what to do with transfer_data"):
        platform.subscribe(platform.monthly, trial_period_days=1, transfer_data={"destination": "acct_1"})


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    def start() -> StandIn:
        return StandIn(data=tmp_path / "stripe", background=False)

    def client_of(running: StandIn) -> stripe.StripeClient:
        return stripe.StripeClient("sk_test_standin", base_addresses={"api": running.url}, max_network_retries=0)

    with start() as running:
        platform = Platform(client_of(running), running)
        trial = platform.subscribe(platform.monthly, platform.metered("100"), trial_period_days=5)
        platform.give_card()
    with start() as running:
        platform.client = client_of(running)
        platform.advance(10 * DAY)
        platform.count(2, identifier="after")
    with start() as running:
        platform.client = client_of(running)
        platform.advance(30 * DAY)
        paid = platform.client.v1.invoices.list(params={"subscription": trial.id, "status": "paid"}).data
        payment = platform.client.v1.invoice_payments.list(params={"invoice": paid[0].id}).data[0]
    assert [invoice.amount_paid for invoice in paid] == [3100, 2900, 0]
    assert payment.status == "paid"

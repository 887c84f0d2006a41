"""Payments through the real SDK: authorise, capture, void, decline, 3-D Secure."""

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import authorise, balance_of, pay, types


def test_an_authorised_payment_holds_the_money_until_it_is_captured(stripe_client, shop_account) -> None:
    intent = authorise(stripe_client, shop_account, 2000)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 2000, 0)
    charge = stripe_client.v1.charges.retrieve(intent.latest_charge, options={"stripe_account": shop_account})
    assert (charge.captured, charge.balance_transaction, charge.paid) == (False, None, True)
    captured = stripe_client.v1.payment_intents.capture(intent.id, options={"stripe_account": shop_account})
    assert (captured.status, captured.amount_capturable, captured.amount_received) == ("succeeded", 0, 2000)


def test_a_partial_capture_lets_the_rest_go(stripe_client, shop_account) -> None:
    intent = authorise(stripe_client, shop_account, 2000, application_fee_amount=100)
    captured = stripe_client.v1.payment_intents.capture(
        intent.id,
        params={
            "amount_to_capture": 1500,
            "application_fee_amount": 75,
            "expand": ["latest_charge.balance_transaction"],
        },
        options={"stripe_account": shop_account},
    )
    charge = captured.latest_charge
    assert (captured.amount_received, charge.amount_captured, charge.amount_refunded) == (1500, 1500, 500)
    transaction = charge.balance_transaction
    assert (transaction.amount, transaction.fee, transaction.net) == (1500, 75 + 46, 1500 - 121)
    released = stripe_client.v1.refunds.list(
        params={"charge": charge.id}, options={"stripe_account": shop_account}
    ).data
    assert [(refund.amount, refund.balance_transaction) for refund in released] == [(500, None)]


def test_the_fee_is_never_more_than_what_was_captured(stripe_client, shop_account) -> None:
    intent = authorise(stripe_client, shop_account, 2000, application_fee_amount=500)
    captured = stripe_client.v1.payment_intents.capture(
        intent.id, params={"amount_to_capture": 300}, options={"stripe_account": shop_account}
    )
    assert (captured.amount_received, captured.application_fee_amount, balance_of(stripe_client)) == (300, 300, 300)


def test_more_than_what_was_held_cannot_be_captured(stripe_client, shop_account) -> None:
    intent = authorise(stripe_client, shop_account, 2000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.payment_intents.capture(
            intent.id, params={"amount_to_capture": 2001}, options={"stripe_account": shop_account}
        )
    assert refused.value.code == "amount_too_large"


@pytest.mark.parametrize("verb", ["capture", "cancel", "confirm"])
def test_what_may_not_follow_is_refused_with_the_intent_as_it_is(stripe_client, shop_account, verb) -> None:
    intent = pay(stripe_client, shop_account, 1200)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        getattr(stripe_client.v1.payment_intents, verb)(intent.id, options={"stripe_account": shop_account})
    assert refused.value.code == "payment_intent_unexpected_state"
    assert refused.value.error.payment_intent.status == "succeeded"


def test_a_canceled_hold_moves_no_money(standin: StandIn, stripe_client, shop_account) -> None:
    intent = authorise(stripe_client, shop_account, 900)
    canceled = stripe_client.v1.payment_intents.cancel(
        intent.id,
        params={"cancellation_reason": "abandoned", "expand": ["latest_charge"]},
        options={"stripe_account": shop_account},
    )
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")
    assert (canceled.latest_charge.refunded, canceled.latest_charge.captured) == (True, False)
    assert balance_of(stripe_client, shop_account) == 0
    assert types(standin)[-2:] == ["charge.refunded", "payment_intent.canceled"]


def test_a_hold_runs_out_after_a_week(standin: StandIn, stripe_client, shop_account) -> None:
    intent = authorise(stripe_client, shop_account, 900)
    standin.clock.advance(7 * 24 * 60 * 60 - 60)
    get = stripe_client.v1.payment_intents.retrieve
    assert get(intent.id, options={"stripe_account": shop_account}).status == "requires_capture"
    standin.clock.advance(120)
    gone = get(intent.id, options={"stripe_account": shop_account})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "automatic")
    assert types(standin)[-2:] == ["charge.expired", "payment_intent.canceled"]


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
    ],
)
def test_a_declined_card_can_be_followed_by_another(
    standin, stripe_client, shop_account, card, code, decline_code
) -> None:
    intent = authorise(stripe_client, shop_account, 1500, confirm=False)
    confirm = stripe_client.v1.payment_intents.confirm
    with pytest.raises(stripe.CardError) as declined:
        confirm(intent.id, params={"payment_method": card}, options={"stripe_account": shop_account})
    error = declined.value.error
    assert (error.code, error.decline_code, error.payment_intent.status) == (
        code,
        decline_code,
        "requires_payment_method",
    )
    assert types(standin)[-2:] == ["charge.failed", "payment_intent.payment_failed"]
    again = confirm(intent.id, params={"payment_method": "pm_card_visa"}, options={"stripe_account": shop_account})
    assert (again.status, again.last_payment_error) == ("requires_capture", None)


def test_three_d_secure_comes_before_the_money(standin: StandIn, stripe_client, shop_account) -> None:
    intent = authorise(
        stripe_client,
        shop_account,
        1500,
        payment_method="pm_card_threeDSecure2Required",
        return_url="https://shop.test/back",
    )
    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
    assert intent.next_action.redirect_to_url.url.startswith(standin.url)
    standin.authenticate(intent.id)
    after = stripe_client.v1.payment_intents.retrieve(
        intent.id, params={"expand": ["latest_charge"]}, options={"stripe_account": shop_account}
    )
    assert after.status == "requires_capture"
    assert after.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"


def test_failed_three_d_secure_asks_for_another_card(standin: StandIn, stripe_client, shop_account) -> None:
    intent = authorise(
        stripe_client,
        shop_account,
        1500,
        payment_method="pm_card_threeDSecure2Required",
        return_url="https://shop.test/back",
    )
    standin.authenticate(intent.id, passed=False)
    after = stripe_client.v1.payment_intents.retrieve(intent.id, options={"stripe_account": shop_account})
    assert after.status == "requires_payment_method"
    assert after.last_payment_error.code == "payment_intent_authentication_failure"


def test_a_card_that_asks_cannot_be_charged_in_its_owners_absence(stripe_client, shop_account) -> None:
    with pytest.raises(stripe.CardError) as declined:
        authorise(stripe_client, shop_account, 1500, payment_method="pm_card_threeDSecure2Required", off_session=True)
    assert declined.value.code == "authentication_required"


def test_what_the_page_may_redirect_from_needs_a_way_back(stripe_client, shop_account) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="return_url"):
        authorise(stripe_client, shop_account, 1500, automatic_payment_methods={"enabled": True})


def test_an_intent_changes_its_amount_only_before_it_is_charged(stripe_client, shop_account) -> None:
    options = {"stripe_account": shop_account}
    intent = authorise(stripe_client, shop_account, 1500, confirm=False)
    params = {"amount": 1700, "metadata": {"order": "7"}}
    changed = stripe_client.v1.payment_intents.update(intent.id, params=params, options=options)
    assert (changed.amount, changed.metadata["order"]) == (1700, "7")
    stripe_client.v1.payment_intents.confirm(intent.id, options=options)
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.payment_intents.update(intent.id, params={"amount": 1}, options=options)


def test_an_account_sees_only_its_own(standin: StandIn, stripe_client, shop_account) -> None:
    intent = pay(stripe_client, shop_account, 1200)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.payment_intents.retrieve(intent.id, options={"stripe_account": standin.open_account()})
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.PermissionError):
        stripe_client.v1.payment_intents.retrieve(intent.id, options={"stripe_account": "acct_nobody"})


def test_a_fee_is_only_for_another_accounts_charge(stripe_client) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Stripe-Account"):
        stripe_client.v1.payment_intents.create(
            params={"amount": 1000, "currency": "eur", "application_fee_amount": 10}
        )


def test_lists_come_in_pages(stripe_client, shop_account) -> None:
    made = [authorise(stripe_client, shop_account, 1000 + n, confirm=False).id for n in range(5)]
    first = stripe_client.v1.payment_intents.list(params={"limit": 2}, options={"stripe_account": shop_account})
    assert ([intent.id for intent in first.data], first.has_more) == (made[:2:-1], True)
    every = [intent.id for intent in first.auto_paging_iter()]
    assert every == made[::-1]
    before = stripe_client.v1.payment_intents.list(
        params={"limit": 2, "ending_before": made[1]}, options={"stripe_account": shop_account}
    )
    assert ([intent.id for intent in before.data], before.has_more) == ([made[3], made[2]], True)

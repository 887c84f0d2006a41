"""What Stripe pays to the shop's bank stands in the ledger, and the nightly comparison reads only what is new."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry as Told
from tenant_apps.payments import actions, asking, queries, reconciling
from tenant_apps.payments.gateways import Move, stripe_account
from tenant_apps.payments.models import Entry, Payment, Reconciliation
from tests.tenant_apps.payments.conftest import Desk

BY = Actor.system("payments")


def on_the_ledger() -> dict[str, int]:
    return {name: queries.account(name) for name in ("stripe", "bank")}


def differences(desk: Desk) -> list[dict[str, Any]]:
    return reconciling.reconcile(at=desk.at)[0].differences


def requests_made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note from when on the account's moves were asked for."""
    asked: list[Any] = []
    real = stripe_account.moves
    monkeypatch.setattr(
        stripe_account, "moves", lambda account, since: asked.append(since) or real(account, since=since)
    )
    return asked


def test_a_payout_is_a_transfer_to_the_bank(desk: Desk) -> None:
    desk.captured()
    there = desk.provider_balance()
    desk.standin.pay_out(desk.account, there - 100)
    assert differences(desk) == []
    assert on_the_ledger() == {"stripe": 100, "bank": there - 100}
    assert differences(desk) == []
    assert on_the_ledger() == {"stripe": 100, "bank": there - 100}
    assert Entry.objects.filter(cause__startswith="payout:").count() == 1


def test_one_that_the_bank_sends_back_is_a_transfer_of_its_own(desk: Desk) -> None:
    desk.captured()
    there = desk.provider_balance()
    payout = desk.standin.pay_out(desk.account)
    assert differences(desk) == []
    desk.standin.settle_payout(payout["id"], "failed")
    assert differences(desk) == []
    assert on_the_ledger() == {"stripe": there, "bank": 0}
    assert Told.objects.filter(fact="PayoutCameBack").count() == 1


def test_the_webhook_tells_of_it_at_once_and_twice_is_once(desk: Desk, webhooks: Callable[[], int]) -> None:
    desk.captured()
    there = desk.provider_balance()
    payout = desk.standin.pay_out(desk.account)
    webhooks()
    assert on_the_ledger() == {"stripe": 0, "bank": there}
    for status in ("paid", "failed"):
        desk.standin.settle_payout(payout["id"], status)
        desk.standin.faults.webhooks("duplicate", "payout.*", times=1)
        webhooks()
    assert on_the_ledger() == {"stripe": there, "bank": 0}
    assert differences(desk) == []


def test_what_stripe_charges_for_itself_is_its_fee(desk: Desk) -> None:
    desk.captured()
    before = queries.account("fee:provider")
    fee = Move("txn_1", "stripe_fee", -200, 0, "EUR", desk.at)
    quick = Move("txn_2", "payout", -500, 5, "EUR", desk.at, source="po_1")
    assert [actions.book_moves([fee, quick], by=BY, at=desk.at) for _again in range(2)] == [2, 0]
    assert queries.account("fee:provider") == before + 205
    assert queries.account("bank") == 500


def test_what_the_shop_owes_is_taken_from_its_bank(desk: Desk) -> None:
    """A pay-out below nothing: more went back than was there."""
    owed = Move("txn_1", "payout", 300, 0, "EUR", desk.at, source="po_1", bank_on=desk.at.date())
    actions.book_moves([owed], by=BY, at=desk.at)
    assert on_the_ledger() == {"stripe": 300, "bank": -300}
    assert [one.state for one in queries.payouts(today=desk.at.date())] == ["taken"]


def test_only_what_is_new_is_read_the_second_night(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.captured()
    desk.standin.clock.advance(24 * 60 * 60)
    desk.captured("Diavola")
    asked = requests_made(monkeypatch)
    assert differences(desk) == []
    first = Reconciliation.objects.get()
    desk.standin.clock.advance(24 * 60 * 60)
    desk.captured()
    assert differences(desk) == []
    assert first.read_until is not None
    assert asked == [None, first.read_until - reconciling.OVERLAP]
    # The newest of the first night is in the overlap; the one before it is not looked at any more.
    assert [run.checked for run in Reconciliation.objects.order_by("id")] == [2, 2]


def test_a_night_without_an_answer_is_made_up_for(desk: Desk) -> None:
    desk.captured()
    assert differences(desk) == []
    desk.standin.clock.advance(24 * 60 * 60)
    desk.standin.pay_out(desk.account, 100)
    desk.standin.faults.api("error_before", "/v1/balance_transactions", times=9)
    assert [one["kind"] for one in differences(desk)] == ["no_answer"]
    desk.standin.faults.clear()
    desk.standin.clock.advance(24 * 60 * 60)
    assert differences(desk) == []
    assert on_the_ledger()["bank"] == 100


def test_what_nobody_knows_stays_listed_although_it_is_not_read_again(desk: Desk) -> None:
    desk.captured()
    _charge_by_other_means(desk)
    first = differences(desk)
    assert [one["kind"] for one in first] == ["unknown", "balance"]
    desk.standin.clock.advance(3 * 24 * 60 * 60)
    desk.captured("Diavola")
    assert differences(desk) == first[:1] + differences(desk)[1:]
    assert len(differences(desk)) == 2


def _charge_by_other_means(desk: Desk) -> None:
    desk.client.v1.payment_intents.create(
        {
            "amount": 500,
            "currency": "eur",
            "confirm": True,
            "payment_method": "pm_card_visa",
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        },
        {"stripe_account": desk.account},
    )


def test_a_refund_made_there_of_an_old_payment_is_found(desk: Desk) -> None:
    """Nobody told us of it, and its payment is older than any window."""
    _order, payment = desk.captured()
    assert differences(desk) == []
    Payment.objects.filter(id=payment.id).update(started_at=desk.at - timedelta(days=200))
    desk.standin.clock.advance(24 * 60 * 60)
    options: Any = {"stripe_account": desk.account}
    desk.client.v1.refunds.create({"payment_intent": payment.reference, "amount": 300}, options)
    assert differences(desk) == []
    assert desk.fresh(payment).refunded == 300


def test_what_is_captured_between_the_two_reads_is_no_difference(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The capture lands at Stripe after its moves were read and before its balance is."""
    _order, payment = desk.held()
    desk.captured("Diavola")
    real, landed = stripe_account.balances, []

    def balances(account: str) -> dict[str, int]:
        if not landed:
            landed.append(desk.client.v1.payment_intents.capture(payment.reference, {}, {"stripe_account": account}))
        return real(account)

    monkeypatch.setattr(stripe_account, "balances", balances)
    assert differences(desk) == []
    assert landed
    assert desk.fresh(payment).state == "captured"


def test_a_difference_that_never_stands_still_is_none_yet(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.captured()
    moving = iter(range(1, 99))
    monkeypatch.setattr(stripe_account, "balances", lambda account: {"EUR": next(moving)})
    assert differences(desk) == []
    monkeypatch.setattr(stripe_account, "balances", lambda account: {"EUR": 1, "CHF": 5})
    found = differences(desk)
    assert [(one["kind"], one["currency"], one["theirs"]) for one in found] == [
        ("balance", "CHF", 5),
        ("balance", "EUR", 1),
    ]


def test_the_owner_sees_what_went_to_the_bank(desk: Desk, napoli: Any, ciro: Any) -> None:
    owner = Client(HTTP_HOST=napoli.host, headers={"accept-language": "en"})
    owner.force_login(ciro)
    desk.captured()
    assert differences(desk) == []
    assert "Nothing was paid out yet." in owner.get("/manage/payments/check/").content.decode()
    desk.standin.pay_out(desk.account, 700)
    failed = desk.standin.pay_out(desk.account, 100)
    desk.standin.settle_payout(failed["id"], "failed")
    assert differences(desk) == []
    page = owner.get("/manage/payments/check/").content.decode()
    assert "€7.00" in page and "came back from the bank" in page
    arrives = Entry.objects.filter(debit="bank").latest("id").bank_on
    assert sorted(one.state for one in queries.payouts(today=arrives)) == ["back", "there"]
    assert sorted(one.state for one in queries.payouts(today=arrives - timedelta(days=1))) == ["back", "coming"]


def test_a_payout_of_somebody_elses_is_not_read(desk: Desk) -> None:
    with pytest.raises((asking.Refused, asking.Unsure)):
        asking.note_payout("po_none", account=desk.account, at=desk.at)

"""Whatever happens, in whatever order, and wherever the process dies: our books are Stripe's in the end.

The real client talks to the stand-in. BOOKS_EXAMPLES and BOOKS_STEPS ask for more than every run does.
"""

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from stripe import StripeError

import tenants
from pizzeria import ledger, order_flow
from shared_apps.billing import payment_work
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, asking, completing, queries, reconciling, till_queries
from tenant_apps.payments.models import Bearer, Call, Dispute, Payment, Refund, RefundPart
from tests.standins.fixtures import deliver_to
from tests.tenant_apps.ordering.conftest import configuration, facts
from tests.tenant_apps.payments import bank
from tests.tenant_apps.payments.bank import FAULTS, PLACES, Reaper, undisturbed
from tests.tenant_apps.payments.conftest import DECLINED, NEEDS_3DS, VISA, Desk, take_cards
from toolbox.refusals import Refusal

log = logging.getLogger(__name__)
EXAMPLES, STEPS = int(os.environ.get("BOOKS_EXAMPLES", "12")), int(os.environ.get("BOOKS_STEPS", "20"))
STAFF = Actor("staff", None, "counter")
SOON, LATE = timedelta(minutes=1), timedelta(minutes=31)
FLOAT = 100_000  # in the drawer: enough for whatever could not go back
PIZZAS = ["Margherita", "Diavola"]
SWAPS = {"Diavola": "Napoli", "Napoli": "Diavola"}  # they cost the same
pick = st.integers(0, 30)
done: Counter[str] = Counter()


class BooksEqual(RuleBasedStateMachine):
    """One evening of a pizzeria and its bank. Rules do; ``teardown`` lets all come to rest and compares."""

    desk: Desk
    reaper: Reaper
    browser: Client
    set_now: Callable[[Any], None]
    began_at: Any

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(bank.rolled_back())
        standin = self.desk.standin
        standin.reset()
        self.desk.account = standin.open_account()
        self.desk.at = self.began_at
        self.reaper.calm()
        take_cards(self.desk.account)
        standin.deliver = deliver_to(self.browser)
        self.keys = 0
        actions.open_drawer(amount=FLOAT, source=ledger.BANK, key="float", by=STAFF, at=self.desk.at)
        done["examples"] += 1

    @initialize(begin=st.sampled_from([Desk.held, Desk.captured, bank.came_back]), pizza=st.sampled_from(PIZZAS))
    def an_evening_under_way(self, begin: Callable[..., Any], pizza: str) -> None:
        begin(self.desk, pizza)

    # -- what everybody does --------------------------------------------------------------------------
    @rule(pizza=st.sampled_from(PIZZAS), tip=st.sampled_from([0, 0, 150]))
    def order(self, pizza: str, tip: int) -> None:
        wished = {**bank.TIPPED, "tip": Decimal(tip) / 100} if tip else {}
        with self._anything():
            order = self.desk.order(pizza, **wished)
            self.desk.begin(order)

    @rule(which=pick)
    def begin_again(self, which: int) -> None:
        if order := self._pick(Order.objects.filter(state__in=("unpaid", "placed", "accepted")), which):
            with self._anything():
                self.desk.begin(order)

    @rule(which=pick, card=st.sampled_from([VISA, VISA, VISA, DECLINED, NEEDS_3DS, "pm_card_pendingRefund"]))
    def pay(self, which: int, card: str) -> None:
        if payment := self._pick(Payment.objects.waiting().exclude(reference=None), which):
            with self._at_the_bank():
                self.desk.confirm(payment, card)

    @rule(which=pick, passed=st.booleans())
    def three_d_secure(self, which: int, passed: bool) -> None:
        if payment := self._pick(Payment.objects.waiting().exclude(reference=None), which):
            with self._at_the_bank():
                self.desk.standin.authenticate(payment.reference, passed=passed)

    @rule(which=pick)
    def come_back(self, which: int) -> None:
        if payment := self._pick(Payment.objects.waiting().exclude(reference=None), which):
            with self._anything():
                self.desk.settle(payment)

    @rule(which=pick, verb=st.sampled_from(["accept", "accept", "accept", "reject", "cancel", "start", "ready"]))
    def step(self, which: int, verb: str) -> None:
        if order := self._pick(Order.objects.exclude(state__in=order_flow.LOST), which):
            given = {"reason": "Forno rotto"} if verb in ("reject", "cancel") else {}
            act = getattr(ordering, f"{verb}_order")
            with self._anything():
                act(orders.order_for_staff(order.id), by=STAFF, at=self.desk.at, **given)

    @rule(which=pick, quantity=st.integers(1, 4))
    def edit(self, which: int, quantity: int) -> None:
        if order := self._pick(Order.objects.filter(state__in=ordering.EDITABLE), which):
            line = order.lines.standing().first()
            with self._anything():
                ordering.change_order(
                    order,
                    changes=[ordering.Change(line=line.id, quantity=quantity)],
                    revision=order.revision,
                    by=STAFF,
                    at=self.desk.at,
                )

    @rule(
        which=pick,
        pieces=st.integers(0, 3),
        extra=st.sampled_from([0, 1, 250, 5_000]),
        bearer=st.sampled_from(Bearer.values),
        again=st.booleans(),
    )
    def refund(self, which: int, pieces: int, extra: int, bearer: str, again: bool) -> None:
        if order := self._pick(Order.objects.filter(payments__captured__gt=0).distinct(), which):
            self.keys += 0 if again else 1
            line = order.lines.standing().first()
            wish = actions.RefundWish({line.id: pieces} if line else {}, extra, bearer=bearer)
            with self._anything():
                actions.request_refund(order, wish=wish, key=f"key {self.keys}", by=STAFF, at=self.desk.at)
                done["refunds"] += 1

    @rule(which=pick)
    def hand_over(self, which: int) -> None:
        """The till gives what could not go back."""
        if refund := self._pick(Refund.objects.filter(parts__in=RefundPart.objects.lost()).distinct(), which):
            with self._anything():
                actions.hand_over_refund(refund, by=STAFF, at=self.desk.at)
                done["handed over"] += 1

    @rule(which=pick)
    def swap(self, which: int) -> None:
        """An edit that costs the same."""
        if order := self._pick(Order.objects.filter(state__in=ordering.EDITABLE, lines__name__it__in=SWAPS), which):
            line = order.lines.standing().first()
            other = configuration(SWAPS.get(line.name["it"], "Napoli"))
            changes = [ordering.Change(line=line.id, quantity=0), ordering.Change(None, line.quantity, other)]
            with self._anything():
                ordering.change_order(order, changes=changes, revision=order.revision, by=STAFF, at=self.desk.at)
                done["swapped"] += 1

    # -- what happens at the bank ---------------------------------------------------------------------
    @rule(which=pick, amount=st.sampled_from([1, 300, 900]))
    def refund_outside(self, which: int, amount: int) -> None:
        if payment := self._pick(Payment.objects.filter(captured__gt=0), which):
            params = {"payment_intent": payment.reference, "amount": amount}
            with self._at_the_bank():
                self.desk.client.v1.refunds.create(params, {"stripe_account": self.desk.account})

    @rule(which=pick, status=st.sampled_from(["failed", "failed", "succeeded", "canceled"]))
    def refund_becomes(self, which: int, status: str) -> None:
        books = self.desk.standin.store.at(self.desk.account)
        if found := sorted(books.all("refund"), key=lambda refund: refund.get("_fee", 0)):
            with self._at_the_bank():
                self.desk.standin.settle_refund(found[which % len(found)]["id"], status)

    @rule(which=pick, amount=st.sampled_from([None, None, 400]))
    def dispute(self, which: int, amount: int | None) -> None:
        if payment := self._pick(Payment.objects.filter(captured__gt=400), which):
            with self._at_the_bank():
                self.desk.standin.dispute(self._intent(payment).latest_charge.id, amount)
                done["disputes"] += 1

    @rule(which=pick, won=st.booleans())
    def decide(self, which: int, won: bool) -> None:
        if dispute := self._pick(Dispute.objects.filter(closed_at=None), which):
            with self._at_the_bank():
                self.desk.standin.decide_dispute(dispute.reference, won=won)

    @rule(which=pick)
    def answer(self, which: int) -> None:
        if dispute := self._pick(Dispute.objects.filter(closed_at=None), which):
            said = {"uncategorized_text": "We brought it at nine."}
            with self._anything():
                actions.answer_dispute(dispute, evidence=said, by=STAFF, at=self.desk.at)

    @rule(part=st.sampled_from([1, 2, 3]))
    def pay_out(self, part: int) -> None:
        """Some of what there is goes to the shop's bank."""
        books = self.desk.standin.store.at(self.desk.account)
        there = sum(line["net"] for line in books.all("balance_transaction"))
        with self._at_the_bank():
            self.desk.standin.pay_out(self.desk.account, max(there, 0) // part)
            done["pay-outs"] += 1

    @rule(which=pick, status=st.sampled_from(["paid", "failed"]))
    def payout_becomes(self, which: int, status: str) -> None:
        if found := self.desk.standin.store.at(self.desk.account).all("payout"):
            with self._at_the_bank():
                self.desk.standin.settle_payout(found[which % len(found)]["id"], status)

    @rule()
    def night(self) -> None:
        """The comparison comes at any moment, also while half of it has been told only."""
        with self._anything():
            reconciling.reconcile(at=self.desk.at)

    @rule(which=pick)
    def capture_outside(self, which: int) -> None:
        """Somebody in the shop takes the money on Stripe's own pages."""
        if payment := self._pick(Payment.objects.filter(state="authorised"), which):
            with self._at_the_bank():
                self.desk.client.v1.payment_intents.capture(
                    payment.reference, {}, {"stripe_account": self.desk.account}
                )

    # -- workers, time and trouble --------------------------------------------------------------------
    @rule()
    def work(self) -> None:
        with self._anything():
            self.desk.follow()

    @rule()
    def complete(self) -> None:
        with self._anything():
            bank.complete_where_marked(at=self.desk.at)

    @rule(delayed=st.booleans())
    def post_comes(self, delayed: bool) -> None:
        with self._anything():
            self._post(delayed=delayed)

    @rule(minutes=st.sampled_from([1, 1, 2, 16, 45, 7 * 24 * 60 + 30]))
    def time_passes(self, minutes: int) -> None:
        self._advance(timedelta(minutes=minutes))

    @precondition(lambda self: not self.reaper.place)
    @rule(place=st.sampled_from(PLACES))
    def somebody_will_die(self, place: str) -> None:
        self.reaper.arm(place)

    @rule(kind=st.sampled_from(FAULTS), times=st.integers(1, 4))
    def stripe_stutters(self, kind: str, times: int) -> None:
        self.desk.standin.faults.api(kind, "/v1/*", times=times)
        done["faults"] += 1

    @rule(kind=st.sampled_from(["drop", "duplicate", "reorder", "delay"]), times=st.integers(1, 5))
    def the_post_stutters(self, kind: str, times: int) -> None:
        self.desk.standin.faults.webhooks(kind, times=times)

    @invariant()
    def what_is_open_is_marked(self) -> None:
        """At every moment, whoever died before it: the completer comes not later than there is something to do."""
        if due_at := completing.next_due(at=self.desk.at):
            assert min(mark.due_at for mark in payment_work.marks_here()) <= due_at

    # -- in the end -----------------------------------------------------------------------------------
    def teardown(self) -> None:
        try:
            self._come_to_rest()
            self._compare()
        finally:
            self.stack.close()

    def _come_to_rest(self) -> None:
        """No more trouble: the post comes, the completer runs, and once the nightly comparison."""
        self.reaper.calm()
        self.desk.standin.faults.clear()
        for _again in range(3):
            self._advance(LATE)
            self._post(delayed=True)
            bank.complete_where_marked(at=self.desk.at)
            self.desk.follow()
        reconciling.reconcile(at=self.desk.at)  # what nobody told us of is found at night
        self._advance(SOON)
        self.desk.follow()
        self._post(delayed=True)

    def _compare(self) -> None:
        assert not Call.objects.open().exists()
        assert self.desk.ledger_balance() == self.desk.provider_balance()
        assert queries.account(ledger.BANK) == self._at_the_shops_bank() - FLOAT
        for payment in Payment.objects.exclude(reference=None):
            self._compare_payment(payment)
        for order in Order.objects.all():
            self._compare_order(order)
            self._compare_receipt(order)
        by_hand = sum(part.tip for part in RefundPart.objects.exclude(handed_over_at=None))
        tips = sum(payment.books.tip - payment.tip_refunded for payment in Payment.objects.all())
        assert -queries.account(ledger.TIPS) == tips - by_hand
        assert [run.differences for run in reconciling.reconcile(at=self.desk.at)] == [[]]
        done["payments compared"] += Payment.objects.count()

    def _at_the_shops_bank(self) -> int:
        payouts = self.desk.client.v1.payouts.list({"limit": 100}, {"stripe_account": self.desk.account})
        return sum(one.amount for one in payouts.auto_paging_iter() if one.status not in ("failed", "canceled"))

    def _compare_payment(self, payment: Payment) -> None:
        intent = self._intent(payment)
        theirs = {"requires_capture": "authorised", "succeeded": "captured", "canceled": "voided"}
        assert payment.state == theirs.get(intent.status, "started")
        assert payment.captured == intent.amount_received
        rows = [ledger.Posting(row.debit, row.credit, row.amount) for row in payment.entries.all()]
        sources = (ledger.ORDERS, ledger.TIPS, *ledger.CLAIMS.values())
        entered = -sum(ledger.balance(rows, name) for name in sources)
        assert entered == payment.captured - payment.refunded
        assert 0 <= payment.refunded <= payment.captured
        parts = payment.refund_parts.exclude(state=RefundPart.State.FAILED)
        assert sum(part.amount for part in parts) == payment.refunded
        ours = payment.refund_parts.standing().exclude(refund__reason=Refund.Reason.OUTSIDE)
        assert sum(part.amount for part in ours) <= payment.captured  # by card and out of the drawer

    def _compare_order(self, order: Order) -> None:
        live = [one for one in order.payments.all() if one.state in ("authorised", "captured")]
        if order.state in order_flow.LOST:
            for one in live:
                held = one.captured - one.refunded - one.disputed if one.state == "captured" else one.amount
                assert held <= 0 or self._went_wrong(one), f"{order.state} and {one.state} {held}"
        elif order.state != order_flow.UNPAID and "PaymentLost" not in facts(order.id):
            assert live, f"{order.state}, and nobody pays for it"
            if not order.revision:
                assert len(live) == 1, f"{order.state}, and paid {len(live)} times"
                assert sum(one.captured or one.amount for one in live) >= queries.standing(order).exact

    def _compare_receipt(self, order: Order) -> None:
        standing = queries.standing(order)
        receipt = till_queries.receipt_of(order)
        if receipt and standing.is_settled and not standing.in_excess and order.state not in order_flow.LOST:
            assert receipt.content["order"]["revision"] == order.revision

    def _went_wrong(self, payment: Payment) -> bool:
        """It could not go back: a person has been told, and looks at it."""
        return payment.refund_parts.filter(state=RefundPart.State.FAILED).exists() or payment.disputes.exists()

    # -- how ------------------------------------------------------------------------------------------
    @contextmanager
    def _anything(self) -> Iterator[None]:
        """Refusals are an answer; death is none, and nothing of it may be in the books."""
        done["steps"] += 1
        try:
            with suppress(Refusal, asking.Unsure, asking.Refused), self.reaper.survived():
                yield
        finally:
            done["kills"] = self.reaper.killed

    @contextmanager
    def _at_the_bank(self) -> Iterator[None]:
        done["steps"] += 1
        with suppress(StripeError, _standin_refuses()), undisturbed(self.desk.standin):
            yield

    def _post(self, *, delayed: bool) -> None:
        with tenants.platform():
            self.desk.standin.flush(delayed=delayed)

    def _advance(self, by: timedelta) -> None:
        self.desk.at += by
        self.set_now(self.desk.at)
        self.desk.standin.clock.advance(int(by.total_seconds()))

    def _pick(self, rows: Any, which: int) -> Any:
        found = list(rows.order_by("id"))
        return found[which % len(found)] if found else None

    def _intent(self, payment: Payment) -> Any:
        with undisturbed(self.desk.standin):
            return self.desk.intent(payment)


def _standin_refuses() -> type[Exception]:
    from standins.stripe.errors import StripeError as Refusing

    return Refusing


@pytest.mark.slow
def test_the_books_are_the_providers_whatever_happens(
    desk: Desk, at_platform: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.quick_retries(monkeypatch)
    BooksEqual.desk, BooksEqual.browser, BooksEqual.began_at = desk, at_platform, desk.at
    BooksEqual.reaper = Reaper(monkeypatch)
    BooksEqual.set_now = staticmethod(lambda at: monkeypatch.setenv("NOW", at.isoformat()))
    many = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(BooksEqual, settings=many)
    log.info("%s", dict(done))
    assert done["payments compared"]

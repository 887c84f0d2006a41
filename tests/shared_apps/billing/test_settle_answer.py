"""The provider's answers: late, twice, in the wrong order, they end in the same state."""

from itertools import permutations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_apps.billing import actions
from shared_apps.billing.models import Invoice, ProviderEvent, Subscription
from shared_apps.billing.seen import Answer, Event
from shared_apps.journal.models import Entry
from tests.shared_apps.billing.conftest import OVERDUE, SYSTEM, bill, days, seen


def state(row: Subscription) -> dict[str, Any]:
    found = Subscription.objects.get(pk=row.pk)
    bills = list(found.invoices.order_by("reference").values("reference", "state", "paid", "total"))
    return {"status": found.status, "plan": found.plan, "state": found.state, "bills": bills}


def test_an_answer_is_taken_over_whole(row: Subscription, settle: Any) -> None:
    found = settle(seen(cancel_at=days(60), coupon="half", percent_off=50), bill(), at=days(31))
    assert (found.customer, found.card, found.cancel_at, found.coupon) == ("cus_1", "Visa 4242", days(60), "half")
    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.total, invoice.tax, invoice.state) == ("PM-0001", 8418, 1518, "paid")


def test_an_older_answer_never_overwrites_a_newer_one(row: Subscription, settle: Any) -> None:
    old, new = actions.take_turn(row.pk), actions.take_turn(row.pk)
    settle(seen(), bill(), at=days(31), turn=new)
    found = settle(seen(status="past_due"), bill(**OVERDUE), at=days(31), turn=old)
    assert (found.status, found.state, Invoice.objects.get().state) == ("active", "active", "paid")


def test_an_event_has_its_effect_once(row: Subscription, settle: Any) -> None:
    event = Event("evt_1", "invoice.paid")
    settle(seen(), bill(), at=days(31), event=event)
    settle(seen(plan="starter"), at=days(32), event=event)
    assert Subscription.objects.get(pk=row.pk).plan == "pro"
    assert ProviderEvent.objects.get().kind == "invoice.paid"


def test_in_whatever_order_answers_come_the_end_is_the_same(row: Subscription, settle: Any) -> None:
    turns = [actions.take_turn(row.pk) for _ in range(3)]
    answers = [
        (turns[0], seen(), bill(**OVERDUE)),
        (turns[1], seen(status="past_due"), bill(**OVERDUE)),
        (turns[2], seen(plan="franchise"), bill()),
    ]
    ends = []
    for order in permutations(answers):
        Subscription.objects.filter(pk=row.pk).update(answered=0, unpaid_since=None)
        Invoice.objects.all().delete()
        for turn, subscription, invoice in order:
            settle(subscription, invoice, at=days(31), turn=turn)
        ends.append(state(row))
    assert all(end == ends[0] for end in ends)
    assert ends[0]["plan"] == "franchise"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(arrivals=st.lists(st.integers(0, 3), min_size=4, max_size=14))
def test_duplicates_and_replays_change_nothing(row: Subscription, arrivals: list[int]) -> None:
    """Whatever comes before, once the newest answer is in, the state is the newest's."""
    base = Subscription.objects.get(pk=row.pk).answered
    known = [seen(), seen(status="past_due"), seen(plan="starter", price=2900), seen(plan="franchise", price=12900)]
    for number in (*arrivals, 3, *arrivals):
        answer = Answer("cus_1", base + number + 1, known[number], card="Visa 4242")
        actions.settle_answer(row.pk, answer, by=SYSTEM, at=days(40))
    assert state(row)["plan"] == "franchise"


def test_a_payment_and_a_failure_are_announced_once_each(row: Subscription, settle: Any) -> None:
    for _ in range(3):
        settle(seen(status="past_due"), bill(2, **OVERDUE), at=days(60))
    for _ in range(3):
        settle(seen(), bill(2), at=days(61))
    told = Entry.objects.filter(fact__in=("PaymentFailed", "InvoicePaid")).order_by("id").values_list("fact", flat=True)
    assert list(told) == ["PaymentFailed", "InvoicePaid"]


def test_a_bill_over_nothing_is_no_payment(row: Subscription, settle: Any) -> None:
    settle(seen(status="trialing", trial_end=days(30)), bill(total=0, paid=0, tax=0), at=days(2))
    assert not Entry.objects.filter(fact="InvoicePaid").exists()


def test_a_trial_that_the_provider_ended_early_is_over(row: Subscription, settle: Any) -> None:
    found = settle(seen(trial_end=days(30)), bill(), at=days(10))
    assert (found.state, found.trial_ends_at) == ("active", days(10))

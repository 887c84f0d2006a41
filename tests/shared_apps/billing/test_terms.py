"""What a subscription's state does: to the shop's standing, to the mails, to the figures."""

from typing import Any

import pytest

import tenants
from shared_apps.billing import actions, plans
from shared_apps.billing.errors import AlreadySubscribed
from shared_apps.billing.models import Movement, Subscription
from shared_apps.journal.models import Entry
from tenants import registry
from tenants.models import Pizzeria
from tenants.provisioning import NewPizzeria
from tests.cast import NOON
from tests.shared_apps.billing.conftest import OVERDUE, OWNER, SYSTEM, bill, days, seen


def standing(row: Subscription) -> str:
    return registry.by_id(row.pk).standing


def facts(name: str) -> list[dict[str, Any]]:
    return [entry.payload for entry in Entry.objects.filter(fact=name).order_by("id")]


def test_a_new_pizzeria_begins_with_the_default_plan() -> None:
    assert NewPizzeria("x", "x").plan == plans.DEFAULT


def test_a_trial_begins_once_without_a_card_and_without_a_provider(row: Subscription, napoli: Any) -> None:
    again = actions.begin_trial(Pizzeria.objects.get(id=napoli.id), by=SYSTEM, at=days(3))
    assert again.trial_ends_at == row.trial_ends_at == days(plans.TRIAL_DAYS)
    assert (again.state, again.customer, again.card) == ("trialing", "", "")
    assert len(facts("TrialBegan")) == 1


def test_who_opened_before_there_were_plans_gets_the_whole_trial(napoli: Any, roma: Any, on_platform: None) -> None:
    assert actions.begin_missing_trials(at=NOON) >= 2
    assert actions.begin_missing_trials(at=NOON) == 0
    assert Subscription.objects.get(pk=roma.id).trial_ends_at == days(plans.TRIAL_DAYS)


@pytest.mark.parametrize(
    "day, state, stands",
    [
        (29, "trialing", "good"),
        (31, "past_due", "good"),
        (38, "restricted", "restricted"),
        (52, "suspended", "suspended"),
    ],
)
def test_the_shops_standing_follows_the_clock(row: Subscription, day: int, state: str, stands: str) -> None:
    assert actions.move_on(row.pk, at=days(day)).state == state
    assert standing(row) == stands


def test_a_standing_that_changes_makes_the_kept_pages_old(row: Subscription) -> None:
    before = registry.by_id(row.pk, fresh=True).cache_generation
    actions.move_on(row.pk, at=days(52))
    after = registry.by_id(row.pk, fresh=True).cache_generation
    actions.move_on(row.pk, at=days(53))
    assert (after, registry.by_id(row.pk, fresh=True).cache_generation) == (before + 1, before + 1)


def test_each_notice_is_announced_once(row: Subscription) -> None:
    for hour in range(0, 60 * 24, 6):
        actions.move_on(row.pk, at=days(hour / 24))
    assert [fact["notice"] for fact in facts("NoticeDue")] == [
        "trial_7", "trial_3", "trial_1", "trial_over", "grace_ends", "restricted", "suspension_near", "suspended",
    ]  # fmt: skip


def test_paying_restores_everything_at_once(row: Subscription, settle: Any) -> None:
    actions.move_on(row.pk, at=days(52))
    assert standing(row) == "suspended"
    paid = settle(seen(), bill(), at=days(52))
    assert (paid.state, standing(row)) == ("active", "good")
    assert facts("TermsChanged")[-1] == {
        "pizzeria": str(row.pk), "plan": "pro", "before": "suspended", "after": "active",
    }  # fmt: skip


def test_a_failed_card_is_followed_from_the_first_failure(row: Subscription, settle: Any) -> None:
    settle(seen(), bill(), at=days(30))
    failed = settle(seen(status="past_due"), bill(2, **OVERDUE), at=days(60))
    assert (failed.state, failed.unpaid_since) == ("past_due", days(60))
    again = settle(seen(status="past_due"), bill(2, **OVERDUE, attempts=2), at=days(63))
    assert again.unpaid_since == days(60)
    assert actions.move_on(row.pk, at=days(67)).state == "restricted"
    assert actions.move_on(row.pk, at=days(81)).state == "suspended"
    assert settle(seen(), bill(2), at=days(82)).state == "active"
    assert standing(row) == "good"


def test_a_bill_of_a_subscription_that_is_over_and_given_up_keeps_nobody_from_coming_back(
    row: Subscription, settle: Any
) -> None:
    settle(seen(status="past_due"), bill(2, **OVERDUE), at=days(60))
    lost = bill(2, **{**OVERDUE, "state": "uncollectible"})
    back = settle(seen(reference="sub_2"), bill(3, source="sub_2"), lost, at=days(70))
    assert (back.state, back.unpaid_since) == ("active", None)


def test_a_trial_without_a_card_can_be_cancelled_and_kept_after_all(row: Subscription, settle: Any) -> None:
    actions.cancel_trial(row.pk, by=OWNER, at=days(1))
    assert actions.move_on(row.pk, at=days(29)).state == "trialing"
    assert actions.move_on(row.pk, at=days(30)).state == "cancelled"
    actions.cancel_trial(row.pk, undo=True, by=OWNER, at=days(30))
    assert Subscription.objects.get(pk=row.pk).state == "past_due"
    settle(seen(), at=days(31))
    with pytest.raises(AlreadySubscribed):
        actions.cancel_trial(row.pk, by=OWNER, at=days(32))


def movements(row: Subscription) -> list[tuple[str, int, int]]:
    return list(row.movements.order_by("at", "id").values_list("kind", "before", "after"))


def test_every_change_of_what_it_is_worth_is_written_down(row: Subscription, settle: Any) -> None:
    settle(seen(status="trialing", trial_end=days(30)), at=days(20))
    settle(seen(), bill(), at=days(30))
    settle(seen(plan="franchise", price=12900), at=days(40))
    settle(seen(plan="franchise", interval="year", price=129000), at=days(50))
    settle(seen(plan="starter", price=2900, percent_off=30, discount_ends_at=days(100)), at=days(60))
    settle(seen(plan="starter", price=2900, status="canceled", ended_at=days(70)), at=days(70))
    settle(seen(reference="sub_2"), at=days(90))
    assert movements(row) == [
        ("new", 0, 6900),
        ("up", 6900, 12900),
        ("down", 12900, 10750),
        ("down", 10750, 2030),
        ("lost", 2030, 0),
        ("back", 0, 6900),
    ]


def test_a_coupon_that_has_ended_is_no_longer_taken_off(row: Subscription, settle: Any) -> None:
    settle(seen(amount_off=1000, discount_ends_at=days(60)), bill(), at=days(30))
    actions.move_on(row.pk, at=days(59))
    assert Movement.objects.get().after == 5900
    actions.move_on(row.pk, at=days(60))
    assert movements(row)[-1] == ("up", 5900, 6900)


def test_nobody_else_changes_with_it(row: Subscription, roma: Any) -> None:
    actions.move_on(row.pk, at=days(52))
    with tenants.inside(roma) as here:
        assert (here.standing, here.plan) == ("good", "pro")
    assert registry.by_id(roma.id, fresh=True).standing == "good"

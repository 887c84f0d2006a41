"""What somebody who has not paid hears and may still do, day by day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria import dunning
from pizzeria.dunning import Account, notice_now, notices, standing_of, state_of

DUE = datetime(2026, 5, 8, 12, tzinfo=UTC)
BY_TRIAL = Account(trial_ends_at=DUE)
PAYING = Account(trial_ends_at=DUE - timedelta(days=90), subscribed=True)
FAILED = Account(trial_ends_at=DUE - timedelta(days=90), subscribed=True, unpaid_since=DUE)
MOMENT = st.integers(-2000, 2000).map(lambda hours: DUE + timedelta(hours=hours))
ACCOUNTS = st.builds(
    Account,
    trial_ends_at=MOMENT,
    subscribed=st.booleans(),
    unpaid_since=st.none() | MOMENT,
    ended_at=st.none() | MOMENT,
)


def days(number: float) -> datetime:
    return DUE + timedelta(days=number)


@pytest.mark.parametrize(
    "day, state, standing",
    [
        (-30, "trialing", "good"),
        (-0.01, "trialing", "good"),
        (0, "past_due", "good"),
        (6.99, "past_due", "good"),
        (7, "restricted", "restricted"),
        (20.99, "restricted", "restricted"),
        (21, "suspended", "suspended"),
        (400, "suspended", "suspended"),
    ],
)
def test_a_trial_that_nobody_pays_for_ends_step_by_step(day, state, standing):
    assert state_of(BY_TRIAL, at=days(day)) == state
    assert standing_of(state) == standing


@pytest.mark.parametrize("day, state", [(-1, "active"), (0, "past_due"), (7, "restricted"), (21, "suspended")])
def test_a_card_that_fails_starts_the_same_clock(day, state):
    assert state_of(FAILED, at=days(day)) == state


def test_a_trial_with_a_card_goes_over_into_paying():
    account = Account(trial_ends_at=DUE, subscribed=True)
    assert (state_of(account, at=days(-1)), state_of(account, at=days(0))) == ("trialing", "active")


def test_a_cancellation_takes_effect_at_its_end_and_not_before():
    account = Account(trial_ends_at=days(-90), subscribed=True, ended_at=DUE)
    assert (state_of(account, at=days(-1)), state_of(account, at=days(0))) == ("active", "cancelled")
    assert standing_of("cancelled") == "suspended"


def said(account, *, hours=24 * 60):
    """Return the codes of what is sent when somebody looks every hour."""
    told, found = frozenset(), []
    for hour in range(-24 * 40, hours):
        if notice := notice_now(account, told=told, at=DUE + timedelta(hours=hour)):
            told |= {notice.key}
            found.append(notice.code)
    return found


def test_a_trial_is_reminded_seven_three_and_one_day_before():
    steps = ["trial_over", "grace_ends", "restricted", "suspension_near", "suspended"]
    assert said(BY_TRIAL) == ["trial_7", "trial_3", "trial_1", *steps]


def test_a_failed_card_hears_of_it_and_who_pays_hears_nothing():
    assert said(FAILED) == ["failed", "grace_ends", "restricted", "suspension_near", "suspended"]
    assert said(PAYING) == []


def test_who_left_is_asked_back_once():
    assert said(Account(trial_ends_at=days(-90), ended_at=DUE)) == ["ended", "win_back"]


def test_who_cancelled_for_later_and_does_not_pay_hears_of_it_until_it_ends():
    owing = {"trial_ends_at": days(-90), "subscribed": True, "unpaid_since": DUE}
    assert said(Account(**owing, ended_at=days(8))) == ["failed", "grace_ends", "restricted", "ended", "win_back"]
    assert said(Account(**owing, ended_at=days(-1))) == ["ended", "win_back"]
    assert said(Account(trial_ends_at=DUE, ended_at=DUE)) == ["ended", "win_back"]


def test_after_a_week_without_workers_only_the_newest_is_sent():
    first = notice_now(BY_TRIAL, told=frozenset(), at=days(0.5))
    assert first is not None and first.code == "trial_over"
    assert notice_now(BY_TRIAL, told=frozenset({first.key}), at=days(0.6)) is None


def test_the_next_failure_is_a_new_story():
    told = frozenset(notice.key for notice in notices(FAILED))
    again = Account(trial_ends_at=FAILED.trial_ends_at, subscribed=True, unpaid_since=days(30))
    found = notice_now(again, told=told, at=days(30))
    assert found is not None and found.code == "failed"


ORDER = {state: place for place, state in enumerate(("trialing", "active", "past_due", "restricted", "suspended"))}


@given(ACCOUNTS, st.lists(MOMENT, min_size=2, max_size=8))
def test_without_news_things_only_get_worse(account, moments):
    states = [state_of(account, at=at) for at in sorted(moments)]
    places = [ORDER.get(state, 9) for state in states]
    assert places == sorted(places)


@given(ACCOUNTS, MOMENT)
def test_paying_restores_everything_at_once(account, at):
    paid = Account(account.trial_ends_at, subscribed=True)
    assert standing_of(state_of(paid, at=at)) == "good"


@given(ACCOUNTS, MOMENT)
def test_nobody_is_restricted_within_seven_days_of_the_due_day(account, at):
    if account.ended_at is None and account.due is not None and at < account.due + timedelta(days=7):
        assert standing_of(state_of(account, at=at)) == "good"


@given(ACCOUNTS)
def test_nobody_is_suspended_without_a_warning_before(account):
    codes = [notice.code for notice in sorted(notices(account), key=lambda notice: notice.at)]
    assert codes == [notice.code for notice in notices(account)]
    if "suspended" in codes:
        assert codes.index("suspension_near") < codes.index("suspended")


@given(ACCOUNTS, st.lists(MOMENT, max_size=30))
def test_no_notice_is_sent_twice(account, moments):
    told, sent = frozenset(), []
    for at in sorted(moments):
        if notice := notice_now(account, told=told, at=at):
            told |= {notice.key}
            sent.append(notice.key)
    assert len(sent) == len(set(sent))


@given(ACCOUNTS, MOMENT)
def test_the_next_change_is_where_the_state_changes(account, at):
    moment = dunning.changes_at(account, at=at)
    before = state_of(account, at=at)
    if moment is None:
        assert state_of(account, at=at + timedelta(days=3000)) == before
    else:
        assert state_of(account, at=moment) != before
        assert state_of(account, at=moment - timedelta(microseconds=1)) == before

"""When somebody has not paid: what they hear and when, and what their shop may still do.

A state is no step that was taken but what follows from four moments (``Account``) and the
clock. So it does not matter in which order, how late or how often the news of a payment
comes: the same moments give the same state, and paying restores everything at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TRIALING, ACTIVE, PAST_DUE, RESTRICTED, SUSPENDED, CANCELLED = STATES = (
    "trialing",
    "active",
    "past_due",
    "restricted",
    "suspended",
    "cancelled",
)
# What the shop's own pages ask: everything, a back office that changes nothing, or no new orders either.
GOOD = "good"
STANDINGS = (GOOD, RESTRICTED, SUSPENDED)

REMINDERS = (7, 3, 1)  # days before a trial ends
GRACE = timedelta(days=7)  # after the day the money was due; nothing changes but the mails
RESTRICTION = timedelta(days=14)  # after the grace; customers notice nothing
WIN_BACK = timedelta(days=14)  # after the end, once


@dataclass(frozen=True)
class Account:
    """``subscribed``: whether the provider collects from a card. ``unpaid_since``: when a collection first failed,
    None when all is paid. ``ended_at``: when the owner's cancellation takes, or took, effect.
    """

    trial_ends_at: datetime
    subscribed: bool = False
    unpaid_since: datetime | None = None
    ended_at: datetime | None = None

    @property
    def due(self) -> datetime | None:
        """Return the moment money was first missing, or will be when nothing happens; None when all is in order."""
        if self.subscribed:
            return self.unpaid_since
        return self.trial_ends_at


@dataclass(frozen=True)
class Notice:
    """One mail: ``code`` names it, ``due`` which story it belongs to, ``at`` from when on it is sent."""

    code: str
    due: datetime
    at: datetime

    @property
    def key(self) -> str:
        """Return what is remembered, so that each notice of a story is sent once: ``trial_3 2026-05-08``."""
        return f"{self.code} {self.due.date().isoformat()}"


def state_of(account: Account, *, at: datetime) -> str:
    """Return the one of STATES that these moments give at this moment."""
    if account.ended_at is not None and account.ended_at <= at:
        return CANCELLED
    due = account.due
    if due is None or at < due:
        return TRIALING if at < account.trial_ends_at else ACTIVE
    if at < due + GRACE:
        return PAST_DUE
    return RESTRICTED if at < due + GRACE + RESTRICTION else SUSPENDED


def standing_of(state: str) -> str:
    """Return what a shop in this state may do: one of STANDINGS."""
    if state in (SUSPENDED, CANCELLED):
        return SUSPENDED
    return RESTRICTED if state == RESTRICTED else GOOD


def notices(account: Account) -> tuple[Notice, ...]:
    """Return every notice of the story as it stands, in the order of their times.

    Somebody who pays hears nothing; a trial with a card in it hears nothing either. Who has cancelled for later and
    does not pay what is due before hears of that first.
    """
    ended, due = account.ended_at, account.due
    if ended is None:
        return () if due is None else _arrears(account, due)
    owed = _arrears(account, due) if account.subscribed and due is not None else ()
    before = tuple(notice for notice in owed if notice.at < ended)
    return (*before, Notice("ended", ended, ended), Notice("win_back", ended, ended + WIN_BACK))


def _arrears(account: Account, due: datetime) -> tuple[Notice, ...]:
    before = () if account.subscribed else tuple(Notice(f"trial_{n}", due, due - timedelta(days=n)) for n in REMINDERS)
    first = Notice("failed" if account.subscribed else "trial_over", due, due)
    last_call = Notice("grace_ends", due, due + GRACE - timedelta(days=2))
    return (
        *before,
        first,
        last_call,
        Notice(RESTRICTED, due, due + GRACE),
        Notice("suspension_near", due, due + GRACE + RESTRICTION - timedelta(days=3)),
        Notice(SUSPENDED, due, due + GRACE + RESTRICTION),
    )


def notice_now(account: Account, *, told: frozenset[str], at: datetime) -> Notice | None:
    """Return the notice to send now, None when everything has been said.

    Only the newest: after a week without workers nobody gets three mails at once, nor
    is told what a newer mail has overtaken.
    """
    past = [notice for notice in notices(account) if notice.at <= at]
    return past[-1] if past and past[-1].key not in told else None


def changes_at(account: Account, *, at: datetime) -> datetime | None:
    """Return when the state will next change by itself, None when it will not."""
    moments = [account.trial_ends_at]
    if account.ended_at is not None:
        moments.append(account.ended_at)
    if (due := account.due) is not None:
        moments += [due, due + GRACE, due + GRACE + RESTRICTION]
    now = state_of(account, at=at)
    later = (moment for moment in sorted(moments) if moment > at and state_of(account, at=moment) != now)
    return next(later, None)

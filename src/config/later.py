"""Let the demo's time pass: its own clock, that of the stand-ins, and what the nights between would have done.

A trial of thirty days, or a bill that nobody pays for three weeks, can so be looked at in a minute.
"""

from datetime import datetime, timedelta

import requests
from django.conf import settings

from shared_apps.billing import tasks as billing
from toolbox import clock

FILE = f"@{settings.DATA_DIR / 'now'}"  # NOW of a demo that was given none


def let_pass(by: timedelta) -> datetime:
    """Move every process of the demo and its stand-ins on; return what they call now from here on.

    Raises clock.NotMovable where NOW is not a file, and what requests raises where no stand-in answers.
    """
    at = clock.move(by)
    if settings.USES_STANDINS:
        for standin in (settings.STRIPE_API_BASE, settings.PAYPAL_API_BASE):
            _follow(standin, at)
    # Beat goes by the machine's clock and sleeps through the nights that were left out. Of what it would have called,
    # this is what cannot wait: reading first, so that notices go by what the provider did, webhook or not.
    billing.read_everything_again()
    billing.move_everybody_on()
    billing.hand_in_orders()
    return at


def _follow(standin: str, at: datetime) -> None:
    """Let a stand-in's clock show the same. It never goes back, as what happened there stays."""
    theirs = _advance(standin, 0)
    _advance(standin, max(0, int(at.timestamp()) - theirs))


def _advance(standin: str, seconds: int) -> int:
    answer = requests.post(f"{standin}/_clock", json={"advance": seconds}, timeout=60)
    answer.raise_for_status()
    return int(answer.json()["now"])

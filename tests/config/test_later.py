"""Time passes in a demo: its clock, that of both stand-ins, and what the nights would have done."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from config import environment, later
from pizzeria import dunning
from shared_apps.billing import actions, plans
from shared_apps.billing.models import Subscription
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from standins import paypal, stripe
from tenants.models import Pizzeria
from toolbox import clock

SYSTEM = Actor.system("test")


@pytest.fixture
def there(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    """Both stand-ins, and a clock that can be moved."""
    monkeypatch.setenv("NOW", f"@{tmp_path / 'now'}")
    with ExitStack() as running:
        stand_ins = tuple(running.enter_context(kind.StandIn(background=False)) for kind in (stripe, paypal))
        settings.STRIPE_API_BASE, settings.PAYPAL_API_BASE = (each.url for each in stand_ins)
        settings.USES_STANDINS = True
        yield stand_ins


def test_the_stand_ins_clocks_go_along(there: tuple[Any, Any], on_platform: None) -> None:
    for by in (timedelta(days=8), timedelta(hours=3)):
        at = later.let_pass(by)
        for standin in there:
            assert abs(standin.clock.now() - at.timestamp()) < 60
    clock.move(timedelta(days=-1))
    later.let_pass(timedelta(0))  # theirs never go back
    assert there[0].clock.now() > clock.now().timestamp() + 80_000


def test_what_is_due_by_then_is_done(there: tuple[Any, Any], napoli: Any, on_platform: None) -> None:
    row = actions.begin_trial(Pizzeria.objects.get(id=napoli.id), by=SYSTEM, at=clock.now())
    later.let_pass(timedelta(days=plans.TRIAL_DAYS + 8))
    assert Subscription.objects.get(pk=row.pk).state == dunning.RESTRICTED
    assert Entry.objects.filter(fact="NoticeDue").exists()


def test_the_command_takes_one_time_after_the_other(there: tuple[Any, Any], on_platform: None, capsys: Any) -> None:
    before = clock.now()
    call_command("later", "2d", "3h")
    assert timedelta(days=2, hours=3) <= clock.now() - before < timedelta(days=2, hours=4)
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_the_command_says_what_it_does_not_understand_and_what_it_cannot_move(
    there: tuple[Any, Any], settings: Any, monkeypatch: pytest.MonkeyPatch, on_platform: None
) -> None:
    with pytest.raises(CommandError, match="is not a time"):
        call_command("later", "soon")
    monkeypatch.setenv("NOW", "+3d")
    with pytest.raises(CommandError, match="the path of a file"):
        call_command("later", "1d")
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("later", "1d")


def test_it_says_so_when_no_demo_runs(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOW", f"@{tmp_path / 'now'}")
    settings.USES_STANDINS, settings.STRIPE_API_BASE = True, "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="does the demo run"):
        call_command("later", "1d")


def test_production_does_not_start_with_a_clock_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOW", "@/srv/now")
    environment.forbid(False, "NOW")
    with pytest.raises(ImproperlyConfigured, match="NOW"):
        environment.forbid(True, "NOW")
    monkeypatch.setenv("NOW", "")
    environment.forbid(True, "NOW")

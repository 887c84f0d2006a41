"""One task per fact and handler: load, react once."""

from importlib import import_module

from celery import Task

from shared_apps.journal import actions
from shared_apps.journal.models import Entry
from tenants.tasks import platform_task, tenant_task
from toolbox import clock

RETRY = {"autoretry_for": (Exception,), "retry_backoff": 2, "retry_backoff_max": 600, "max_retries": 8}


# What has happened is followed to its end, refunds and news of them above all, also in a shop that is suspended.
@tenant_task(bind=True, runs_while_suspended=True, **RETRY)
def react_in_pizzeria(self: Task, entry_id: str, handler: str) -> None:
    _react(entry_id, handler)


@platform_task(bind=True, **RETRY)
def react_on_platform(self: Task, entry_id: str, handler: str) -> None:
    _react(entry_id, handler)


@platform_task
def sweep_journals() -> None:
    from shared_apps.journal import relay

    relay.sweep(at=clock.now())


@platform_task
def sweep_reactions() -> None:
    from shared_apps.journal import relay

    relay.sweep_reactions(at=clock.now())


def _react(entry_id: str, handler: str) -> None:
    module, _, name = handler.rpartition(".")
    function = getattr(import_module(module), name)
    actions.react_once(Entry.objects.get(id=entry_id), function, name=handler, at=clock.now())

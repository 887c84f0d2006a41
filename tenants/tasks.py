"""Celery tasks that know whose work they do, or do nothing.

``@tenant_task`` sent from inside a pizzeria carries its id in a header; the worker
enters that pizzeria first. Without the header, for an unknown or an inactive
pizzeria it raises and is logged. ``@tenant_task(runs_while_suspended=True)`` is for what a
shop owes to others also behind closed doors; for a closed one nothing runs. ``@platform_task`` runs on the platform.
A plain ``@shared_task`` has entered nothing, so its first query raises NoTenant.
"""

import logging
from collections.abc import Callable
from typing import Any

from celery import Task, shared_task

import tenants
from tenants import Here, NoTenant, registry
from tenants.errors import NotActive

log = logging.getLogger(__name__)
HEADER = "pizzeria"


class TenantTask(Task):  # type: ignore[misc]
    abstract = True
    runs_while_suspended = False

    def apply_async(self, args: Any = None, kwargs: Any = None, *rest: Any, **options: Any) -> Any:
        here = tenants.current()  # raises NoTenant: nobody to do this for
        if here is None:
            raise NoTenant(f"{self.name} is a pizzeria's task and was sent from the platform")
        headers = {**(options.pop("headers", None) or {}), HEADER: str(here.id)}
        return super().apply_async(args, kwargs, *rest, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with tenants.inside(self._whose()):
            return super().__call__(*args, **kwargs)

    def _whose(self) -> Here:
        """Return the pizzeria this run is for. Raises NoTenant, NoSuchPizzeria or NotActive."""
        try:
            if self.request.called_directly:
                id: Any = getattr(tenants.current(), "id", None)
            else:
                id = (self.request.headers or {}).get(HEADER) or self.request.get(HEADER)
            if not id:
                raise NoTenant("no pizzeria came with the task")
            here = registry.by_id(id, fresh=True)
            if not (here.is_active or (self.runs_while_suspended and here.is_suspended)):
                raise NotActive(f"{here.slug} is {here.state}")
        except NoTenant as error:
            log.error("%s was not run: %s", self.name, error)
            raise
        return here


class PlatformTask(Task):  # type: ignore[misc]
    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with tenants.platform():
            return super().__call__(*args, **kwargs)


def tenant_task(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Make a function one pizzeria's task: ``@tenant_task`` or ``@tenant_task(bind=True, …)``."""
    return _task(function, TenantTask, options)


def platform_task(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Make a function the platform's task."""
    return _task(function, PlatformTask, options)


def _task(function: Callable[..., Any] | None, base: type[Task], options: dict[str, Any]) -> Any:
    decorate = shared_task(base=base, **options)
    return decorate(function) if function else decorate

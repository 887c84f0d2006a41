"""Two at once: deeds in threads of their own, each with a connection of its own, all let go at the same moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection

import tenants

SECONDS = 60  # until the last of them has a connection
AtOnce = Callable[..., list[Any]]


@pytest.fixture
def at_once(django_db_blocker: Any) -> Iterator[AtOnce]:
    """``at_once(*deeds)``: each where the test is, in its pizzeria or on the platform; return results or errors."""
    with django_db_blocker.unblock():
        yield _run


def _run(*deeds: Callable[[], Any]) -> list[Any]:
    here, gate = tenants.current(), Barrier(len(deeds))

    def one(deed: Callable[[], Any]) -> Any:
        with tenants.inside(here) if here else tenants.platform():
            try:
                connection.ensure_connection()
                gate.wait(SECONDS)
                return deed()
            except Exception as error:
                return error
            finally:
                connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(one, deeds))


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def meet_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, number: int) -> None:
    """Let all threads meet just before ``module.name`` runs: what the race needs to be seen."""
    gate, real = Barrier(number), getattr(module, name)

    def meet(*args: Any, **options: Any) -> Any:
        gate.wait(20)
        return real(*args, **options)

    monkeypatch.setattr(module, name, meet)


def meet_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, number: int) -> None:
    """Let all threads meet when ``module.name`` has looked; who comes a second time goes on alone."""
    gate, real = Barrier(number), getattr(module, name)

    def meet(*args: Any, **options: Any) -> Any:
        found = real(*args, **options)
        with suppress(BrokenBarrierError):
            gate.wait(20)
        return found

    monkeypatch.setattr(module, name, meet)

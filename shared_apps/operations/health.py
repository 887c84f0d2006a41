"""Is this process alive, can it work, and how is the platform: asked by machines on any host."""

import ipaddress
import os
import secrets
from collections.abc import Callable, Iterator

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

import tenants
from shared_apps.journal.models import Work
from shared_apps.onboarding.models import SignUp
from tenants.models import Pizzeria

_migrated = False


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so that a database away does not restart every pod."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database, Redis and the migrations are as they must be, else 503; says which."""
    checks = {"database": _database, "redis": _redis, "migrations": _migrations}
    found = {name: _ask(check) for name, check in checks.items()}
    return JsonResponse({"checks": found}, status=200 if set(found.values()) == {"ok"} else 503)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The platform's state in Prometheus' text format, for the loopback or the bearer of METRICS_TOKEN."""
    if not _may_see_metrics(request):
        raise Http404
    with tenants.platform():
        lines = list(_gauges(request))
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _ask(check: Callable[[], None]) -> str:
    try:
        check()
    except (DatabaseError, redis.RedisError) as error:
        return type(error).__name__
    except _NotMigrated:
        return "migrations are waiting"
    return "ok"


class _NotMigrated(Exception):
    pass


def _database() -> None:
    with tenants.platform(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    with client:
        client.ping()


def _migrations() -> None:
    """Whether the platform's tables are those of this release; asked until it was true once."""
    global _migrated
    if _migrated:
        return
    with tenants.platform():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise _NotMigrated
    _migrated = True


def _may_see_metrics(request: HttpRequest) -> bool:
    token = os.environ.get("METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(given.encode(), token.encode()):
        return True
    if settings.TRUSTED_PROXY_COUNT:
        return False  # behind a proxy every caller's address is the proxy's: only the token counts
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _gauges(request: HttpRequest) -> Iterator[str]:
    yield from _gauge("pizzamama_pizzerias", "Pizzerias by state.", "state", dict(_counted(Pizzeria)))
    yield from _gauge("pizzamama_signups", "Sign-ups by state.", "state", dict(_counted(SignUp)))
    work = Work.objects.order_by("since")
    oldest = work.first()
    age = (request.at - oldest.since).total_seconds() if oldest else 0
    yield from _gauge(
        "pizzamama_outbox_waiting",
        "Houses with facts to relay.",
        "",
        {"": work.values("owner").order_by().distinct().count()},
    )
    yield from _gauge(
        "pizzamama_outbox_oldest_seconds", "How long the first of them has waited.", "", {"": max(0, age)}
    )


def _counted(model: type[Pizzeria] | type[SignUp]) -> Iterator[tuple[str, int]]:
    for row in model._default_manager.values("state").annotate(number=Count("pk")).order_by("state"):
        yield row["state"], row["number"]


def _gauge(name: str, words: str, label: str, values: dict[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"
    for value, number in values.items():
        yield f'{name}{{{label}="{value}"}} {number:g}' if label else f"{name} {number:g}"

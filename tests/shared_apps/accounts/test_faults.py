"""When Redis is gone nobody counts wrong passwords, so nobody signs in; and what is past its time goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from redis import ConnectionError as NoRedis

import tenants
from shared_apps.accounts import tasks
from tests.people import PASSWORD
from toolbox import clock


def test_without_redis_signing_in_waits(giulia: Any, at_napoli: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise NoRedis("gone")

    for verb in ("get", "set", "add", "incr", "get_or_set"):
        monkeypatch.setattr(type(caches["default"]), verb, gone)
    answer = at_napoli.post("/account/login/", {"login": giulia.email, "password": PASSWORD})
    assert answer.status_code == 503
    assert answer["Retry-After"]
    monkeypatch.undo()
    assert at_napoli.get("/account/home/").url.startswith("/account/login/")


def test_old_sessions_are_thrown_away(napoli: Any, anna: Any, signed_in: Any) -> None:
    old, fresh = signed_in(napoli, anna), signed_in(napoli, anna)
    with tenants.inside(napoli):
        Session.objects.filter(session_key=old.session.session_key).update(expire_date=clock.now() - timedelta(days=1))
        tasks.tidy_this_house()
    assert fresh.get("/account/home/").url == "/kitchen/"
    with tenants.inside(napoli):
        assert Session.objects.count() == 1

"""What machines ask: alive, ready, how many."""

from typing import Any

import pytest
from django.test import Client

from shared_apps.operations import health


@pytest.mark.parametrize("host", ["localhost", "napoli.localhost", "nobody.localhost"])
def test_every_host_says_that_the_process_lives(napoli: Any, host: str) -> None:
    assert Client(HTTP_HOST=host).get("/healthz").content == b"ok"


def test_ready_means_database_redis_and_migrations(at_platform: Client) -> None:
    answer = at_platform.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"checks": {"database": "ok", "redis": "ok", "migrations": "ok"}},
    )


def test_without_redis_it_is_not_ready_and_says_so(at_platform: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = at_platform.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["redis"]) == (503, "ConnectionError")


def test_waiting_migrations_are_not_ready(at_platform: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    assert at_platform.get("/readyz").json()["checks"]["migrations"] == "migrations are waiting"


def test_metrics_count_pizzerias(at_platform: Client, napoli: Any, roma: Any) -> None:
    assert 'pizzamama_pizzerias{state="active"} 2' in at_platform.get("/metrics").content.decode()


@pytest.mark.parametrize("address", ["10.0.0.7", "", "not an address"])
def test_metrics_are_not_for_strangers(at_platform: Client, address: str) -> None:
    assert at_platform.get("/metrics", REMOTE_ADDR=address).status_code == 404


def test_behind_a_proxy_only_the_token_opens_metrics(
    at_platform: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    monkeypatch.setenv("METRICS_TOKEN", "secret")
    assert at_platform.get("/metrics").status_code == 404
    assert at_platform.get("/metrics", HTTP_AUTHORIZATION="Bearer wrong").status_code == 404
    assert at_platform.get("/metrics", HTTP_AUTHORIZATION="Bearer secret").status_code == 200


def test_the_mail_page_is_for_development_only(at_platform: Client) -> None:
    assert at_platform.get("/_demo/mail/").status_code == 404

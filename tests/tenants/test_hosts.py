"""Whose host is this? Routing by host, and the doors that stay shut."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

import tenants
from tenants import actions, registry, versions
from tenants.middleware import HostMiddleware, normalised
from tenants.models import Domain, Pizzeria
from tests.cast import NOON, Somebody

Visit = Callable[..., HttpResponse]


def answer(request: HttpRequest) -> HttpResponse:
    here = tenants.current()
    return HttpResponse(f"{here.slug if here else 'platform'} {request.urlconf}")


def visit(host: str, path: str = "/", view: Visit = answer, **headers: str) -> HttpResponse:
    return HostMiddleware(view)(RequestFactory().get(path, headers={"host": host, **headers}))


@pytest.mark.parametrize(
    "host",
    ["napoli.localhost", "NAPOLI.LocalHost", "napoli.localhost.", "napoli.localhost:8000", "Napoli.localhost.:8000"],
)
def test_case_port_and_trailing_dot_do_not_matter(napoli: tenants.Here, host: str) -> None:
    assert visit(host).content == b"napoli config.urls_pizzeria"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "localhost."])
def test_the_platform_host_is_the_platform(napoli: tenants.Here, host: str) -> None:
    assert visit(host).content == b"platform config.urls_platform"


@pytest.mark.parametrize(
    "host", ["nobody.localhost", "napoli.example.test", "x.napoli.localhost", "127.0.0.1", "napoli", "napolilocalhost"]
)
def test_an_unknown_host_has_its_own_page(napoli: tenants.Here, host: str) -> None:
    response = visit(host)
    assert response.status_code == 404
    assert b"<h1" in response.content
    assert visit(host, "/api/v1/menu/").headers["Content-Type"] == "application/problem+json"


def test_a_custom_domain_leads_nowhere_until_it_is_verified(napoli: tenants.Here) -> None:
    with tenants.platform():
        domain = Domain.objects.create(host="pizza.example.test", pizzeria_id=napoli.id)
    assert visit("pizza.example.test").status_code == 404
    with tenants.platform():
        Domain.objects.filter(id=domain.id).update(verified_at=NOON)
    assert visit("Pizza.Example.Test:8000").content.startswith(b"napoli")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_are_answered_on_every_host(napoli: tenants.Here, path: str) -> None:
    assert visit("10.0.0.7", path).content.startswith(b"platform")
    with tenants.platform():
        Pizzeria.objects.filter(id=napoli.id).update(state="suspended")
    registry.forget()
    assert visit("napoli.localhost", path).content.startswith(b"platform")


def test_suspension_shuts_the_door_at_once_and_reactivation_opens_it(napoli: tenants.Here, roma: tenants.Here) -> None:
    assert visit("napoli.localhost").status_code == 200
    with tenants.platform():
        row = Pizzeria.objects.get(id=napoli.id)
        actions.suspend_pizzeria(row, reason="unpaid", by=Somebody("platform", "7"), at=NOON)
        assert (row.state, row.state_reason, row.state_by) == ("suspended", "unpaid", "platform cast")
    closed = visit("napoli.localhost")
    assert closed.status_code == 403
    assert b"unpaid" not in closed.content
    assert visit("roma.localhost").status_code == 200
    with tenants.platform():
        actions.reactivate_pizzeria(row, reason="paid", by=Somebody(), at=NOON)
    assert visit("napoli.localhost").status_code == 200


def test_only_an_active_shop_is_suspended_and_only_a_suspended_one_reactivated(
    napoli: tenants.Here, on_platform: None
) -> None:
    row = Pizzeria.objects.get(id=napoli.id)
    with pytest.raises(actions.NotSuspended):
        actions.reactivate_pizzeria(row, reason="", by=Somebody(), at=NOON)
    actions.suspend_pizzeria(row, reason="", by=Somebody(), at=NOON)
    with pytest.raises(actions.AlreadySuspended):
        actions.suspend_pizzeria(row, reason="", by=Somebody(), at=NOON)


def test_a_closed_shop_looks_like_no_shop(napoli: tenants.Here) -> None:
    with tenants.platform():
        Pizzeria.objects.filter(id=napoli.id).update(state="closed")
    assert visit("napoli.localhost").content == visit("nobody.localhost").content


def test_a_pizzeria_that_is_behind_is_closed_alone(napoli: tenants.Here, roma: tenants.Here) -> None:
    with tenants.platform():
        Pizzeria.objects.filter(id=napoli.id).update(schema_version="0001-old")
    response = visit("napoli.localhost")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert visit("roma.localhost").status_code == 200


def test_a_pizzeria_ahead_of_this_code_is_served_during_a_roll_out(napoli: tenants.Here) -> None:
    assert not versions.is_behind("9999-new")
    assert versions.is_behind(f"{versions.current()[:4]}-edited")
    with tenants.platform():
        Pizzeria.objects.filter(id=napoli.id).update(schema_version="9999-new")
    assert visit("napoli.localhost").status_code == 200


def test_a_warm_host_costs_no_query(napoli: tenants.Here) -> None:
    visit("napoli.localhost")
    with CaptureQueriesContext(connection) as queries:
        visit("napoli.localhost")
    assert len(queries) == 0


def test_what_is_remembered_is_asked_again_after_half_a_minute(
    napoli: tenants.Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit("napoli.localhost")
    with tenants.platform():  # a change nobody announced: as if Redis had been away
        Pizzeria.objects.filter(id=napoli.id).update(state="suspended")
    assert visit("napoli.localhost").status_code == 200
    late = registry.time.monotonic() + registry.SECONDS + 1
    monkeypatch.setattr(registry.time, "monotonic", lambda: late)
    assert visit("napoli.localhost").status_code == 403


def test_a_streamed_body_is_made_inside_the_shop(napoli: tenants.Here) -> None:
    def pieces() -> Iterator[str]:
        for _ in range(2):
            yield tenants.current().slug

    response: Any = visit("napoli.localhost", view=lambda request: StreamingHttpResponse(pieces()))
    assert next(response.streaming_content) == b"napoli"
    with pytest.raises(tenants.NoTenant):
        tenants.current()
    assert list(response.streaming_content) == [b"napoli"]


def test_names_of_pages_are_those_of_the_house_one_is_in(napoli: tenants.Here) -> None:
    from django.urls import get_urlconf

    with tenants.platform():
        with tenants.inside(napoli):
            assert get_urlconf() == "config.urls_pizzeria"
        assert get_urlconf() == "config.urls_platform"


def test_the_host_is_normalised() -> None:
    assert normalised("NAPOLI.Localhost.:8000") == "napoli.localhost"


def test_an_address_in_the_shop_is_absolute(napoli: tenants.Here) -> None:
    assert napoli.url("/basket/").startswith("http://napoli.localhost")
    assert napoli.url("/basket/").endswith("/basket/")

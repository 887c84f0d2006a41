"""The API of ordering: from an empty basket to an order on its way, and nothing sent can break it."""

import json
from decimal import Decimal

import pytest
from django.test import Client

import tenants
from pizzeria.order_flow import FLOW
from tenant_apps.menu.models import Product, ProductPrice
from tenant_apps.ordering.models import Order
from tests.tenant_apps.ordering.conftest import configuration

API = "/api/v1"


class Program:
    """A JSON client on one host; keeps its cookies as a browser does."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path, **headers):
        return self.client.get(f"{API}/{path}", headers=headers)

    def post(self, path, body=None, **headers):
        return self.client.post(
            f"{API}/{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )

    def patch(self, path, body):
        return self.client.patch(f"{API}/{path}", json.dumps(body), content_type="application/json")

    def delete(self, path):
        return self.client.delete(f"{API}/{path}")


@pytest.fixture
def program(open_shop):
    return Program(Client(HTTP_HOST=open_shop.host))


@pytest.fixture
def margherita(open_shop):
    with tenants.inside(open_shop):
        return configuration("Margherita").to_json()


@pytest.fixture
def basket(program, margherita):
    id = program.post("baskets/", {"order_type": "collection"}).json()["id"]
    return program.post(f"baskets/{id}/lines/", {"configuration": margherita, "quantity": 2}).json()


def order_of(basket, **changes):
    usual = {
        "basket": basket["id"], "name": "Giulia", "phone": "333 1234567", "tender": "counter",
        "expected_total": basket["total"],
    }  # fmt: skip
    return usual | changes


def problem(response, status, code):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    return response.json()


def test_from_basket_to_order(program, basket):
    assert [line["quantity"] for line in basket["lines"]] == [2]
    quote = program.get(f"baskets/{basket['id']}/quote/").json()
    assert quote["total"] == basket["total"]
    assert quote["lines"][0]["steps"][0]["kind"] == "base"
    assert any("Margherita" in row for row in quote["explanation"])
    response = program.post("orders/", order_of(basket), **{"Idempotency-Key": "k1"})
    assert response.status_code == 201
    order = response.json()
    assert (order["state"], order["total"]) == ("placed", basket["total"])
    assert order["contact"]["name"] == "Giulia"
    assert response["Location"] == f"{API}/orders/{order['id']}/"
    again = program.post("orders/", order_of(basket), **{"Idempotency-Key": "k1"})
    assert again.json()["id"] == order["id"]
    problem(
        program.post("orders/", order_of(basket, name="X"), **{"Idempotency-Key": "k1"}), 422, "idempotency_key_reused"
    )
    problem(program.post("orders/", order_of(basket)), 409, "basket_empty")


def test_a_product_alone_comes_as_the_card_shows_it(program, margherita):
    id = program.post("baskets/").json()["id"]
    lines = program.post(f"baskets/{id}/lines/", {"product": margherita["product"]}).json()["lines"]
    assert lines[0]["configuration"] == margherita
    lines = program.post(f"baskets/{id}/lines/", margherita | {"quantity": 3}).json()["lines"]
    assert [line["quantity"] for line in lines] == [4]


def test_changing_removing_and_undoing(program, basket):
    line = f"baskets/{basket['id']}/lines/{basket['lines'][0]['id']}/"
    assert program.patch(line, {"quantity": 5, "note": "ben cotta"}).json()["lines"][0]["quantity"] == 5
    assert program.delete(line).json()["lines"] == []
    assert program.patch(line, {"quantity": 5}).json()["lines"][0]["configuration"]["note"] == "ben cotta"
    assert program.patch(f"baskets/{basket['id']}/", {"order_type": "delivery"}).json()["order_type"] == "delivery"


def test_another_price_is_a_409_with_the_new_quote(program, basket, open_shop):
    with tenants.inside(open_shop):
        ProductPrice.objects.update(price=Decimal("11.00"))
        from tenants.actions import raise_cache_generation

        raise_cache_generation()
    body = problem(program.post("orders/", order_of(basket)), 409, "price_changed")
    assert body["quote"]["total"] == "22.00"


def test_slots_say_when(program):
    offered = program.get("slots/?type=delivery").json()
    assert offered["as_soon_as_possible"]["earliest"] < offered["as_soon_as_possible"]["latest"]
    assert offered["day"] == "2026-05-08"
    assert offered["slots"][0]["start"] < offered["slots"][0]["end"]
    assert program.get("slots/?type=collection&day=2026-05-09").json()["day"] == "2026-05-09"
    assert program.get("slots/?type=collection&day=2099-01-01").json()["slots"] == []
    problem(program.get("slots/"), 422, "invalid")
    problem(program.get("slots/?type=teleport"), 422, "invalid")


def test_an_order_for_a_slot(program, basket):
    slot = program.get("slots/?type=collection").json()["slots"][3]
    order = program.post("orders/", order_of(basket, when=slot["start"])).json()
    assert order["requested_for"] == order["promised"]["earliest"] == slot["start"]


def test_a_stranger_with_the_link_sees_the_way_and_no_name(program, basket, open_shop):
    id = program.post("orders/", order_of(basket)).json()["id"]
    stranger = Program(Client(HTTP_HOST=open_shop.host))
    seen = stranger.get(f"orders/{id}/").json()
    assert seen["state"] == "placed"
    assert seen["contact"] is None
    assert "Giulia" not in json.dumps(seen)
    problem(stranger.post(f"orders/{id}/cancel/"), 401, "not_authenticated")
    assert program.post(f"orders/{id}/cancel/").json()["state"] == "cancelled"


def test_too_late_to_cancel(program, basket, open_shop, carla, signed_in):
    id = program.post("orders/", order_of(basket)).json()["id"]
    Program(signed_in(open_shop, carla)).post(f"orders/{id}/accept/", {"minutes": 30})
    problem(program.post(f"orders/{id}/cancel/"), 409, "too_late_to_cancel")


def test_events_lead_to_the_live_gateway(program, basket):
    id = program.post("orders/", order_of(basket)).json()["id"]
    response = program.get(f"orders/{id}/events/", Accept="text/event-stream")
    assert response.status_code == 307
    assert "/live/?token=" in response["Location"]


def test_the_whole_life_by_the_owner(program, basket, open_shop, ciro, signed_in):
    id = program.post("orders/", order_of(basket)).json()["id"]
    owner = Program(signed_in(open_shop, ciro))
    for verb, state in [
        ("accept", "accepted"), ("delay", "accepted"), ("start", "preparing"), ("ready", "ready"), ("recall", "preparing"),
        ("ready", "ready"), ("collect", "collected"),
    ]:  # fmt: skip
        response = owner.post(f"orders/{id}/{verb}/")
        assert (response.status_code, response.json()["state"]) == (200, state)
    assert problem(owner.post(f"orders/{id}/start/"), 409, "state_changed")["state"] == "collected"
    steps = program.get(f"orders/{id}/").json()["steps"]
    assert all(step["at"] for step in steps)


def test_rejecting_says_why(program, basket, open_shop, carla, signed_in):
    id = program.post("orders/", order_of(basket)).json()["id"]
    Program(signed_in(open_shop, carla)).post(f"orders/{id}/reject/", {"reason": "Forno rotto"})
    assert program.get(f"orders/{id}/").json()["reason"] == "Forno rotto"


@pytest.mark.parametrize("said", [{}, {"reason": ""}, {"reason": "  "}, {"reason": None}, {"reason": "\u200b"}])
def test_nobody_is_rejected_without_a_reason(program, basket, open_shop, carla, signed_in, said):
    id = program.post("orders/", order_of(basket)).json()["id"]
    assert Program(signed_in(open_shop, carla)).post(f"orders/{id}/reject/", said).status_code == 422
    assert program.get(f"orders/{id}/").json()["state"] == "placed"


def test_a_field_that_is_none_is_named(program, basket, margherita, open_shop):
    wrong = order_of(basket, requested_for="2026-05-08T20:00:00+02:00")
    errors = problem(program.post("orders/", wrong), 422, "invalid")["errors"]
    assert set(errors) == {"requested_for"} and "when" in errors["requested_for"][0]
    with tenants.inside(open_shop):
        assert not Order.objects.exists()
    problem(program.post("baskets/", {"type": "delivery"}), 422, "invalid")
    lines = f"baskets/{basket['id']}/lines/"
    problem(program.post(lines, margherita | {"qty": 3}), 422, "invalid")
    problem(program.patch(f"{lines}{basket['lines'][0]['id']}/", {"qty": 3}), 422, "invalid")


@pytest.mark.parametrize("verb", [*(verb for verb in FLOW if verb != "confirm"), "delay"])
def test_each_step_needs_its_permission(program, basket, open_shop, verb, giulia, anna, luca, carla, signed_in):
    id = program.post("orders/", order_of(basket)).json()["id"]
    needed = FLOW["accept" if verb == "delay" else verb].permission
    guest = Program(Client(HTTP_HOST=open_shop.host))
    assert guest.post(f"orders/{id}/{verb}/").status_code == 401
    for person in (giulia, anna, luca, carla):
        status = Program(signed_in(open_shop, person)).post(f"orders/{id}/{verb}/").status_code
        assert (status != 403) == person.may(needed), person


def test_staff_page_through_the_orders(program, basket, margherita, open_shop, anna, giulia, signed_in):
    for _ in range(3):
        program.post(f"baskets/{basket['id']}/lines/", margherita)
        total = program.get(f"baskets/{basket['id']}/").json()["total"]
        assert program.post("orders/", order_of(basket, expected_total=total)).status_code == 201
    kitchen = Program(signed_in(open_shop, anna))
    page = kitchen.get("orders/?limit=2&state=placed").json()
    assert [order["number"] for order in page["results"]] == [3, 2]
    rest = kitchen.client.get(page["next"]).json()
    assert [order["number"] for order in rest["results"]] == [1]
    assert kitchen.get("orders/?state=ready").json()["results"] == []
    problem(kitchen.get("orders/?cursor=cD1ub3RoaW5n"), 404, "not_found")
    problem(kitchen.get("orders/?state=nowhere"), 422, "invalid")
    problem(program.get("orders/"), 401, "not_authenticated")
    problem(Program(signed_in(open_shop, giulia)).get("orders/"), 403, "permission_denied")


def test_a_customers_basket_is_reached_by_nobody_else(open_shop, giulia, carla, signed_in):
    hers = Program(signed_in(open_shop, giulia))
    id = hers.post("baskets/", {"order_type": "collection"}).json()["id"]
    assert hers.post("baskets/", {"order_type": "delivery"}).json() | {} == hers.get(f"baskets/{id}/").json()
    other = Program(signed_in(open_shop, carla))
    for stranger in (other, Program(Client(HTTP_HOST=open_shop.host))):
        problem(stranger.get(f"baskets/{id}/"), 404, "not_found")


HUGE = 10**30
BAD_LINES = [
    {}, {"product": "nothing"}, {"product": "\x00"}, {"product": 5}, {"configuration": "x"}, {"configuration": [1]},
    {"configuration": {"product": ["a"]}}, {"configuration": {"\ud800": 1}}, {"configuration": {"product": "\ud800"}},
    {"quantity": HUGE}, {"quantity": -1}, {"quantity": 0}, {"quantity": "many"}, {"quantity": 1.5}, {"quantity": True},
    {"quantity": None}, {"toppings": "all"}, {"toppings": [5]}, {"toppings": [{"ingredient": {}}]}, {"half": 5},
    {"removed": {"a": 1}}, {"removed": ["x"] * 60}, {"note": "x" * 201}, {"note": "\x00"}, {"note": {"a": 1}},
    {"size": "nothing"}, {"dough": "nothing"}, {"toppings": [{"ingredient": "x", "side": "above"}]},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_LINES, ids=repr)
def test_a_bad_line_is_a_problem(program, basket, margherita, bad):
    whole = bad if "configuration" in bad or not bad or "product" in bad else margherita | bad
    response = program.post(f"baskets/{basket['id']}/lines/", whole)
    assert 400 <= response.status_code < 500, response.content
    assert response["Content-Type"] == "application/problem+json"


BAD_ORDERS = [
    {"basket": "x"}, {"basket": None}, {"basket": "\ud800"}, {"expected_total": "NaN"}, {"expected_total": "1e400"},
    {"expected_total": -1}, {"expected_total": None}, {"expected_total": HUGE}, {"name": ""}, {"name": "\x00"},
    {"name": ["a"]}, {"name": "x" * 200}, {"when": "yesterday"}, {"when": "0001-01-01T00:00:00Z"},
    {"when": "9999-12-31T23:59:59Z"}, {"when": 5}, {"tender": "gold"}, {"tender": "\ud800"}, {"order_type": "teleport"},
    {"email": "no"}, {"phone": ""}, {"order_type": "delivery", "tender": "cash"},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_ORDERS, ids=repr)
def test_a_bad_order_is_a_problem(program, basket, open_shop, bad):
    response = program.post("orders/", order_of(basket) | bad)
    assert 400 <= response.status_code < 500, response.content
    assert response["Content-Type"] == "application/problem+json"
    with tenants.inside(open_shop):
        assert not Order.objects.exists()


@pytest.mark.parametrize("body", ["", "null", "[]", "5", '"x"', "{", "[" * 100_000, '{"expected_total": NaN}', "\x00"])
@pytest.mark.parametrize("path", ["baskets/", "orders/"])
def test_what_is_no_object_is_a_problem(program, path, body):
    response = program.client.post(f"{API}/{path}", body, content_type="application/json")
    assert response.status_code in ((201,) if (path, body) == ("baskets/", "") else (400, 422)), response.content


def test_a_basket_with_something_that_vanished_says_so(program, basket, open_shop):
    with tenants.inside(open_shop):
        Product.objects.filter(name__it="Margherita").update(is_active=False)
        from tenants.actions import raise_cache_generation

        raise_cache_generation()
    shown = program.get(f"baskets/{basket['id']}/").json()
    assert shown["lines"][0]["problem"]["code"] == "unknown_product"
    assert shown["lines"][0]["name"]["it"] == "Margherita"
    assert not shown["can_check_out"]
    assert program.get(f"baskets/{basket['id']}/quote/").json()["problems"]
    problem(program.post("orders/", order_of(basket, expected_total="0.00")), 409, "lines_unavailable")


def test_every_call_is_described(program, capsys):
    paths = program.get("openapi.json", Accept="application/vnd.oai.openapi+json").json()["paths"]
    for path in ("baskets/", "baskets/{id}/lines/", "baskets/{id}/quote/", "slots/", "orders/", "orders/{id}/accept/"):
        assert f"{API}/{path}" in paths
    assert "identical names" not in capsys.readouterr().err  # two shapes of one name: only one would be told

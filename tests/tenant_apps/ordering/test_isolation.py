"""roma's orders and baskets do not exist in napoli: the answer is that of an id nobody ever had."""

import json
from uuid import uuid4

import pytest
from django.test import Client

import tenants
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import actions
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, filled_basket, open_for_business, wish

READS = ["/orders/{}/", "/api/v1/orders/{}/", "/api/v1/orders/{}/events/"]
WRITES = ["/orders/{}/cancel/", "/orders/{}/repeat/"]
STAFF = [f"/api/v1/orders/{{}}/{verb}/" for verb in ("accept", "reject", "start", "ready", "cancel", "delay")]


@pytest.fixture
def of_roma(open_shop, roma):
    """An order and a basket of roma."""
    with tenants.inside(roma):
        open_for_business()
        order = actions.place_order(filled_basket(), wish=wish(), by=Actor.guest(), at=FRIDAY_EVENING)
        return order, filled_basket()


def plain(response, id):
    """The answer without what differs from one asking to the next."""
    body = response.content.decode().replace(str(id), "<id>")
    return (
        response.status_code,
        response["Content-Type"],
        [line for line in body.splitlines() if "csrf" not in line.lower()],
    )


def same(client, method, path, id):
    options = {} if method == "get" else {"content_type": "application/json", "data": "{}"}
    hers, nobodys = (plain(getattr(client, method)(path.format(one), **options), one) for one in (id, uuid4()))
    assert hers == nobodys
    return hers[0]


@pytest.mark.parametrize("path", READS)
def test_an_order_of_roma_reads_like_a_random_one(open_shop, of_roma, path):
    assert same(Client(HTTP_HOST=open_shop.host), "get", path, of_roma[0].id) == 404


@pytest.mark.parametrize("path", WRITES)
def test_an_order_of_roma_is_changed_like_a_random_one(open_shop, of_roma, path):
    assert same(Client(HTTP_HOST=open_shop.host), "post", path, of_roma[0].id) == 404


@pytest.mark.parametrize("path", STAFF)
def test_the_owner_of_napoli_steps_no_order_of_roma(open_shop, of_roma, ciro, signed_in, path):
    assert same(signed_in(open_shop, ciro), "post", path, of_roma[0].id) == 404


@pytest.mark.parametrize("path", ["/api/v1/baskets/{}/", "/api/v1/baskets/{}/quote/"])
def test_a_basket_of_roma_is_not_there(open_shop, of_roma, path):
    assert same(Client(HTTP_HOST=open_shop.host), "get", path, of_roma[1].id) == 404


def test_nothing_is_ordered_from_a_basket_of_roma(open_shop, of_roma):
    body = {
        "basket": str(of_roma[1].id),
        "name": "R",
        "phone": "1",
        "order_type": "collection",
        "expected_total": "1.00",
    }
    response = Client(HTTP_HOST=open_shop.host).post(
        "/api/v1/orders/", json.dumps(body), content_type="application/json"
    )
    assert response.status_code == 404


def test_the_same_key_in_two_shops_is_two_orders(open_shop, roma, of_roma):
    orders = []
    for house in (open_shop, roma):
        with tenants.inside(house):
            orders.append(
                actions.place_order(filled_basket(), wish=wish(), by=Actor.guest(), at=FRIDAY_EVENING, key="same")
            )
    assert orders[0].id != orders[1].id

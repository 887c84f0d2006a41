"""HEAD answers as GET does, for whoever watches a site or shows a link's preview, and does nothing."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import tenants
from tests.orders import open_for_business

HEAD_OF_A_SHOP = ["/", "/basket/", "/basket/bar/", "/checkout/", "/account/login/"]


@pytest.mark.parametrize("path", HEAD_OF_A_SHOP)
def test_a_shops_pages_answer_head(path: str, napoli: Any) -> None:
    with tenants.inside(napoli):
        open_for_business()
    client = Client(HTTP_HOST=napoli.host)
    assert client.get(path).status_code == 200
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/signup/"])
def test_the_platforms_pages_answer_head(path: str, db: Any) -> None:
    with tenants.platform():
        assert Client(HTTP_HOST=settings.PLATFORM_DOMAIN).head(path).status_code == 200


def test_the_shops_orders_are_nobodys_by_head_either(at_napoli: Client) -> None:
    assert at_napoli.head("/api/v1/orders/").status_code == 401

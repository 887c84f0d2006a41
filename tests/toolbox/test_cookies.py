"""What a browser is given to keep says how far it may go."""

from typing import Any

from django.test import Client

import tenants
from tests.orders import open_for_business


def test_the_wished_language_stays_a_year_on_this_site(napoli: Any) -> None:
    with tenants.inside(napoli):
        open_for_business()
    client = Client(HTTP_HOST=napoli.host)
    client.post("/language/", {"language": "it", "next": "/"})
    cookie = client.cookies["django_language"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 365 * 24 * 3600
    assert not cookie["domain"]

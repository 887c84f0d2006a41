"""napoli, open, with a deal: two pizzas and a drink for 16.00; a Diavola costs a euro more."""

from decimal import Decimal
from typing import Any

import pytest

from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, evening, guest, open_shop, shop  # noqa: F401

PIZZAS = ("Margherita", "Marinara", "Diavola")


def product(name: str) -> Any:
    from tenant_apps.menu.models import Product

    return Product.objects.get(name__it=name)


def terms(**changes: Any) -> Any:
    from tenant_apps.marketing.actions import ChoiceTerms, DealTerms

    pizzas = {product(name).id: Decimal("1.00" if name == "Diavola" else 0) for name in PIZZAS}
    usual = {
        "name": {"it": "Menù coppia", "en": "Deal for two"},
        "price": Decimal("12.00"),
        "choices": [
            ChoiceTerms({"it": "Una pizza", "en": "A pizza"}, pizzas),
            ChoiceTerms({"it": "Un’altra pizza", "en": "Another pizza"}, pizzas),
            ChoiceTerms({"it": "Una bibita", "en": "A drink"}, {product("Cola 33 cl").id: Decimal(0)}),
        ],
    }
    return DealTerms(**(usual | changes))


def add_deal(**changes: Any) -> Any:
    from shared_apps.journal.facts import Actor
    from tenant_apps.marketing import actions

    return actions.add_deal(terms(**changes), by=Actor.system(), at=FRIDAY_EVENING)


@pytest.fixture
def deal(shop: Any) -> Any:  # noqa: F811
    return add_deal()

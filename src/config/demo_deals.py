"""The deals of the demo's shops: one for two people, one for lunch."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from shared_apps.journal.facts import Actor
from tenant_apps.marketing import actions
from tenant_apps.marketing.actions import ChoiceTerms, DealTerms
from tenant_apps.menu.models import Product, Size

PIZZA = {"it": "Una pizza", "en": "A pizza"}
SECOND = {"it": "Un’altra pizza", "en": "Another pizza"}
DRINK = {"it": "Una bibita", "en": "A soft drink"}
WEEKDAYS = [0, 1, 2, 3, 4]


def add_deals(*, by: Actor, at: datetime) -> None:
    """Put two deals on the menu one is in; a pizza that costs more than eight has an upcharge."""
    pizzas = {id: Decimal("1.50") if price > 8 else Decimal(0) for id, price in _prices("pizza")}
    drinks = {id: Decimal(0) for id, price in _prices("drink") if price > 2 and price < 4}
    if not (pizzas and drinks):
        return
    usual = list(Size.objects.filter(is_usual=True).values_list("id", flat=True))
    pizza, second = ChoiceTerms(PIZZA, pizzas, usual), ChoiceTerms(SECOND, pizzas, usual)
    drink = ChoiceTerms(DRINK, drinks)
    actions.add_deal(
        DealTerms(
            name={"it": "Menu coppia", "en": "Deal for two"},
            description={"it": "Due pizze e due bibite", "en": "Two pizzas and two soft drinks"},
            price=Decimal("14.90"),
            choices=[pizza, second, drink, drink],
        ),
        by=by,
        at=at,
    )
    actions.add_deal(
        DealTerms(
            name={"it": "Pranzo veloce", "en": "Quick lunch"},
            description={"it": "Una pizza e una bibita, a pranzo", "en": "A pizza and a soft drink, at lunch"},
            price=Decimal("7.50"),
            choices=[pizza, drink],
            day_parts=[{"days": WEEKDAYS, "from": "12:00", "to": "15:00"}],
        ),
        by=by,
        at=at,
    )


def _prices(kind: str) -> Iterable[tuple[UUID, Decimal]]:
    """The products of that kind with the lowest price of each."""
    rows = Product.objects.on_sale().filter(kind=kind, vat_class__in=("food", "drink")).prefetch_related("prices")
    return [(row.id, min(price.price for price in row.prices.all())) for row in rows]

"""Real orders for tests: a shop with the starter menu, and orders placed as a customer places them."""

from datetime import UTC, datetime
from typing import Any

LUNCH = datetime(2026, 5, 8, 10, 30, tzinfo=UTC)  # Friday, half past twelve in Rome
MENU: dict[str, Any] = {}


def open_for_business() -> None:
    """Give the pizzeria one is in its row, its hours and the starter menu."""
    from shared_apps.journal.facts import Actor
    from tenant_apps.menu import actions as menu
    from tenant_apps.menu import starter
    from tenant_apps.shop import actions as shop

    system = Actor.system("cast")
    shop.open_shop({"name": "Napoli", "email": "ciao@napoli.test"}, week=shop.STARTER_WEEK, by=system, at=LUNCH)
    menu.load_menu(starter.menu(), source="starter", by=system, at=LUNCH)


def order(*wanted: str, at: datetime = LUNCH, user: Any = None, **wish: Any) -> Any:
    """Place an order for one of each (Italian names; "2 Diavola" for two) and return it."""
    from pizzeria import pricing
    from shared_apps.journal.facts import Actor
    from tenant_apps.menu import queries as menu
    from tenant_apps.menu.models import Product
    from tenant_apps.ordering import actions
    from tenant_apps.ordering.wishes import Wish

    basket = actions.open_basket(user=user, order_type="collection", at=at)
    prices = menu.price_menu(at=at)
    for words in wanted or ("2 Margherita",):
        many, _, name = words.partition(" ") if words[0].isdigit() else ("1", "", words)
        product = Product.objects.get(name__it=name)
        configuration = pricing.default_configuration(prices, str(product.id))
        actions.add_to_basket(basket, configuration=configuration, quantity=int(many), at=at)
    asked = {"order_type": "collection", "name": "Giulia", "phone": "+39 333 1234567", "tender": "cash", **wish}
    return actions.place_order(basket, wish=Wish(**asked), by=Actor.guest(), at=at)

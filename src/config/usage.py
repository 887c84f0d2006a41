"""How much of its plan's limits a pizzeria uses, counted in rooms that billing must not know. Named by settings.USAGE."""

from collections.abc import Mapping

from shared_apps.accounts import queries as accounts
from tenant_apps.menu.models import Product


def counts() -> Mapping[str, int]:
    """Return the count of each of plans.LIMITS that is counted inside the pizzeria one is in."""
    return {"products": Product.objects.count(), "staff": accounts.places_taken()}

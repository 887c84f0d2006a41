"""How an order may be paid: what the shop offers, for the way it leaves the shop."""

from tenant_apps.ordering.models import ONLINE, OrderType, Tender
from tenant_apps.shop.models import Shop

# What the checkout offers for whoever brings it, in the shop's currency.
TIPS = ("1", "2", "3", "5")

_WAYS: dict[str, tuple[Tender, ...]] = {
    OrderType.DELIVERY: (*ONLINE, Tender.CASH, Tender.TERMINAL),
    OrderType.COLLECTION: (*ONLINE, Tender.CASH, Tender.COUNTER),
    OrderType.EAT_IN: (*ONLINE, Tender.CASH, Tender.COUNTER),
}


def tenders_offered(shop: Shop, order_type: str) -> list[Tender]:
    """Return what a customer may choose at the checkout, the best for both first; cash where nothing else is left."""
    return [tender for tender in _WAYS[order_type] if tender in shop.tenders] or [Tender.CASH]


def tenders_by_voice(order_type: str) -> list[Tender]:
    """Return what whoever calls, or stands at the counter, may choose: nothing online, the order is taken on at once."""
    return [tender for tender in _WAYS[order_type] if tender not in ONLINE]

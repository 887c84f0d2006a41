"""/api/v1/ of ordering, on a shop's host."""

from django.urls import path

from pizzeria.order_flow import FLOW
from tenant_apps.ordering import api

STEPS = {verb: move.permission for verb, move in FLOW.items() if verb not in ("cancel", "confirm")} | {
    "delay": FLOW["accept"].permission
}
WAYS: dict[str, type[api.Step]] = {"reject": api.Reject}

urlpatterns = [
    path("baskets/", api.Baskets.as_view(), name="ordering-baskets"),
    path("baskets/<uuid:id>/", api.OneBasket.as_view(), name="ordering-basket"),
    path("baskets/<uuid:id>/lines/", api.Lines.as_view(), name="ordering-lines"),
    path("baskets/<uuid:id>/deals/", api.DealLines.as_view(), name="ordering-deals"),
    path("baskets/<uuid:id>/lines/<uuid:line>/", api.OneLine.as_view(), name="ordering-line"),
    path("baskets/<uuid:id>/quote/", api.BasketQuote.as_view(), name="ordering-quote"),
    path("slots/", api.Slots.as_view(), name="ordering-slots"),
    path("orders/", api.Orders.as_view(), name="ordering-orders"),
    path("orders/<uuid:id>/", api.OneOrder.as_view(), name="ordering-order"),
    path("orders/<uuid:id>/events/", api.Events.as_view(), name="ordering-events"),
    path("orders/<uuid:id>/edit/", api.Edit.as_view(), name="ordering-edit"),
    path("orders/<uuid:id>/cancel/", api.Cancel.as_view(), name="ordering-cancel"),
    *(
        path(
            f"orders/<uuid:id>/{verb}/",
            WAYS.get(verb, api.Step).as_view(verb=verb, permission=permission),
            name=f"ordering-{verb}",
        )
        for verb, permission in STEPS.items()
    ),
]

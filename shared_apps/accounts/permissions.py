"""What each role may do: one dict, and nothing else decides."""

OWNER = "owner"
SHOP_ROLES = (OWNER, "manager", "cashier", "kitchen", "courier")

SHOP = frozenset(
    {
        "kitchen.work",
        "counter.work",
        "courier.work",
        "orders.see",
        "orders.cancel",
        "menu.edit",
        "shop.edit",
        "staff.edit",
        "sales.see",
        "forecast.see",
        "customers.see",
        "payments.see",
        "payments.refund",
        "cash.count",
    }
)

ROLES: dict[str, frozenset[str]] = {
    "": frozenset(),
    OWNER: SHOP | {"owner.shops", "api.edit", "billing.edit", "payments.edit", "royalties.see"},
    "manager": SHOP,
    "cashier": frozenset({"counter.work", "orders.see", "orders.cancel", "kitchen.work"}),
    "kitchen": frozenset({"kitchen.work", "orders.see", "forecast.see"}),
    "courier": frozenset({"courier.work", "orders.see"}),
    "hq": frozenset({"hq.see", "royalties.edit", "stores.edit"}),
    "admin": frozenset({"platform.run", "hq.see"}),
}

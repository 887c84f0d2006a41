"""Products, prices and tax rates."""

from decimal import ROUND_HALF_UP, Decimal

from ..charges import merge
from ..errors import StripeError
from ..listing import matching, page
from ..routing import Books, Request, Routes
from ..store import Thing
from .strict import only

routes = Routes()
_PRODUCT = (
    "name",
    "description",
    "active",
    "unit_label",
    "statement_descriptor",
    "url",
    "images",
    "tax_code",
    "default_price",
)


@routes.post("/v1/products")
def create_product(request: Request, books: Books) -> Thing:
    only(request.params, *_PRODUCT, "id", "metadata", "default_price_data", "marketing_features", "shippable", "type")
    product = _new_product(books, request.params)
    if wish := request.params.get("default_price_data"):
        product["default_price"] = _new_price(books, wish | {"product": product["id"]})["id"]
    return product


def _new_product(books: Books, params: Thing) -> Thing:
    if "id" in params and books.find("product", params["id"]):
        raise StripeError(f"Product already exists: {params['id']}", code="resource_already_exists", param="id")
    own = {"id": params["id"]} if "id" in params else {}
    product = books.new(
        "product", "prod", active=True, default_price=None, description=None, images=[],
        marketing_features=params.get("marketing_features") or [], metadata={}, name=params["name"],
        package_dimensions=None, shippable=None, statement_descriptor=None, tax_code=None, tax_details=None, type="service",
        unit_label=None, updated=books.now, url=None, **own,
    )  # fmt: skip
    merge(product, params, *_PRODUCT)
    books.emit("product.created", product)
    return product


@routes.get("/v1/products")
def list_products(request: Request, books: Books) -> Thing:
    found = matching(books, "product", request.params, "active")
    if ids := request.params.get("ids"):
        found = [product for product in found if product["id"] in ids]
    return page(found, request.params, request.path)


@routes.get("/v1/products/{id}")
def retrieve_product(request: Request, books: Books, id: str) -> Thing:
    return books.get("product", id)


@routes.post("/v1/products/{id}")
def update_product(request: Request, books: Books, id: str) -> Thing:
    product = books.get("product", id)
    books.emit("product.updated", product, merge(product, request.params, *_PRODUCT))
    product["updated"] = books.now
    return product


# -- prices -----------------------------------------------------------------------------------------
@routes.post("/v1/prices")
def create_price(request: Request, books: Books) -> Thing:
    only(
        request.params, "active", "billing_scheme", "currency", "lookup_key", "transfer_lookup_key", "metadata",
        "nickname", "product", "product_data", "recurring", "tax_behavior", "tiers", "tiers_mode", "unit_amount",
        "unit_amount_decimal",
    )  # fmt: skip
    return _new_price(books, request.params)


def _new_price(books: Books, params: Thing) -> Thing:
    product = _new_product(books, params["product_data"]) if "product_data" in params else None
    product = product or books.get("product", params.get("product", ""), "product")
    _take_lookup_key(books, params)
    decimal = params.get("unit_amount_decimal") or params.get("unit_amount")
    amount = Decimal(decimal) if decimal is not None else None
    price = books.new(
        "price", "price", active=params.get("active", True), billing_scheme=params.get("billing_scheme", "per_unit"),
        currency=params["currency"].lower(), custom_unit_amount=None, lookup_key=params.get("lookup_key"),
        metadata=params.get("metadata") or {}, nickname=params.get("nickname"), product=product["id"],
        recurring=_recurring(books, params.get("recurring")), tax_behavior=params.get("tax_behavior", "unspecified"),
        tiers_mode=params.get("tiers_mode"), transform_quantity=None,
        type="recurring" if params.get("recurring") else "one_time",
        unit_amount=int(amount) if amount is not None and amount == int(amount) else None,
        unit_amount_decimal=None if amount is None else str(decimal), _tiers=_tiers(params.get("tiers")),
    )  # fmt: skip
    if amount is None and not price["_tiers"]:
        raise StripeError("Missing required param: unit_amount.", code="parameter_missing", param="unit_amount")
    books.emit("price.created", price)
    return price


def _take_lookup_key(books: Books, params: Thing) -> None:
    key = params.get("lookup_key")
    for other in books.all("price", lookup_key=key) if key else ():
        if not params.get("transfer_lookup_key"):
            raise StripeError(
                f"A price (`{other['id']}`) already uses that lookup key.",
                code="resource_already_exists",
                param="lookup_key",
            )
        other["lookup_key"] = None
        books.touch(other)


def _recurring(books: Books, wish: Thing | None) -> Thing | None:
    if not wish:
        return None
    usage = wish.get("usage_type", "licensed")
    if usage == "metered":
        books.get("billing.meter", wish.get("meter", ""), "recurring[meter]")
    return {
        "interval": wish["interval"],
        "interval_count": wish.get("interval_count", 1),
        "meter": wish.get("meter"),
        "trial_period_days": None,
        "usage_type": usage,
    }


def _tiers(wish: list[Thing] | None) -> list[Thing] | None:
    """Each tier as Stripe shows it: `up_to` None is the last."""
    if not wish:
        return None
    names = ("flat_amount", "flat_amount_decimal", "unit_amount", "unit_amount_decimal")
    return [
        {"up_to": None if tier["up_to"] == "inf" else int(tier["up_to"]), **{name: tier.get(name) for name in names}}
        for tier in wish
    ]


@routes.get("/v1/prices")
def list_prices(request: Request, books: Books) -> Thing:
    found = matching(books, "price", request.params, "active", "product", "type", "currency")
    if keys := request.params.get("lookup_keys"):
        found = [price for price in found if price["lookup_key"] in keys]
    for name, value in (request.params.get("recurring") or {}).items():
        found = [price for price in found if price["recurring"] and price["recurring"][name] == value]
    return page(found, request.params, request.path)


@routes.get("/v1/prices/{id}")
def retrieve_price(request: Request, books: Books, id: str) -> Thing:
    return books.get("price", id)


@routes.post("/v1/prices/{id}")
def update_price(request: Request, books: Books, id: str) -> Thing:
    """What it costs never changes: another price does."""
    only(request.params, "active", "lookup_key", "transfer_lookup_key", "metadata", "nickname", "tax_behavior")
    price = books.get("price", id)
    if request.params.get("lookup_key") != price["lookup_key"]:
        _take_lookup_key(books, request.params)
    before = merge(price, request.params, "active", "lookup_key", "nickname", "tax_behavior")
    books.emit("price.updated", price, before)
    return price


def cost(price: Thing, quantity: int) -> int:
    """What so many cost, in minor units, rounded half up once."""
    if not price["_tiers"]:
        return _rounded(Decimal(price["unit_amount_decimal"]) * quantity)
    if price["tiers_mode"] == "volume":
        tier = next(tier for tier in price["_tiers"] if tier["up_to"] is None or quantity <= tier["up_to"])
        return _rounded(_unit(tier) * quantity + (_flat(tier) if quantity else 0))
    total, below = Decimal(0), 0
    for tier in price["_tiers"]:
        within = max(0, min(quantity, tier["up_to"] or quantity) - below)
        total += _unit(tier) * within + (_flat(tier) if within else 0)
        below = tier["up_to"] or quantity
    return _rounded(total)


def _unit(tier: Thing) -> Decimal:
    return Decimal(tier["unit_amount_decimal"] or tier["unit_amount"] or 0)


def _flat(tier: Thing) -> Decimal:
    return Decimal(tier["flat_amount_decimal"] or tier["flat_amount"] or 0)


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


# -- tax rates --------------------------------------------------------------------------------------
@routes.post("/v1/tax_rates")
def create_tax_rate(request: Request, books: Books) -> Thing:
    params = request.params
    return books.new(
        "tax_rate", "txr", active=params.get("active", True), country=params.get("country"),
        description=params.get("description"), display_name=params["display_name"],
        effective_percentage=float(params["percentage"]), flat_amount=None, inclusive=params["inclusive"],
        jurisdiction=params.get("jurisdiction"), jurisdiction_level=None, metadata=params.get("metadata") or {},
        percentage=float(params["percentage"]), rate_type="percentage", state=params.get("state"),
        tax_type=params.get("tax_type"),
    )  # fmt: skip


@routes.get("/v1/tax_rates")
def list_tax_rates(request: Request, books: Books) -> Thing:
    return page(matching(books, "tax_rate", request.params, "active", "inclusive"), request.params, request.path)


@routes.get("/v1/tax_rates/{id}")
def retrieve_tax_rate(request: Request, books: Books, id: str) -> Thing:
    return books.get("tax_rate", id)


@routes.post("/v1/tax_rates/{id}")
def update_tax_rate(request: Request, books: Books, id: str) -> Thing:
    rate = books.get("tax_rate", id)
    merge(rate, request.params, "active", "description", "display_name")
    return rate

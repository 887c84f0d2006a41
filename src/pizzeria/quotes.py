"""A price with its derivation: what the engine answers, stored with an order and read back years later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pizzeria.catalogue import Name
from pizzeria.configuration import Configuration
from pizzeria.deals import DealRequest
from pizzeria.money import Money, plain
from pizzeria.tax import VatRow

VERSION = 1


@dataclass(frozen=True, slots=True)
class LineRequest:
    """One line of a basket: `id` is the caller's and comes back with the LineQuote."""

    configuration: Configuration
    quantity: int = 1
    id: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One term of a unit price: the steps' amounts sum to it exactly.

    kind: base, half, halves, split_fee, dough, topping, removal, credit. `label` is the name of what it
        is for, `params` are plain JSON values (ids, side, amount, policy). `explain.step_text` puts it in
        words.
    """

    kind: str
    label: Name
    amount: Money
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineQuote:
    """A priced line. `unit` is exact (halves can cost half a cent), `total` is unit x quantity, rounded once.

    `deal` is the id of the DealRequest it is part of, if any. `discount` is this line's share of the order's
    discounts and of what its deal saves; `vat` is what total - discount holds at
    `vat_rate` %.
    """

    id: str
    configuration: Configuration
    name: Name
    size: Name | None
    unit: Money
    quantity: int
    total: Money
    discount: Money
    vat_class: str
    vat_rate: Decimal
    vat: Money
    steps: tuple[Step, ...]
    allergens: tuple[str, ...]
    may_contain: tuple[str, ...]
    deal: str = ""

    @property
    def due(self) -> Money:
        return self.total - self.discount


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee to charge, tax included; `vat_class` is looked up in the TaxTable like a product's."""

    amount: Money
    kind: str = "delivery"
    label: Name = ""
    vat_class: str = "delivery"


@dataclass(frozen=True, slots=True)
class FeeQuote:
    fee: Fee
    vat_rate: Decimal
    vat: Money

    @property
    def amount(self) -> Money:
        return self.fee.amount


@dataclass(frozen=True, slots=True)
class Discount:
    """Something off the goods: an `amount` or a `percent`, of the lines named (none named: of all)."""

    id: str
    label: Name
    amount: Money | None = None
    percent: Decimal | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DiscountQuote:
    """`amount` is what it takes off, as a positive number; never more than the goods still cost.

    kind: "discount", or "deal" for what a deal saves (its `discount.id` is the DealRequest's).
    """

    discount: Discount
    amount: Money
    kind: str = "discount"


@dataclass(frozen=True, slots=True)
class DealQuote:
    """A deal as charged: `price` (with upcharges) instead of `instead`, the list prices of what was chosen.

    Both leave out what the lines have on top of that: toppings, doughs, split fees. Never more than the list
    prices: where those are lower, they are the price. `saving` is among the quote's discounts, unless it is zero.
    """

    request: DealRequest
    name: Name
    price: Money
    instead: Money

    @property
    def saving(self) -> Money:
        return self.instead - self.price


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of an order. subtotal = sum of line totals; total = subtotal - discounts + fees.

    `payable` = total + tip + rounding is what changes hands; tip and cash rounding lie outside VAT, the
    minimum order and the total (see `pricing.settle`). `Quote.from_json(quote.to_json()) == quote`.
    """

    currency: str
    order_type: str
    lines: tuple[LineQuote, ...]
    fees: tuple[FeeQuote, ...]
    discounts: tuple[DiscountQuote, ...]
    subtotal: Money
    vat: tuple[VatRow, ...]
    total: Money
    minimum: Money | None
    tip: Money
    rounding: Money
    cash: bool = False
    deals: tuple[DealQuote, ...] = ()

    @property
    def discount(self) -> Money:
        return Money.sum((item.amount for item in self.discounts), self.currency)

    @property
    def goods(self) -> Money:
        """What the goods cost after discounts, without fees: what a minimum order is measured on."""
        return self.subtotal - self.discount

    @property
    def fee(self) -> Money:
        return Money.sum((item.amount for item in self.fees), self.currency)

    @property
    def to_go(self) -> Money:
        """What is missing to the minimum order; zero when it is reached or there is none."""
        zero = Money.zero(self.currency)
        return max(self.minimum - self.goods, zero) if self.minimum else zero

    @property
    def payable(self) -> Money:
        return self.total + self.tip + self.rounding

    @property
    def vat_total(self) -> Money:
        return Money.sum((row.vat for row in self.vat), self.currency)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values: amounts are strings, `goods`, `to_go` and `payable` are there for readers."""
        return {
            "version": VERSION,
            "currency": self.currency,
            "order_type": self.order_type,
            "lines": [_line_json(line) for line in self.lines],
            "fees": [_fee_json(fee) for fee in self.fees],
            "discounts": [_discount_json(item) for item in self.discounts],
            "subtotal": self.subtotal.to_json(),
            "goods": self.goods.to_json(),
            "minimum": _or_none(self.minimum),
            "to_go": self.to_go.to_json(),
            "vat": [_vat_json(row) for row in self.vat],
            "total": self.total.to_json(),
            "tip": self.tip.to_json(),
            "rounding": self.rounding.to_json(),
            "payable": self.payable.to_json(),
            "cash": self.cash,
            "deals": [_deal_json(deal) for deal in self.deals],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Quote:
        """Raises ValueError for a version it cannot read."""
        if data["version"] != VERSION:
            raise ValueError(f"a quote of version {data['version']!r} cannot be read")
        currency = data["currency"]
        minimum = data["minimum"]
        return cls(
            currency=currency,
            order_type=data["order_type"],
            lines=tuple(_line(line, currency) for line in data["lines"]),
            fees=tuple(_fee(fee, currency) for fee in data["fees"]),
            discounts=tuple(_discount(item, currency) for item in data["discounts"]),
            subtotal=Money(data["subtotal"], currency),
            vat=tuple(
                VatRow(Decimal(row["rate"]), Money(row["gross"], currency), Money(row["vat"], currency))
                for row in data["vat"]
            ),
            total=Money(data["total"], currency),
            minimum=None if minimum is None else Money(minimum, currency),
            tip=Money(data["tip"], currency),
            rounding=Money(data["rounding"], currency),
            cash=data["cash"],
            deals=tuple(_deal(deal, currency) for deal in data.get("deals", ())),
        )


def _or_none(amount: Money | None) -> str | None:
    return None if amount is None else amount.to_json()


def _vat_json(row: VatRow) -> dict[str, str]:
    return {
        "rate": str(row.rate),
        "gross": row.gross.to_json(),
        "net": row.net.to_json(),
        "vat": row.vat.to_json(),
    }


def name_json(name: Name) -> str | dict[str, str]:
    return name if isinstance(name, str) else dict(name)


def _line_json(line: LineQuote) -> dict[str, Any]:
    return {
        "id": line.id,
        "configuration": line.configuration.to_json(),
        "name": name_json(line.name),
        "size": None if line.size is None else name_json(line.size),
        "unit": line.unit.to_json(),
        "quantity": line.quantity,
        "total": line.total.to_json(),
        "discount": line.discount.to_json(),
        "vat_class": line.vat_class,
        "vat_rate": str(line.vat_rate),
        "vat": line.vat.to_json(),
        "steps": [_step_json(step) for step in line.steps],
        "allergens": list(line.allergens),
        "may_contain": list(line.may_contain),
        "deal": line.deal,
    }


def _line(data: Mapping[str, Any], currency: str) -> LineQuote:
    return LineQuote(
        id=data["id"],
        configuration=Configuration.from_json(data["configuration"]),
        name=data["name"],
        size=data["size"],
        unit=Money(data["unit"], currency),
        quantity=data["quantity"],
        total=Money(data["total"], currency),
        discount=Money(data["discount"], currency),
        vat_class=data["vat_class"],
        vat_rate=Decimal(data["vat_rate"]),
        vat=Money(data["vat"], currency),
        steps=tuple(_step(step, currency) for step in data["steps"]),
        allergens=tuple(data["allergens"]),
        may_contain=tuple(data["may_contain"]),
        deal=data.get("deal", ""),
    )


def _step_json(step: Step) -> dict[str, Any]:
    amount = plain(step.amount.amount, step.amount.currency)
    return {"kind": step.kind, "label": name_json(step.label), "amount": amount, "params": dict(step.params)}


def _step(data: Mapping[str, Any], currency: str) -> Step:
    return Step(data["kind"], data["label"], Money(data["amount"], currency), data["params"])


def _fee_json(quoted: FeeQuote) -> dict[str, Any]:
    fee = quoted.fee
    return {
        "kind": fee.kind,
        "label": name_json(fee.label),
        "amount": fee.amount.to_json(),
        "vat_class": fee.vat_class,
        "vat_rate": str(quoted.vat_rate),
        "vat": quoted.vat.to_json(),
    }


def _fee(data: Mapping[str, Any], currency: str) -> FeeQuote:
    fee = Fee(Money(data["amount"], currency), data["kind"], data["label"], data["vat_class"])
    return FeeQuote(fee, Decimal(data["vat_rate"]), Money(data["vat"], currency))


def _deal_json(deal: DealQuote) -> dict[str, Any]:
    return {
        **deal.request.to_json(),
        "name": name_json(deal.name),
        "price": deal.price.to_json(),
        "instead": deal.instead.to_json(),
    }


def _deal(data: Mapping[str, Any], currency: str) -> DealQuote:
    price, instead = Money(data["price"], currency), Money(data["instead"], currency)
    return DealQuote(DealRequest.from_json(data), data["name"], price, instead)


def _discount_json(quoted: DiscountQuote) -> dict[str, Any]:
    discount = quoted.discount
    return {
        "id": discount.id,
        "label": name_json(discount.label),
        "amount": quoted.amount.to_json(),
        "asked_amount": _or_none(discount.amount),
        "asked_percent": None if discount.percent is None else str(discount.percent),
        "lines": list(discount.lines),
        "kind": quoted.kind,
    }


def _discount(data: Mapping[str, Any], currency: str) -> DiscountQuote:
    amount, percent = data["asked_amount"], data["asked_percent"]
    discount = Discount(
        id=data["id"],
        label=data["label"],
        amount=None if amount is None else Money(amount, currency),
        percent=None if percent is None else Decimal(percent),
        lines=tuple(data["lines"]),
    )
    return DiscountQuote(discount, Money(data["amount"], currency), data.get("kind", "discount"))

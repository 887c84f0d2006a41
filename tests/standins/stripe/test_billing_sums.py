"""Whatever the amounts: nothing is lost by rounding, nobody gets more off than there is."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from standins.stripe.billing import coupons, lines
from standins.stripe.clock import Clock
from standins.stripe.store import Books, Store

START, MONTH = 1_777_636_800, 31 * 86400
cents = some.integers(1, 500_000)


def item(books: Books, price: int, quantity: int) -> dict[str, Any]:
    """A subscription's item of a month that begins at START."""
    product = books.new("product", "prod", name="Pro")
    wish = {
        "id": "price_1",
        "product": product["id"],
        "currency": "eur",
        "unit_amount_decimal": str(price),
        "_tiers": None,
    }
    return {
        "id": "si_1", "subscription": "sub_1", "quantity": quantity, "price": wish | {"recurring": {"interval": "month"}},
        "current_period_start": START, "current_period_end": START + MONTH,
    }  # fmt: skip


@given(cents, some.integers(1, 9), some.integers(0, MONTH))
def test_what_is_given_back_is_what_would_be_asked_for_at_the_same_second(price: int, quantity: int, at: int) -> None:
    books = Store(Clock()).platform
    one = item(books, price, quantity)
    back = lines.for_proration(books, one, START + at, Decimal(1), back=True)["amount"]
    ahead = lines.for_proration(books, one, START + at, Decimal(1), back=False)["amount"]
    assert back == -ahead
    assert 0 <= ahead <= price * quantity
    if at in (0, MONTH):
        assert ahead == (price * quantity if at == 0 else 0)


@given(some.lists(cents, max_size=8), cents)
def test_an_amount_off_is_shared_out_to_the_cent(amounts: list[int], off: int) -> None:
    shares = coupons._amounts({"percent_off": None, "amount_off": off}, amounts)
    assert sum(shares) == min(off, sum(amounts))
    assert all(0 <= share <= amount for share, amount in zip(shares, amounts, strict=True))


@given(
    some.lists(some.integers(-5000, 50_000), min_size=1, max_size=6), some.sampled_from([0, 4, 10, 22]), some.booleans()
)
def test_an_invoices_head_is_the_sum_of_its_lines(amounts: list[int], percent: int, inclusive: bool) -> None:
    found = [lines.line(amount, "eur", "Pizza", (START, START)) for amount in amounts]
    invoice: dict[str, Any] = {"id": "in_1", "customer_tax_exempt": "none", "lines": {"data": found}}
    rate = {"id": "txr_1", "percentage": percent, "inclusive": inclusive}
    lines.add_up(Store(Clock()).platform, invoice, [], [rate])
    tax = invoice["total_taxes"][0]["amount"]
    assert invoice["subtotal"] == sum(amounts)
    assert invoice["total"] == sum(amounts) + (0 if inclusive else tax)
    assert invoice["total_excluding_tax"] + tax == invoice["total"]
    assert tax == sum(line["taxes"][0]["amount"] for line in found)

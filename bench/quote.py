"""Quotes per second of the price engine, beside json.dumps of the same quote in the same run.

    .venv/bin/python bench/quote.py [--json]

The basket: three pizzas with dough, toppings, a swap and a removal, two of them half and half and one of those in a
meal deal with a water, two waters more, a delivery fee and a discount. Each figure is the best of five rounds; the ratio
is what to compare between machines.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from pizzeria.pricing import (  # noqa: E402
    Deal,
    DealChoice,
    DealRequest,
    Discount,
    Fee,
    Half,
    LineRequest,
    Menu,
    Quote,
    quote,
    settle,
)
from pizzeria.tax import ITALY  # noqa: E402
from tests.pizzeria.card import SPLIT, eur, pizza, plain  # noqa: E402

ROUNDS = 5
SECONDS = 0.4


def basket() -> list[LineRequest]:
    half = Half("diavola", removed=("onion",))
    return [
        LineRequest(pizza("diavola", dough="corn", toppings=["burrata left", "tomato"], removed=["onion"]), 1, "a"),
        LineRequest(pizza(half=half, toppings=["burrata left", "mozzarella whole double"]), 2, "b"),
        LineRequest(plain("water"), 2, "c"),
        LineRequest(pizza("diavola", half="margherita", toppings=["burrata right"]), 1, "d"),
        LineRequest(plain("water"), 1, "e"),
    ]


def menu_with_a_deal() -> Menu:
    pizzas = DealChoice("pizza", "Pizza", frozenset({"margherita", "diavola"}), upcharges={"diavola": eur("1.00")})
    drinks = DealChoice("drink", "Drink", frozenset({"water"}))
    deal = Deal("lunch", "Lunch", eur("8.50"), (pizzas, drinks))
    return replace(SPLIT, deals={deal.id: deal}, policies=replace(SPLIT.policies, removals="swap"))


def per_second(work: Callable[[], object]) -> float:
    """The best round: whatever else the machine does can only make it slower."""
    best = 0.0
    for _ in range(ROUNDS):
        done, start = 0, perf_counter()
        while perf_counter() - start < SECONDS:
            for _ in range(50):
                work()
            done += 50
        best = max(best, done / (perf_counter() - start))
    return best


def measure() -> dict[str, str | float]:
    """One row: the engine's rate, its partner's, and the ratio of the two."""
    menu, lines, fee = menu_with_a_deal(), basket(), Fee(eur("2.50"))
    deal = DealRequest("lunch", "lunch", (("pizza", "d"), ("drink", "e")))
    off = Discount("welcome", "Welcome", percent=Decimal(10))

    def price() -> Quote:
        priced = quote(menu, lines, order_type="delivery", tax=ITALY, fees=[fee], discounts=[off], deals=[deal])
        return settle(priced, tax=ITALY, cash=True)

    stored = price().to_json()
    quotes, dumps = per_second(price), per_second(lambda: json.dumps(stored))
    return {
        "name": "quotes per second",
        "value": round(quotes),
        "beside": "json.dumps of the same quote",
        "beside_value": round(dumps),
        "ratio": round(quotes / dumps, 3),
    }


def main() -> None:
    row = measure()
    if "--json" in sys.argv:
        print(json.dumps(row))
    else:
        print(f"{row['name']}: {row['value']:,}   {row['beside']}: {row['beside_value']:,}   ratio {row['ratio']}")


if __name__ == "__main__":
    main()

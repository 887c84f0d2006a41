"""The same totals another way: fractions of a cent, one side of the pizza after the other, no steps."""

from fractions import Fraction
from math import floor

from pizzeria.tax import ITALY

from .card import TOPPINGS

HALF = Fraction(1, 2)


def cents(money):
    return Fraction(money.amount) * 100


def nearest(amount):
    return floor(amount + HALF)


def unit(card, wish):
    """The exact price of one, in cents."""
    rules, size = card.policies, wish.size or ""
    products = [wish.product, wish.half.product if wish.half else wish.product]
    left, right = (cents(card.products[product].prices[size]) for product in products)
    base = {
        "highest": max(left, right),
        "average": (left + right) * HALF,
        "sum": left * HALF + right * HALF,
        "percent": (left + right) * Fraction(rules.half_percent) / 100,
    }.get(rules.half, left)
    if products[0] == products[1]:
        base = left
    elif rules.split_fee:
        base += cents(rules.split_fee)
    if wish.dough:
        base += cents(card.dough_prices[wish.dough, size])
    extra = sum(_topping(card, wish, ingredient) for ingredient in card.ingredients)
    if rules.removals == "swap":
        extra = max(extra - _left_out(card, wish), 0)
    return base + extra


def _topping(card, wish, ingredient):
    rules = card.policies
    worth = {"light": Fraction(rules.light), "normal": Fraction(1), "double": Fraction(rules.double)}
    share = Fraction(rules.side_share)
    sides = {"left": Fraction(0), "right": Fraction(0)}
    for topping in (*wish.toppings, *(wish.half.toppings if wish.half else ())):
        if topping.ingredient == ingredient:
            for side in sides:
                if topping.side in (side, "whole"):
                    sides[side] += worth[topping.amount]
    # Two sides of the same are one whole: charged apart they would cost twice the share.
    factor = share * sum(sides.values()) + (1 - 2 * share) * min(sides.values())
    return factor * cents(card.topping_prices[ingredient, wish.size]) if factor else Fraction(0)


def _left_out(card, wish):
    share = Fraction(card.policies.side_share)
    worth = Fraction(0)
    for ingredient in TOPPINGS:
        sides = [ingredient in wish.removed, ingredient in (wish.half or wish).removed]
        factor = share * sum(sides) + (1 - 2 * share) * min(sides)
        worth += factor and factor * cents(card.topping_prices[ingredient, wish.size])
    return worth


def totals(card, basket, order_type, fee=None):
    """(total, {rate: vat}) in whole cents of (configuration, quantity) pairs without discounts."""
    by_rate = {}
    for wish, quantity in basket:
        rate = ITALY.rate(card.products[wish.product].vat_class, order_type)
        by_rate[rate] = by_rate.get(rate, 0) + nearest(unit(card, wish) * quantity)
    if fee is not None:
        rate = ITALY.rate("delivery", order_type)
        by_rate[rate] = by_rate.get(rate, 0) + cents(fee)
    net = {rate: Fraction(gross) / (1 + Fraction(rate) / 100) for rate, gross in by_rate.items()}
    return sum(by_rate.values()), {rate: nearest(gross - net[rate]) for rate, gross in by_rate.items()}

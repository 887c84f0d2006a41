"""The same totals another way: fractions of a cent, one side of the pizza after the other, no steps."""

from fractions import Fraction
from itertools import combinations, permutations
from math import floor

from pizzeria.tax import ITALY

HALF = Fraction(1, 2)


def cents(money):
    return Fraction(money.amount) * 100


def nearest(amount):
    return floor(amount + HALF)


def unit(card, wish):
    """The exact price of one, in cents."""
    return base(card, wish) + beyond(card, wish)


def base(card, wish):
    """The product in its size, or its two halves."""
    products = [wish.product, wish.half.product if wish.half else wish.product]
    return _halves(card, [cents(card.products[product].prices[wish.size or ""]) for product in products], products)


def _halves(card, amounts, products):
    left, right = amounts
    if products[0] == products[1]:
        return left
    return {
        "highest": max(left, right),
        "average": (left + right) * HALF,
        "sum": left * HALF + right * HALF,
        "percent": (left + right) * Fraction(card.policies.half_percent) / 100,
    }[card.policies.half]


def beyond(card, wish):
    """Split fee, dough and toppings."""
    split = wish.half and wish.half.product != wish.product and card.policies.split_fee
    dough = cents(card.dough_prices[wish.dough, wish.size]) if wish.dough else 0
    return (cents(split) if split else 0) + dough + _extra(card, wish)


def _extra(card, wish):
    """All added toppings: every way to let removals pay and to fill the included places is tried, the cheapest counts."""
    products = [card.products[wish.product], card.products[wish.half.product if wish.half else wish.product]]
    places = max(product.included for product in products)
    added = _added(card, wish)
    return min(
        _least(card, wish, added, paid_left, paid_right, places)
        for paid_left in _payable(card, added, 0, wish.removed)
        for paid_right in _payable(card, added, 1, (wish.half or wish).removed)
    )


def _least(card, wish, added, paid_left, paid_right, places):
    """With these paid for on the left and on the right: what is left to pay when the included places are filled best."""
    rows = []
    for ingredient, (amounts, bites) in added.items():
        off = [ingredient in paid_left, ingredient in paid_right]
        due = [max(amount - paid, Fraction(0)) for amount, paid in zip(amounts, off, strict=True)]
        room = Fraction(sum(bites) - sum(off), 2) * (2 if card.ingredients[ingredient].premium else 1)
        rows.append((_charge(card, wish, ingredient, due), room))
    ways = (way for size in range(len(rows) + 1 if places else 1) for way in combinations(rows, size))
    saved = max(sum(price for price, _ in way) for way in ways if sum(room for _, room in way) <= places)
    return sum(price for price, _ in rows) - saved


def _charge(card, wish, ingredient, amounts):
    share = Fraction(card.policies.side_share)
    # Two sides of the same are one whole: charged apart they would cost twice the share.
    factor = share * sum(amounts) + (1 - 2 * share) * min(amounts)
    return factor * cents(card.topping_prices[ingredient, wish.size])


def _added(card, wish):
    """Ingredient -> ([left, right] amount, [left, right] pieces of it)."""
    rules = card.policies
    worth = {"light": Fraction(rules.light), "normal": Fraction(1), "double": Fraction(rules.double)}
    added = {}
    for topping in (*wish.toppings, *(wish.half.toppings if wish.half else ())):
        amounts, bites = added.setdefault(topping.ingredient, ([Fraction(0)] * 2, [0, 0]))
        for side, name in enumerate(("left", "right")):
            if topping.side in (name, "whole"):
                amounts[side] += worth[topping.amount]
                bites[side] += 2 if topping.amount == "double" else 1
    return added


def _payable(card, added, side, removed):
    """All sets of toppings on this side that what was left out can pay for, the empty one among them."""
    here = [one for one in added if added[one][1][side]]
    sets = (way for size in range(len(removed) + 1) for way in combinations(here, size))
    return [way for way in sets if _can_pay(card, removed, way)]


def _can_pay(card, removed, added):
    """Whether in some order each of what was left out pays for one of these."""
    return any(
        all(_pays(card, one, other) for one, other in zip(givers, added, strict=True))
        for givers in permutations(removed, len(added))
    )


def _pays(card, removed, added):
    gone, item = card.ingredients[removed], card.ingredients[added]
    declared = {"none": False, "tier": item.tier <= gone.tier, "swap": True}[card.policies.removals]
    return declared or (not gone.available and gone.substitute == added)


def savings(card, basket, requests):
    """What the deals take off each line, in whole cents, by line id."""
    taken = {}
    for request in requests:
        deal = card.deals[request.deal]
        wished = {line: basket[int(line)][0] for _, line in request.picks}
        # What would stand on the bill of each without what was added to it; in the order of the deal's choices.
        picked = dict(request.picks)
        lines = [picked[choice.id] for choice in deal.choices]
        list_prices = [nearest(unit(card, wished[line])) - nearest(beyond(card, wished[line])) for line in lines]
        price = cents(deal.price)
        for choice, line in zip(deal.choices, lines, strict=True):
            products = [wished[line].product, (wished[line].half or wished[line]).product]
            upcharges = [cents(choice.upcharges[one]) if one in choice.upcharges else Fraction(0) for one in products]
            price += nearest(_halves(card, upcharges, products))
        saved = max(sum(list_prices) - price, 0)
        taken.update(zip(lines, _shared(saved, list_prices), strict=True))
    return taken


def _shared(amount, weights):
    """Cent by cent, each to the part that is furthest below its exact share."""
    exact = [Fraction(amount * weight, sum(weights) or 1) for weight in weights]
    parts = [floor(share) for share in exact]
    while sum(parts) < amount:
        behind = max(range(len(parts)), key=lambda i: (exact[i] - parts[i], -i))
        parts[behind] += 1
    return parts


def totals(card, basket, order_type, fee=None, deals=()):
    """(total, {rate: vat}) in whole cents of (configuration, quantity) pairs without discounts."""
    by_rate = {}
    off = savings(card, basket, deals)
    for number, (wish, quantity) in enumerate(basket):
        rate = ITALY.rate(card.products[wish.product].vat_class, order_type)
        due = nearest(unit(card, wish) * quantity) - off.get(str(number), 0)
        by_rate[rate] = by_rate.get(rate, 0) + due
    if fee is not None:
        rate = ITALY.rate("delivery", order_type)
        by_rate[rate] = by_rate.get(rate, 0) + cents(fee)
    net = {rate: Fraction(gross) / (1 + Fraction(rate) / 100) for rate, gross in by_rate.items()}
    return sum(by_rate.values()), {rate: nearest(gross - net[rate]) for rate, gross in by_rate.items()}

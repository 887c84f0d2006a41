"""The pizza page's state: what is chosen, what can be chosen, and what it costs and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pizzeria import checks, lines, pricing, recipes, suggestions, tax, toppings
from pizzeria.availability import both_types, one_way, types_name
from pizzeria.catalogue import Menu, MenuProduct, Name
from pizzeria.configuration import Configuration, Half, Invalid
from pizzeria.money import Money
from tenant_apps.menu import cards
from tenant_apps.menu.models import Dough, Ingredient, Product, Size
from tenants.memory import remembered


@dataclass(frozen=True)
class Choice:
    """A size, dough or part of a recipe that one can choose; ``extra`` is what it adds, or costs."""

    id: str
    name: Any
    extra: Money | None = None
    chosen: str = ""
    note: Any = ""
    code: str = ""
    is_out: bool = False


@dataclass(frozen=True)
class ToppingChoice:
    """``value`` is what the form sends for it: its id, and the side where only one has room. ``problem``: why it may not."""

    id: str
    name: Name
    price: Money
    glyph: str
    value: str
    allergens: tuple[str, ...] = ()
    chosen: pricing.Topping | None = None
    side: str = "whole"
    problem: Invalid | None = None


@dataclass(frozen=True)
class OtherHalf:
    """A pizza that can be the other half; ``price`` is what all of it costs in this size."""

    card: cards.Card
    price: Money
    chosen: bool


@dataclass(frozen=True)
class Choices:
    """What can be chosen for this product. ``half_parts``: of the right half's recipe."""

    sizes: tuple[Choice, ...] = ()
    doughs: tuple[Choice, ...] = ()
    parts: tuple[Choice, ...] = ()
    half_parts: tuple[Choice, ...] = ()
    halves: tuple[OtherHalf, ...] = ()
    sells_halves: bool = False
    toppings: tuple[ToppingChoice, ...] = ()
    is_full: bool = False
    most: int | None = None

    @property
    def added(self) -> int:
        return sum(topping.chosen is not None for topping in self.toppings)


@dataclass(frozen=True)
class Asked:
    """What the page was asked for: a wish, how many, and whether the other half is still to be chosen."""

    wish: Configuration
    quantity: int = 1
    is_open: bool = False


@dataclass(frozen=True)
class Built:
    """Everything the page shows. ``line`` is None when ``problem`` says why this cannot be ordered."""

    product: MenuProduct
    other: MenuProduct | None
    asked: Asked
    line: pricing.LineQuote | None
    problem: Invalid | None
    picture: str
    allergens: tuple[str, ...]
    may_contain: tuple[str, ...]
    instead: tuple[tuple[suggestions.Suggestion, Money], ...] = ()

    @property
    def wish(self) -> Configuration:
        return self.asked.wish

    @property
    def name(self) -> Name:
        return self.line.name if self.line else self.product.name

    @property
    def ways(self) -> Name:
        """In which ways alone it can be had, both halves of it; empty for every one, or none."""
        return types_name(both_types(self.product.order_types, self.other.order_types if self.other else ()))


@dataclass(frozen=True)
class Words:
    """What the page says that pricing does not need, in the shop's order: rows of sizes, doughs and toppings."""

    sizes: tuple[tuple[str, int | None], ...]
    doughs: tuple[str, ...]
    toppings: tuple[tuple[str, str], ...]
    descriptions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def usual(menu: Menu, product: str) -> Configuration:
    """Return the configuration the page opens with: what the card adds with one tap, or as much of it as there is."""
    wish = pricing.default_configuration(menu, product)
    if spare := suggestions.spare(menu, wish):
        return spare.configuration
    out = {item.id for item in recipes.missing(menu, wish)}
    removable = tuple(p.ingredient for p in menu.products[product].recipe if p.removable and p.ingredient in out)
    return Configuration(wish.product, wish.size, wish.dough, removed=removable)


def fitting(menu: Menu, wish: Configuration) -> Configuration:
    """Return the wish as the page goes on with it: a dough that the size comes in, and removals of what is there.

    What was left out of a half that has since been changed for another is no wish any more, nor is what may be left out
    only for a substitute that has been taken off again.
    """
    product = menu.products[wish.product]
    dough, half = wish.dough, wish.half
    if product.is_built and (dough, wish.size or "") not in menu.dough_prices:
        dough = next((id for id in menu.doughs if (id, wish.size or "") in menu.dough_prices), None)
    if half is not None:
        removed = _of_recipe(menu, wish, half.product, half.removed, ("right",))
        half = Half(half.product, half.toppings, removed)
    removed = _of_recipe(menu, wish, wish.product, wish.removed, ("left",) if half else ("left", "right"))
    return Configuration(wish.product, wish.size, dough, half, wish.toppings, removed, wish.note)


def build(menu: Menu, asked: Asked, *, at: datetime) -> Built:
    """Price the wish and draw it; a wish that cannot be ordered is shown with the reason. Raises Invalid for no product."""
    wish = asked.wish
    product = recipes.product_of(menu, wish.product)
    other = recipes.product_of(menu, wish.half.product) if wish.half else None
    line, problem = None, Invalid("half_missing") if asked.is_open else None
    contains: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    try:
        contains, may = recipes.allergens(menu, wish)
        line = _priced(menu, wish, asked.quantity)
    except Invalid as invalid:
        problem = invalid
    dough = menu.doughs[wish.dough].name if wish.dough in menu.doughs else ""
    picture = cards.draw(product, wish, cards.pictures(at=at), other=other, is_open=asked.is_open, dough=dough)
    picture = picture.replace("<svg ", '<svg id="pizza" ', 1)  # by which the foot shows it again, small
    instead = tuple((found, _unit(menu, found.configuration)) for found in suggestions.suggestions(menu, wish))
    return Built(product, other, asked, line, problem, picture, contains, may, instead)


def choices(menu: Menu, asked: Asked, *, at: datetime) -> Choices:
    """Return what can be chosen for this product."""
    wish, words = asked.wish, words_of(at=at)
    product = menu.products[wish.product]
    sizes, parts = tuple(_sizes(menu, product, wish, words)), tuple(_parts(menu, product, wish.removed))
    if not product.is_built:
        return Choices(sizes=sizes, parts=parts)
    half = wish.half
    others = _others(menu, product, wish, at=at)
    return Choices(
        sizes=sizes,
        parts=parts,
        doughs=tuple(_doughs(menu, wish, words)),
        half_parts=tuple(_parts(menu, menu.products[half.product], half.removed)) if half else (),
        halves=others if half or asked.is_open else (),
        sells_halves=bool(half or asked.is_open or others),
        toppings=tuple(_toppings(menu, wish, words)),
        is_full=_is_full(menu, wish),
        most=menu.policies.toppings_per_side,
    )


def words_of(*, at: datetime) -> Words:
    return remembered("builder_words", lambda: (_read_words(), None), at=at)


def _read_words() -> Words:
    return Words(
        sizes=tuple((str(id), diameter) for id, diameter in Size.objects.values_list("id", "diameter")),
        doughs=tuple(str(id) for id in Dough.objects.values_list("id", flat=True)),
        toppings=tuple((str(id), glyph) for id, glyph in Ingredient.objects.toppings().values_list("id", "glyph")),
        descriptions={str(id): said for id, said in Product.objects.values_list("id", "description") if said},
    )


def _priced(menu: Menu, wish: Configuration, quantity: int = 1) -> pricing.LineQuote:
    request = pricing.LineRequest(wish, quantity)
    halves = [wish.product, *([wish.half.product] if wish.half else [])]
    # How it leaves the shop is asked later. The rates do not matter: prices include the tax, and none is shown here.
    way = one_way([recipes.product_of(menu, half) for half in halves], tax.ORDER_TYPES)
    return pricing.quote(menu, [request], order_type=way, tax=tax.ITALY).lines[0]


def _unit(menu: Menu, wish: Configuration) -> Money:
    """What one of it costs, whether or not it leaves the shop in the same way as its other half."""
    return Money(lines.price(menu, pricing.LineRequest(wish)).unit, menu.currency)


def _is_full(menu: Menu, wish: Configuration) -> bool:
    try:
        return toppings.is_full(menu, wish)
    except Invalid:
        return False  # the price says what is wrong with it


def _of_recipe(
    menu: Menu, wish: Configuration, product: str, removed: Iterable[str], sides: Sequence[str]
) -> tuple[str, ...]:
    recipe = menu.products[product].recipe if product in menu.products else ()
    fixed = {part.ingredient: not part.removable for part in recipe}
    return tuple(id for id in removed if id in fixed and (not fixed[id] or checks.is_replaced(menu, wish, id, sides)))


def _sizes(menu: Menu, product: MenuProduct, wish: Configuration, words: Words) -> Iterable[Choice]:
    for id, diameter in words.sizes:
        if id in product.prices:
            chosen = "yes" if id == wish.size else ""
            yield Choice(id, menu.sizes[id].name, product.prices[id], chosen, note=diameter)


def _doughs(menu: Menu, wish: Configuration, words: Words) -> Iterable[Choice]:
    """The doughs of this size in the shop's order; one without gluten carries the warning."""
    for id in words.doughs:
        extra = menu.dough_prices.get((id, wish.size or ""))
        if id in menu.doughs and extra is not None:
            dough = menu.doughs[id]
            traces = "gluten" in dough.may_contain and "gluten" not in dough.allergens
            chosen = "yes" if id == wish.dough else ""
            yield Choice(id, dough.name, extra, chosen, code="traces" if traces else "", is_out=not dough.available)


def _parts(menu: Menu, product: MenuProduct, removed: Iterable[str]) -> Iterable[Choice]:
    gone = frozenset(removed)
    for part in product.recipe:
        item = menu.ingredients[part.ingredient]
        code = "" if part.removable else "fixed"
        chosen = "removed" if item.id in gone else ""
        yield Choice(item.id, item.name, chosen=chosen, code=code, is_out=not item.available)


def _others(menu: Menu, product: MenuProduct, wish: Configuration, *, at: datetime) -> tuple[OtherHalf, ...]:
    """The pizzas that may share this base: as halves, in this size, taxed alike, of what there is."""
    if not menu.policies.half or not product.halves:
        return ()
    chosen = wish.half.product if wish.half else ""
    found = []
    for section in cards.sections(at=at):
        for card in section.cards:
            other = menu.products.get(card.id)
            if other is None or not other.halves or (other.kind, other.vat_class) != (product.kind, product.vat_class):
                continue
            price = other.prices.get(wish.size or "")
            if price is not None and (menu.can_be_made(other) or other.id == chosen):
                found.append(OtherHalf(card, price, other.id == chosen))
    return tuple(found)


def _toppings(menu: Menu, wish: Configuration, words: Words) -> Iterable[ToppingChoice]:
    """The toppings that come in this size, in the shop's order. What has run out is there only while it is chosen."""
    taken = {topping.ingredient: topping for topping in toppings.added(wish)}
    there = _of_what_there_is(menu, wish)
    for id, glyph in words.toppings:
        price = menu.topping_prices.get((id, wish.size or ""))
        item = menu.ingredients.get(id)
        if item is None or price is None or not (item.available or id in taken):
            continue
        allergens = recipes.ordered(item.allergens)
        if id in taken:
            problem = None if item.available else Invalid("sold_out", name=item.name)
            yield ToppingChoice(id, item.name, price, glyph, id, allergens, taken[id], taken[id].side, problem)
            continue
        room = toppings.room_for(menu, there, id)
        if room.problem and room.problem.code == "topping_excluded":
            continue
        value = id if room.side == "whole" else f"{id}:{room.side}"
        yield ToppingChoice(id, item.name, price, glyph, value, allergens, None, room.side, room.problem)


def _of_what_there_is(menu: Menu, wish: Configuration) -> Configuration:
    """The wish without the toppings that have run out: they say so themselves, and keep nothing else off the pizza."""

    def left(added: Iterable[pricing.Topping]) -> tuple[pricing.Topping, ...]:
        return tuple(topping for topping in added if _is_there(menu, topping.ingredient))

    half = replace(wish.half, toppings=left(wish.half.toppings)) if wish.half else None
    return replace(wish, toppings=left(wish.toppings), half=half)


def _is_there(menu: Menu, ingredient: str) -> bool:
    return ingredient in menu.ingredients and menu.ingredients[ingredient].available

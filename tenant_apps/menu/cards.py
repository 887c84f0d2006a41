"""What a menu page shows, ready to be drawn: sections of cards, each with its words, price and picture's address."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import tenants
from pizzeria import availability, drawing, kitchen_words, pricing, recipes, suggestions, toppings
from pizzeria.catalogue import Menu, MenuProduct, Name
from pizzeria.configuration import Configuration
from pizzeria.money import Money
from pizzeria.suggestions import Suggestion
from tenant_apps.menu import queries
from tenant_apps.menu.models import Category, Ingredient, Product
from tenants.memory import remembered
from toolbox import i18n

RECIPE_WORDS = 3
# What every base begins with says little about a pizza: named only where there is nothing else to say.
_PLAIN_GLYPHS = ("olio", "pomodoro", "origano", "basilico")


@dataclass(frozen=True)
class Card:
    """One product on the shop page. ``usual`` is what one tap adds; ``missing`` are the names of what it is out of."""

    id: str
    name: Name
    kind: str
    description: Mapping[str, str]
    recipe: tuple[Name, ...]
    price_from: Money
    usual: Configuration
    usual_price: Money
    has_sizes: bool
    allergens: tuple[str, ...]
    may_contain: tuple[str, ...]
    missing: tuple[Name, ...]
    picture: str  # its version; the address is the product's
    photo: str = ""  # its name, where the owner has put one in place of the drawing
    is_offered: bool = True  # at this hour
    hours: Name = ""  # when, and in which ways, where not always and in every one
    ways: Name = ""
    drawn: str = ""  # the picture itself, where there is no address yet: of a draft
    spare: Suggestion | None = None  # how it is made without what is missing, where that can be done

    @property
    def is_out(self) -> bool:
        return bool(self.missing) and self.spare is None

    @property
    def tap(self) -> Configuration:
        """What one tap adds now."""
        return self.spare.configuration if self.spare else self.usual

    @cached_property
    def mark(self) -> str:
        """A word that changes with anything that the card shows."""
        return hashlib.blake2s(repr(self).encode(), digest_size=4).hexdigest()

    @property
    def first_words(self) -> str:
        return ", ".join(i18n.text(name) for name in self.recipe[:RECIPE_WORDS])

    @property
    def search(self) -> str:
        """Everything one may look for it by, in both languages."""
        names = [self.name, *self.recipe, self.description]
        return " ".join(dict.fromkeys(word.lower() for name in names for text in _texts(name) for word in text.split()))


@dataclass(frozen=True)
class Section:
    id: str
    name: Name
    cards: tuple[Card, ...] = field(default=())


@dataclass(frozen=True)
class Stand:
    """Where a product stands on the card, with the words that pricing does not need."""

    product: str
    description: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shelf:
    """A category with its products in their order."""

    id: str
    name: Name
    stands: tuple[Stand, ...] = field(default=())


@dataclass(frozen=True)
class Pictures:
    """The codes that pictures are drawn from: of ingredients, and of products that are no pizza; and photos by product."""

    ingredients: Mapping[str, str]
    products: Mapping[str, str]
    photos: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OnSale:
    """The menu of a moment; ``until``: when time alone will change it, None when never."""

    sections: tuple[Section, ...]
    until: datetime | None


def on_sale(*, at: datetime) -> OnSale:
    """Return the menu as customers see it; no queries when this process knows it, a dozen when not."""

    def make() -> tuple[OnSale, datetime | None]:
        found = _read(at=at)
        return found, found.until

    return remembered("menu_sections", make, at=at)


def sections(*, at: datetime) -> tuple[Section, ...]:
    return on_sale(at=at).sections


def card_of(product: str, *, at: datetime) -> Card | None:
    return next((card for section in sections(at=at) for card in section.cards if card.id == product), None)


def pictures(*, at: datetime) -> Pictures:
    return remembered("menu_pictures", lambda: (_read_pictures(), None), at=at)


def matching(
    found: Iterable[Section], *, words: str, without: Iterable[str], traces: bool = False
) -> tuple[Section, ...]:
    """Return the cards that have every word and contain none of these allergens; with ``traces``, that may not either."""
    wanted, unwanted = words.lower().split(), frozenset(without)
    result = []
    for section in found:
        cards = tuple(
            card
            for card in section.cards
            if all(word in card.search for word in wanted)
            and not unwanted & {*card.allergens, *(card.may_contain if traces else ())}
        )
        if cards:
            result.append(Section(section.id, section.name, cards))
    return tuple(result)


def draw(
    product: MenuProduct,
    wish: Configuration,
    known: Pictures,
    *,
    other: MenuProduct | None = None,
    is_open: bool = False,
    dough: Name = "",
    title: str = "",
) -> str:
    """Return the picture of this configuration as SVG: ``other`` is its right half, ``is_open`` one still to be chosen."""
    if not product.is_built:
        return drawing.plate(known.products.get(product.id, ""), title=title)
    left = _codes(product, wish.removed, known)
    if other is not None and wish.half is not None:
        layers = drawing.halves(left, _codes(other, wish.half.removed, known))
    else:
        layers = tuple(drawing.Layer(code, "left" if is_open else "whole") for code in left)
    added = [
        drawing.Layer(code, topping.side, topping.amount)  # type: ignore[arg-type]
        for topping in toppings.added(wish)
        if (code := known.ingredients.get(topping.ingredient, ""))
    ]
    split: drawing.Split = "open" if is_open else "line" if other is not None and other.id != product.id else ""
    recipe = drawing.Recipe(product.id, (*layers, *added), kitchen_words.is_dark(dough), split)
    return drawing.svg(recipe, title=title)


def _codes(product: MenuProduct, removed: Iterable[str], known: Pictures) -> list[str]:
    gone = frozenset(removed)
    codes = [known.ingredients.get(part.ingredient, "") for part in product.recipe if part.ingredient not in gone]
    return [code for code in codes if code]


def picture_version(product: MenuProduct, known: Pictures) -> str:
    """Return a word that changes when the product's picture does, so that browsers may keep it for ever."""
    codes = [known.products.get(product.id, ""), *(known.ingredients.get(p.ingredient, "") for p in product.recipe)]
    return hashlib.blake2s("|".join(codes).encode(), digest_size=5).hexdigest()


def arrange(
    menu: Menu, shelves: Iterable[Shelf], known: Pictures, *, local: datetime | None = None, is_draft: bool = False
) -> tuple[Section, ...]:
    """Return the sections of any menu, the one on sale or a draft. What has no price has no card, what has no card no
    section. Without a ``local`` time nothing is closed at this hour.
    """
    found = []
    for shelf in shelves:
        stands = [stand for stand in shelf.stands if stand.product in menu.products]
        if cards := tuple(_card(menu, stand, known, local=local, is_draft=is_draft) for stand in stands):
            found.append(Section(shelf.id, shelf.name, cards))
    return tuple(found)


def shown(
    everything: tuple[Section, ...], *, words: str = "", without: Sequence[str] = (), traces: bool = False
) -> dict[str, Any]:
    """Return what menu/shop.html needs to show these sections, or what of them is asked for."""
    is_filtered = bool(words or without)
    found = matching(everything, words=words, without=without, traces=traces) if is_filtered else everything
    named = {code for section in everything for card in section.cards for code in (*card.allergens, *card.may_contain)}
    return {
        "sections": found,
        "many": sum(len(section.cards) for section in found),
        "all_sections": everything,
        "q": words,
        "without": without,
        "traces": traces,
        "on_menu": [code for code in recipes.ALLERGENS if code in named],
    }


def _shelves() -> list[Shelf]:
    stands: dict[Any, list[Stand]] = defaultdict(list)
    for id, category, description in Product.objects.on_sale().values_list("id", "category_id", "description"):
        stands[category].append(Stand(str(id), description))
    return [Shelf(str(row.id), row.name, tuple(stands[row.id])) for row in Category.objects.all()]


def _read(*, at: datetime) -> OnSale:
    here = tenants.current()
    assert here is not None, "only a pizzeria has a menu"
    menu, local = queries.price_menu(at=at), at.astimezone(ZoneInfo(here.timezone))
    change = availability.next_change(menu.products.values(), local=local)
    moments = [moment for moment in (queries.next_return(at=at), change) if moment]
    return OnSale(arrange(menu, _shelves(), pictures(at=at), local=local), min(moments, default=None))


def _card(menu: Menu, stand: Stand, known: Pictures, *, local: datetime | None, is_draft: bool) -> Card:
    product = menu.products[stand.product]
    usual = pricing.default_configuration(menu, product.id)
    spare = suggestions.spare(menu, usual)
    # Another ingredient, other allergens; with less on it the card says those of the recipe.
    contains, may = recipes.allergens(menu, spare.configuration if spare and spare.instead else usual)
    base = product.prices.get(usual.size or "") or min(product.prices.values())
    extra = menu.dough_prices.get((usual.dough or "", usual.size or ""))
    return Card(
        id=product.id,
        name=product.name,
        kind=product.kind,
        description=stand.description,
        recipe=tuple(menu.ingredients[id].name for id in _telling(product, known)),
        price_from=pricing.price_from(menu, product.id),
        usual=usual,
        usual_price=base + extra if extra else base,
        has_sizes=len(product.prices) > 1,
        allergens=contains,
        may_contain=may,
        missing=tuple(item.name for item in recipes.missing(menu, usual)),
        picture=picture_version(product, known),
        photo=known.photos.get(product.id, ""),
        is_offered=availability.offered(product, local=local),
        hours=availability.hours_name(product.day_parts) if product.day_parts else "",
        ways=availability.types_name(product.order_types) if product.order_types else "",
        drawn=draw(product, usual, known) if is_draft else "",
        spare=spare,
    )


def _telling(product: MenuProduct, known: Pictures) -> list[str]:
    """Return the recipe's ingredients without the plain ones, as far as enough are left to say what it is."""
    ids = [part.ingredient for part in product.recipe]
    for plain in _PLAIN_GLYPHS:
        if len(ids) > RECIPE_WORDS:
            ids = [id for id in ids if known.ingredients.get(id) != plain]
    return ids


def _read_pictures() -> Pictures:
    products = list(Product.objects.values_list("id", "kind", "glyph", "photo"))
    return Pictures(
        ingredients={str(id): glyph for id, glyph in Ingredient.objects.values_list("id", "glyph")},
        products={str(id): glyph for id, kind, glyph, _ in products if kind != Product.Kind.PIZZA},
        photos={str(id): photo for id, _, _, photo in products if photo},
    )


def _texts(name: Name) -> Iterable[str]:
    return [name] if isinstance(name, str) else [text for text in name.values() if text]

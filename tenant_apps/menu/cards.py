"""What a menu page shows, ready to be drawn: sections of cards, each with its words, price and picture's address."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pizzeria import drawing, pricing, recipes
from pizzeria.catalogue import Menu, MenuProduct, Name
from pizzeria.configuration import Configuration
from pizzeria.money import Money
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
    drawn: str = ""  # the picture itself, where there is no address yet: of a draft

    @property
    def is_out(self) -> bool:
        return bool(self.missing)

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


def sections(*, at: datetime) -> tuple[Section, ...]:
    """Return the menu as customers see it; no queries when this process knows it, eleven when not."""
    return remembered("menu_sections", lambda: (_read(at=at), queries.next_return(at=at)), at=at)


def pictures(*, at: datetime) -> Pictures:
    return remembered("menu_pictures", lambda: (_read_pictures(), None), at=at)


def matching(found: Iterable[Section], *, words: str, without: Iterable[str]) -> tuple[Section, ...]:
    """Return the cards that have every word, and neither contain nor may contain any of these allergens."""
    wanted, unwanted = words.lower().split(), frozenset(without)
    result = []
    for section in found:
        cards = tuple(
            card
            for card in section.cards
            if all(word in card.search for word in wanted) and not unwanted & {*card.allergens, *card.may_contain}
        )
        if cards:
            result.append(Section(section.id, section.name, cards))
    return tuple(result)


def draw(product: MenuProduct, wish: Configuration, known: Pictures, *, title: str = "") -> str:
    """Return the picture of this configuration as SVG."""
    if not product.is_built:
        return drawing.plate(known.products.get(product.id, ""), title=title)
    layers = [part.ingredient for part in product.recipe if part.ingredient not in wish.removed]
    drawn = [drawing.Layer(known.ingredients.get(id, "")) for id in layers]
    drawn += [drawing.Layer(known.ingredients.get(t.ingredient, ""), t.side, t.amount) for t in wish.toppings]  # type: ignore[arg-type]
    recipe = drawing.Recipe(product.id, tuple(layer for layer in drawn if layer.code))
    return drawing.svg(recipe, title=title)


def picture_version(product: MenuProduct, known: Pictures) -> str:
    """Return a word that changes when the product's picture does, so that browsers may keep it for ever."""
    codes = [known.products.get(product.id, ""), *(known.ingredients.get(p.ingredient, "") for p in product.recipe)]
    return hashlib.blake2s("|".join(codes).encode(), digest_size=5).hexdigest()


def arrange(menu: Menu, shelves: Iterable[Shelf], known: Pictures, *, is_draft: bool = False) -> tuple[Section, ...]:
    """Return the sections of any menu, the one on sale or a draft. What has no price has no card, what has no card no
    section.
    """
    found = []
    for shelf in shelves:
        stands = [stand for stand in shelf.stands if stand.product in menu.products]
        if cards := tuple(_card(menu, stand, known, is_draft=is_draft) for stand in stands):
            found.append(Section(shelf.id, shelf.name, cards))
    return tuple(found)


def shown(everything: tuple[Section, ...], *, words: str = "", without: Sequence[str] = ()) -> dict[str, Any]:
    """Return what menu/shop.html needs to show these sections, or what of them is asked for."""
    named = {code for section in everything for card in section.cards for code in (*card.allergens, *card.may_contain)}
    return {
        "sections": matching(everything, words=words, without=without) if words or without else everything,
        "all_sections": everything,
        "q": words,
        "without": without,
        "on_menu": [code for code in recipes.ALLERGENS if code in named],
    }


def _shelves() -> list[Shelf]:
    stands: dict[Any, list[Stand]] = defaultdict(list)
    for id, category, description in Product.objects.on_sale().values_list("id", "category_id", "description"):
        stands[category].append(Stand(str(id), description))
    return [Shelf(str(row.id), row.name, tuple(stands[row.id])) for row in Category.objects.all()]


def _read(*, at: datetime) -> tuple[Section, ...]:
    return arrange(queries.price_menu(at=at), _shelves(), pictures(at=at))


def _card(menu: Menu, stand: Stand, known: Pictures, *, is_draft: bool) -> Card:
    product = menu.products[stand.product]
    usual = pricing.default_configuration(menu, product.id)
    contains, may = recipes.allergens(menu, usual)
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
        drawn=draw(product, usual, known) if is_draft else "",
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

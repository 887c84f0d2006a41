"""What is typed to add a product in a hurry: "2 diavola", "margherita maxi"."""

import re
import unicodedata
from datetime import datetime

from django.http import QueryDict

from pizzeria import lines, suggestions
from pizzeria.catalogue import Menu
from pizzeria.configuration import Configuration
from tenant_apps.menu import cards, queries
from tenant_apps.menu.cards import Card
from tenant_apps.ordering import actions, asking
from tenant_apps.ordering.errors import NothingFound
from tenant_apps.ordering.models import Basket
from toolbox import i18n

MOST_TYPED = 50
MOST_WORDS = 80


def add_typed(basket: Basket, data: QueryDict, *, at: datetime) -> None:
    """Put in what was typed, or what a button or the builder sent. Raises NothingFound, NotOrderable."""
    if words := data.get("words", "").strip()[:MOST_WORDS]:
        wished, many = typed(words, at=at)
        actions.add_to_basket(basket, configuration=wished, quantity=many, at=at)
    else:
        asking.add(basket, data, at=at)


def typed(words: str, *, at: datetime) -> tuple[Configuration, int]:
    """Return what "2 diavola" or "diavola maxi" means: the first product with every word, in that size. Raises NothingFound."""
    parts = _plain(words).split()
    many = 1
    if parts and re.fullmatch(r"\d{1,2}[x×]?", parts[0]):
        many = max(1, min(int(parts.pop(0).rstrip("x×")), MOST_TYPED))
    menu = queries.price_menu(at=at)
    sizes = {id: _plain(i18n.text(size.name)) for id, size in menu.sizes.items()}
    size = next((id for id, name in sizes.items() if name in parts and len(parts) > 1), None)
    wanted = [part for part in parts if size is None or part != sizes[size]]
    everything = [card for section in cards.sections(at=at) for card in section.cards]
    by_name = [card for card in everything if wanted and all(word in _plain(i18n.text(card.name)) for word in wanted)]
    by_name.sort(key=lambda card: not _begin(wanted, _plain(i18n.text(card.name))))  # "cola" is no rucola
    by_words = [card for card in everything if wanted and all(word in _plain(card.search) for word in wanted)]
    for card in [*by_name, *by_words]:
        if not card.is_out and (size is None or size in menu.products[card.id].prices):
            return _sized(menu, card, size), many
    raise NothingFound(words=words[:40])


def _sized(menu: Menu, card: Card, size: str | None) -> Configuration:
    """Return what one tap adds, in this size."""
    if not size or not card.usual.size:
        return card.tap
    wish = lines.in_size(menu, card.usual, size)
    spare = suggestions.spare(menu, wish)  # a substitute may not come in every size
    return spare.configuration if spare else wish


def _begin(parts: list[str], name: str) -> bool:
    """Return whether each part begins a word of the name."""
    return all(any(word.startswith(part) for word in name.split()) for part in parts)


def _plain(words: str) -> str:
    """Return the words as one types them in a hurry: small, without accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(letter)
    )

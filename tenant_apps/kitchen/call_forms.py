"""What is written down during a call, and what is typed to add a product in a hurry."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from pizzeria import lines
from pizzeria.configuration import Configuration
from tenant_apps.menu import cards, queries
from tenant_apps.ordering import actions, asking
from tenant_apps.ordering.errors import NothingFound
from tenant_apps.ordering.forms import moment
from tenant_apps.ordering.models import Basket, OrderType, Tender
from tenant_apps.ordering.wishes import Wish
from toolbox import i18n

CHANNELS = ("phone", "counter")
MOST_TYPED = 50
MOST_WORDS = 80


class CallForm(forms.Form):
    """Everything is optional while the caller still talks; what an order needs is for the action to say."""

    channel = forms.ChoiceField(choices=[(name, name) for name in CHANNELS], required=False)
    phone = forms.CharField(max_length=30, required=False)
    name = forms.CharField(max_length=120, required=False)
    address = forms.CharField(max_length=300, required=False)
    address_note = forms.CharField(max_length=160, required=False)
    note = forms.CharField(max_length=300, required=False)
    order_type = forms.ChoiceField(choices=OrderType.choices, required=False)
    when = forms.CharField(max_length=40, required=False)
    tender = forms.ChoiceField(choices=Tender.choices, required=False)

    def said(self) -> dict[str, str]:
        """Return what was sent and makes sense, as text."""
        self.is_valid()
        return {name: str(self.cleaned_data[name]) for name in self.data if name in self.cleaned_data}


def wish_of(basket: Basket, *, language: str) -> Wish:
    """Return what the call has come to."""
    call: dict[str, Any] = basket.call
    is_brought = basket.order_type == OrderType.DELIVERY
    return Wish(
        order_type=basket.order_type,
        when=_moment(call.get("when", "")),
        name=call.get("name", ""),
        phone=call.get("phone", ""),
        email=call.get("email", ""),
        address=call.get("address", ""),
        address_note=call.get("address_note", ""),
        note=call.get("note", ""),
        tender="cash" if is_brought else call.get("tender") or "counter",
        language=language,
        channel=call.get("channel") if call.get("channel") in CHANNELS else "phone",
    )


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
    by_words = [card for card in everything if wanted and all(word in _plain(card.search) for word in wanted)]
    for card in [*by_name, *by_words]:
        if not card.is_out and (size is None or size in menu.products[card.id].prices):
            return (lines.in_size(menu, card.usual, size) if size and card.usual.size else card.usual), many
    raise NothingFound(words=words[:40])


def _plain(words: str) -> str:
    """Return the words as one types them in a hurry: small, without accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(letter)
    )


def _moment(value: str) -> datetime | None:
    try:
        return moment(value)
    except ValueError:
        return None

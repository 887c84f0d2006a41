"""What the forms ask of a basket: of one's own, of a call taken at the counter, of the draft of a placed order."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse

from pizzeria.configuration import Configuration, Invalid
from pizzeria.deals import Deal
from tenant_apps.marketing import picking
from tenant_apps.marketing import queries as marketing
from tenant_apps.menu.forms import configuration_from
from tenant_apps.ordering import actions, errors, prices
from tenant_apps.ordering.models import Basket, BasketLine, OrderLine

MOST_DIGITS = 5
ADDRESSES = {"call": "kitchen:call-add", "edit": "kitchen:edit-add", "order": "ordering:edit-add"}


def add(basket: Basket, data: QueryDict, *, at: datetime) -> None:
    """Put in what a card, the builder or a deal's page sent; with ``line`` in place of that line. Raises NotOrderable."""
    if "deal" in data:
        add_deal(basket, data, at=at)
        return
    wished = wished_in(data, at=at)
    instead = _line(basket, str(data["line"])) if data.get("line") else None
    many = number(data.get("quantity", "1"))
    if isinstance(instead, BasketLine) and instead.agreed_id is None:
        actions.rebuild_line(instead, configuration=wished, quantity=many, at=at)
        return
    added = actions.add_to_basket(basket, configuration=wished, quantity=many, at=at)
    if instead is not None:
        # Sent back as it was it is itself still, and no more of it than was said.
        change(basket, instead, quantity=many if instead == added else 0, at=at)


def wished_in(data: QueryDict, *, at: datetime) -> Configuration:
    """Return what the builder's form, or a card's button, asks for. Raises NotOrderable."""
    try:
        return configuration_from(data) or prices.usual(data.get("product", ""), at=at)
    except Invalid as invalid:
        raise errors.NotOrderable(invalid) from invalid


def add_deal(basket: Basket, data: QueryDict, *, at: datetime) -> list[BasketLine]:
    """Put a deal in with what was chosen for each of its choices. Raises NotOrderable."""
    deal = known_deal(data, at=at)
    menu = marketing.price_menu(at=at)
    try:
        picks = [
            (
                choice.id,
                picking.configured(
                    menu, choice, data.get(f"choice-{choice.id}", ""), data.get(f"size-{choice.id}", "")
                ),
            )
            for choice in deal.choices
        ]
    except Invalid as invalid:
        raise errors.NotOrderable(invalid) from invalid
    return actions.add_deal_to_basket(basket, deal=deal.id, picks=picks, at=at)


def known_deal(data: QueryDict, *, at: datetime) -> Deal:
    """Return the deal that the form is of. Raises NotOrderable."""
    deal = marketing.price_menu(at=at).deals.get(data.get("deal", ""))
    if deal is None:
        raise errors.NotOrderable(Invalid("unknown_deal"))
    return deal


def change(basket: Basket, line: BasketLine | OrderLine, *, quantity: int, at: datetime) -> None:
    """Say how many of a line there are to be; of a draft's agreed line, how many stay."""
    agreed = line if isinstance(line, OrderLine) else line.agreed
    if agreed is not None:
        actions.keep_line(basket, agreed, quantity=quantity, at=at)
    elif isinstance(line, BasketLine):
        actions.change_line(line, quantity=quantity, at=at)


def line_of(basket: Basket, id: UUID) -> BasketLine | OrderLine:
    """Return a line of this basket, or one of the order it is a draft of. Raises Http404."""
    found = basket.lines.filter(id=id).first()
    struck = OrderLine.objects.standing().filter(id=id, order=basket.edits_id) if basket.edits_id else None
    line = found or (struck.first() if struck is not None else None)
    if line is None:
        raise Http404
    return line


def number(value: Any) -> int:
    """Return the number; what is none is as wrong as one out of range."""
    words = str(value)
    return int(words) if words.isascii() and words.isdigit() and len(words) <= MOST_DIGITS else -1


def meant_for(said: str) -> str:
    """Return the address that takes what was built for a call or for the edit of an order; empty for one's own basket.

    Each of them looks itself whether the visitor may.
    """
    kind, _colon, id = said.partition(":")
    if kind not in ADDRESSES or not (found := ids([id])):
        return ""
    return reverse(ADDRESSES[kind], args=found)


def ids(values: Iterable[str]) -> list[UUID]:
    """Return the ids among these; what is none was not on the page."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


def _line(basket: Basket, id: str) -> BasketLine | OrderLine | None:
    try:
        return line_of(basket, next(iter(ids([id])), UUID(int=0)))
    except Http404:
        return None  # changed in another tab: what was built comes as a line of its own

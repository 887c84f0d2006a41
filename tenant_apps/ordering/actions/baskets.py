"""Filling a basket."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from pizzeria.configuration import Configuration, Invalid, Topping
from shared_apps.accounts.models import User
from tenant_apps.delivery import actions as delivery
from tenant_apps.ordering import errors, prices
from tenant_apps.ordering.models import Basket, BasketLine, OrderType
from toolbox.ids import uuid7
from toolbox.typed import clean

MOST_OF_ONE = 50
MOST_LINES = 40


@transaction.atomic
def open_basket(*, user: User | None = None, order_type: str = "", at: datetime) -> Basket:
    """Return the person's basket, or a new one for a guest."""
    kind = order_type or OrderType.DELIVERY.value
    if user is None:
        return Basket.objects.create(order_type=kind, created_at=at, updated_at=at)
    return Basket.objects.get_or_create(user=user, defaults={"order_type": kind, "created_at": at, "updated_at": at})[0]


@transaction.atomic
def adopt_basket(guest: Basket, *, user: User, at: datetime) -> Basket:
    """Make what a guest gathered the person's who has signed in; into a basket they have already it is merged."""
    _lock_person(user)
    own = Basket.objects.select_for_update().filter(user=user).first()
    try:
        guest = locked(guest)
    except errors.BasketGone:
        return own or open_basket(user=user, at=at)  # another tab of theirs was quicker
    if guest.user_id is not None:
        return own or open_basket(user=user, at=at)  # somebody's by now, and stays theirs
    if own is None:
        guest.user = user
        guest.save(update_fields=["user"])
        return guest
    for line in guest.lines.kept().filter(deal_group=None):
        if _same(own, line.configuration) or own.lines.kept().count() < MOST_LINES:
            _merge(own, line.configuration, line.quantity, name=line.name)
    deals = guest.lines.kept().exclude(deal_group=None)
    if own.lines.kept().count() + deals.count() <= MOST_LINES:
        deals.update(basket=own)
    own.order_type = guest.order_type
    _touch(own, at=at)
    delivery.release_basket(guest.id)  # else nobody could have what it held, its own person included
    guest.delete()
    return own


@transaction.atomic
def add_to_basket(basket: Basket, *, configuration: Configuration, quantity: int = 1, at: datetime) -> BasketLine:
    """Put something in; the same configuration becomes one line, another is another line. Raises NotOrderable."""
    configuration = _canonical(configuration)
    name = _checked(configuration, quantity, order_type=basket.order_type, at=at)
    basket = locked(basket)
    basket.lines.exclude(removed_at=None).delete()
    if not _same(basket, configuration.to_json()) and basket.lines.count() >= MOST_LINES:
        raise errors.BasketFull(most=MOST_LINES)
    line = _merge(basket, configuration.to_json(), quantity, name=name, strict=True)
    _touch(basket, at=at)
    return line


@transaction.atomic
def add_deal_to_basket(
    basket: Basket, *, deal: str, picks: Sequence[tuple[str, Configuration]], at: datetime
) -> list[BasketLine]:
    """Put a deal in, with (choice id, what was chosen) for every choice: a line each. Raises NotOrderable, BasketFull."""
    group = uuid7()
    lines = [
        BasketLine(
            basket=basket,
            configuration=_canonical(configuration).to_json(),
            deal_group=group,
            deal=deal,
            deal_choice=choice,
        )
        for choice, configuration in picks
    ]
    try:
        names = prices.check_deal(lines, order_type=basket.order_type, at=at)
    except Invalid as invalid:
        raise errors.NotOrderable(invalid) from invalid
    basket = locked(basket)
    basket.lines.exclude(removed_at=None).delete()
    if basket.lines.count() + len(lines) > MOST_LINES:
        raise errors.BasketFull(most=MOST_LINES)
    for line, name in zip(lines, names, strict=True):
        line.name = name
    BasketLine.objects.bulk_create(lines)
    _touch(basket, at=at)
    return lines


@transaction.atomic
def change_line(line: BasketLine, *, quantity: int | None = None, note: str | None = None, at: datetime) -> BasketLine:
    """Change how many, or the note. None at all takes the line out; a number puts back the line taken out last.

    A line of a deal leaves and comes back with all of the deal. Raises OneOfADeal for more than one of it.
    """
    basket = locked(line.basket)
    found = basket.lines.select_for_update().filter(id=line.id).first()
    if found is None:
        raise errors.BasketGone()
    if quantity == 0:
        return _take_out(basket, found, at=at)
    if quantity is not None:
        _check_quantity(quantity)
        if found.deal_group and quantity > 1:
            raise errors.OneOfADeal()
        found.quantity = quantity
    if note is not None:
        found.configuration = found.configuration | {"note": clean(note, most=200)}
    found.removed_at = None
    found.save(update_fields=["quantity", "configuration", "removed_at"])
    _touch(basket, at=at)
    if found.deal_group:
        basket.lines.filter(deal_group=found.deal_group).update(removed_at=None)
        return found
    return _without_twin(basket, found)


@transaction.atomic
def rebuild_line(
    line: BasketLine, *, configuration: Configuration, quantity: int | None = None, at: datetime
) -> BasketLine:
    """Put another configuration in the place of a line's; when it is then the same as another line, they become one.

    Raises NotOrderable, also when the deal that the line was chosen in does not offer this.
    """
    configuration = _canonical(configuration)
    basket = locked(line.basket)
    found = basket.lines.select_for_update().filter(id=line.id).first()
    if found is None:
        raise errors.BasketGone()
    many = found.quantity if quantity is None or found.deal_group else quantity
    found.name = _checked(configuration, many, order_type=basket.order_type, at=at)
    found.configuration, found.quantity, found.removed_at = configuration.to_json(), many, None
    if found.deal_group:
        _check_deal_with(found, basket, at=at)
    found.save(update_fields=["configuration", "quantity", "name", "removed_at"])
    _touch(basket, at=at)
    return found if found.deal_group else _without_twin(basket, found)


@transaction.atomic
def choose_order_type(basket: Basket, *, order_type: str, at: datetime) -> Basket:
    """Switch between delivery and collection."""
    if order_type not in OrderType.values:
        raise errors.TypeNotOffered()
    basket = locked(basket)
    basket.order_type = order_type
    _touch(basket, at=at)
    return basket


def locked(basket: Basket) -> Basket:
    found = Basket.objects.select_for_update().filter(id=basket.id).first()
    if found is None:
        raise errors.BasketGone()
    return found


def _lock_person(user: User) -> None:
    """Two devices that sign in at once would each make the person's only basket."""
    User.objects.select_for_update().get(pk=user.pk)


def _touch(basket: Basket, *, at: datetime) -> None:
    basket.updated_at = at
    basket.save(update_fields=["updated_at", "order_type"])


def _canonical(configuration: Configuration) -> Configuration:
    """The same wish always in the same words: neither the order of the toppings nor spaces make another line."""
    half = configuration.half
    return replace(
        configuration,
        half=replace(half, toppings=_sorted(half.toppings), removed=tuple(sorted(half.removed))) if half else None,
        toppings=_sorted(configuration.toppings),
        removed=tuple(sorted(configuration.removed)),
        note=clean(configuration.note, most=200),
    )


def _sorted(toppings: tuple[Topping, ...]) -> tuple[Topping, ...]:
    return tuple(sorted(toppings, key=lambda topping: (topping.ingredient, topping.side)))


def _checked(configuration: Configuration, quantity: int, *, order_type: str, at: datetime) -> Any:
    _check_quantity(quantity)
    try:
        return prices.check(configuration, quantity, order_type=order_type, at=at)
    except Invalid as invalid:
        raise errors.NotOrderable(invalid) from invalid


def _check_deal_with(changed: BasketLine, basket: Basket, *, at: datetime) -> None:
    """Refuse what the deal does not offer in that place; the other lines of it are as they are."""
    lines = [changed if line.id == changed.id else line for line in basket.lines.filter(deal_group=changed.deal_group)]
    try:
        prices.check_deal(lines, order_type=basket.order_type, at=at)
    except Invalid as invalid:
        raise errors.NotOrderable(invalid) from invalid


def _check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MOST_OF_ONE:
        raise errors.TooMany(most=MOST_OF_ONE)


def _same(basket: Basket, configuration: dict[str, Any]) -> BasketLine | None:
    """Return the line of that configuration; its keys were all written by ``to_json``, so JSON compares them."""
    return basket.lines.kept().filter(configuration=configuration, deal_group=None).first()


def _merge(
    basket: Basket, configuration: dict[str, Any], quantity: int, *, name: Any, strict: bool = False
) -> BasketLine:
    line = _same(basket, configuration)
    if line is None:
        return BasketLine.objects.create(basket=basket, configuration=configuration, quantity=quantity, name=name)
    if strict:
        _check_quantity(line.quantity + quantity)
    line.quantity = min(line.quantity + quantity, MOST_OF_ONE)
    line.save(update_fields=["quantity"])
    return line


def _take_out(basket: Basket, line: BasketLine, *, at: datetime) -> BasketLine:
    leaving = basket.lines.filter(deal_group=line.deal_group) if line.deal_group else basket.lines.filter(id=line.id)
    basket.lines.exclude(removed_at=None).exclude(id__in=leaving.values("id")).delete()
    leaving.update(removed_at=at)
    line.removed_at = at
    if not basket.lines.kept().exists():
        delivery.release_basket(basket.id)  # nothing is ordered: its time is somebody else's
    _touch(basket, at=at)
    return line


def _without_twin(basket: Basket, line: BasketLine) -> BasketLine:
    """A note can make a line the same as another: they become one."""
    twin = basket.lines.kept().filter(configuration=line.configuration, deal_group=None).exclude(id=line.id).first()
    if twin is None:
        return line
    twin.quantity = min(twin.quantity + line.quantity, MOST_OF_ONE)
    twin.save(update_fields=["quantity"])
    line.delete()
    return twin

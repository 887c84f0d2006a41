"""Editing a placed order until it is fired: a draft of it is changed, then agreed as a whole or left.

Locks are taken in the order that tenant_apps/delivery/actions.py writes down; of an order and its draft the order
first. A step of its life that comes
at the same moment waits for the edit, or is there first and the edit refuses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects

from pizzeria import order_flow
from pizzeria.configuration import Configuration
from pizzeria.quotes import LineQuote
from shared_apps.accounts.models import User
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.ordering import booking, drafts, errors, facts, writing
from tenant_apps.ordering.actions import baskets
from tenant_apps.ordering.drafts import Draft
from tenant_apps.ordering.models import Basket, BasketLine, Order, OrderLine, OrderRevision
from toolbox import i18n
from toolbox.typed import clean

EDITABLE = ("placed", "accepted")


@transaction.atomic
def open_draft(order: Order, *, taken_by: User | None = None, by: Actor, at: datetime) -> Basket:
    """Return the draft in which this person changes the order, as they left it or as the order stands.

    Raises TooLateToEdit. A draft of an order that was edited meanwhile begins anew.
    """
    order = _locked_order(order)
    check_can_edit(order, by, at=at)
    mine = Basket.objects.filter(edits=order, taken_by=taken_by)
    if found := mine.filter(call__revision=order.revision).first():
        return found
    mine.delete()
    return _new_draft(order, taken_by, at=at)


def _new_draft(order: Order, taken_by: User | None, *, at: datetime) -> Basket:
    basket = Basket.objects.create(
        edits=order,
        taken_by=taken_by,
        call={"revision": order.revision},
        order_type=order.order_type,
        created_at=at,
        updated_at=at,
    )
    for line in order.lines.standing():
        _draft_line(basket, line, line.quantity)
    return basket


@transaction.atomic
def keep_line(basket: Basket, line: OrderLine, *, quantity: int, at: datetime) -> Basket:
    """Say how many of an agreed line stay, or none; a number brings back what was struck. A deal goes as a whole."""
    basket = baskets.locked(basket)
    if quantity and not 1 <= quantity <= baskets.MOST_OF_ONE:
        raise errors.TooMany(most=baskets.MOST_OF_ONE)
    together = [line]
    if line.deal_group:
        if quantity > 1:
            raise errors.DealIsWhole()
        together = list(OrderLine.objects.standing().filter(order=basket.edits_id, deal_group=line.deal_group))
    for one in together:
        if not quantity:
            basket.lines.filter(agreed=one).delete()
        elif not basket.lines.filter(agreed=one).update(quantity=quantity, removed_at=None):
            _draft_line(basket, one, quantity)
    Basket.objects.filter(id=basket.id).update(updated_at=at)
    return basket


@transaction.atomic
def edit_order(
    basket: Basket, *, by: Actor, at: datetime, expected_total: Decimal | None = None, reason: str = ""
) -> Order:
    """Agree the draft: the order becomes what it says, its number stays and its history is whole.

    What was agreed before keeps its price, its time and its turn in the oven. Raises TooLateToEdit, EditedMeanwhile,
    NothingChanged, NothingLeft, LinesUnavailable, BelowMinimum, PriceChanged, or what the oven says; then nothing has
    changed.
    """
    booking.wait_briefly()
    order = _locked_order(basket.edits)
    check_can_edit(order, by, at=at)
    basket = baskets.locked(basket)
    if basket.call.get("revision") != order.revision:
        raise errors.EditedMeanwhile()
    draft = drafts.draft(basket, order, at=at)
    _check_draft(draft, order.language, expected_total)
    load, was = drafts.load_of(draft), drafts.load_before(draft)
    if load != was:
        booking.move(order, load, was=was, at=at)
    revision = _write_revision(draft, by=by, at=at, reason=clean(reason, most=200))
    _write_lines(draft, revision.number)
    Order.objects.filter(id=order.id).update(
        revision=revision.number,
        # A pre-order is looked at again as it is now.
        checked_at=None,
        problem={},
        **writing.amounts(draft.after, order.quote["menu"]),
    )
    basket.delete()
    order = Order.objects.prefetch_related("lines", "events").get(id=order.id)
    journal.record(_edited(order, revision), by=by, at=at)
    return order


@dataclass(frozen=True)
class Change:
    """An agreed ``line`` to another quantity (0: none of it), or so many of a new configuration."""

    line: UUID | None
    quantity: int
    configuration: Configuration | None = None


@transaction.atomic
def change_order(
    order: Order,
    *,
    changes: Sequence[Change],
    revision: int,
    expected_total: Decimal | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Order:
    """Edit an order at one go; ``revision`` is the one whoever asks has seen. Raises as ``edit_order`` does.

    Sent again it changes nothing: the revision is another one then, and EditedMeanwhile says so.
    """
    order = _locked_order(order)
    check_can_edit(order, by, at=at)
    if revision != order.revision:
        raise errors.EditedMeanwhile()
    basket = _new_draft(order, None, at=at)
    standing = {line.id: line for line in order.standing}
    for change in changes:
        if change.line is not None:
            if change.line not in standing:
                raise errors.NoSuchLine()
            keep_line(basket, standing[change.line], quantity=change.quantity, at=at)
        elif change.configuration is not None:
            baskets.add_to_basket(basket, configuration=change.configuration, quantity=change.quantity, at=at)
    return edit_order(basket, expected_total=expected_total, reason=reason, by=by, at=at)


@transaction.atomic
def drop_draft(basket: Basket) -> None:
    """Leave the order as it is."""
    basket.delete()


@transaction.atomic
def see_changes(order: Order, *, at: datetime) -> int:
    """The kitchen has taken note of what changed; return how many edits that were."""
    return OrderRevision.objects.filter(order=order, seen_at=None).update(seen_at=at)


def check_can_edit(order: Order, by: Actor, *, at: datetime) -> None:
    """Raise TooLateToEdit once the kitchen has begun; for a customer also when they cannot do it alone any more."""
    if order.state not in EDITABLE:
        raise errors.TooLateToEdit(number=order.called, state=order.state, state_name=order.state_name)
    if by.kind in ("guest", "customer") and not order.is_its_customers(at=at):
        raise errors.TooLateToEditAlone()


def _locked_order(order: Order | None) -> Order:
    """The row as it is now; whoever moves it on waits for this transaction."""
    if order is None:
        raise errors.BasketGone()
    order = Order.objects.select_for_update().get(id=order.id)
    prefetch_related_objects([order], "lines")
    return order


def _draft_line(basket: Basket, line: OrderLine, quantity: int) -> None:
    BasketLine.objects.create(
        basket=basket,
        configuration=line.configuration,
        quantity=quantity,
        name=line.name,
        agreed=line,
        deal_group=line.deal_group,
    )


def _check_draft(draft: Draft, language: str, expected_total: Decimal | None) -> None:
    if draft.problems:
        names = ", ".join(i18n.text(item.name) for item in draft.problems)
        raise errors.LinesUnavailable(names=names, lines=[str(item.line.id) for item in draft.problems])
    if not draft.is_changed:
        raise errors.NothingChanged()
    if not draft.after.lines:
        raise errors.NothingLeft()
    if draft.after.to_go > draft.before.to_go:
        to_go = draft.after.to_go
        raise errors.BelowMinimum(to_go=to_go.text(language), missing=to_go.to_json())
    if expected_total is not None and expected_total != draft.after.total.amount:
        raise errors.PriceChanged(total=draft.after.total.text(language), quote=draft.after.to_json())


def _write_revision(draft: Draft, *, by: Actor, at: datetime, reason: str) -> OrderRevision:
    order = draft.order
    return OrderRevision.objects.create(
        order=order,
        number=order.revision + 1,
        changes=drafts.changes(order.standing, draft),
        total_before=order.total,
        total_after=draft.after.total.amount,
        quote_before={name: value for name, value in order.quote.items() if name != "menu"},
        menu=_menu_of(draft),
        reason=reason,
        by_kind=by.kind,
        by_id=by.id or "",
        at=at,
        # What the shop has not accepted yet the kitchen has not seen: to it nothing changed.
        seen_at=at if order.state == order_flow.FIRST else None,
    )


def _menu_of(draft: Draft) -> dict[str, Any]:
    """What the new lines' price came from, with the deals that they were chosen in."""
    if not draft.fresh:
        return {}
    return writing.menu_of(draft.catalogue, draft.fresh, [item.request.deal for item in draft.deals])


def _write_lines(draft: Draft, number: int) -> None:
    """Strike what is gone, write what is new; what stands keeps its row, but for its share of VAT and discounts."""
    order = draft.order
    standing = order.standing
    after = {line.id: line for line in draft.after.lines}
    fresh = replace(draft.after, lines=tuple(after[line.id] for line in draft.fresh))
    first = max((line.position for line in standing), default=-1) + 1
    rows = writing.lines_of(order, fresh, first=first, added_in=number)
    gone = []
    for row in standing:
        line = after.get(str(row.id))
        if line is None or line.quantity != row.quantity:
            gone.append(row.id)
        if line is None:
            continue
        if line.quantity == row.quantity:
            OrderLine.objects.filter(id=row.id).update(vat=line.vat.amount, discount=line.discount.amount)
        else:
            rows.append(_resized(row, number, line))
    OrderLine.objects.filter(id__in=gone).update(removed_in=number)
    OrderLine.objects.bulk_create(rows)


def _resized(row: OrderLine, number: int, line: LineQuote) -> OrderLine:
    """The same line with another number of pieces: it takes the struck row's place."""
    same = {
        field.attname: getattr(row, field.attname)
        for field in OrderLine._meta.concrete_fields
        if field.name not in ("id", "added_in")
    }
    new = {"quantity": line.quantity, "total": line.total.amount, "vat": line.vat.amount}
    return OrderLine(**same | new | {"discount": line.discount.amount, "added_in": number})


def _edited(order: Order, revision: OrderRevision) -> facts.OrderEdited:
    return facts.OrderEdited(
        order=str(order.id),
        number=order.number,
        order_type=order.order_type,
        state=order.state,
        business_day=order.business_day.isoformat(),
        revision=revision.number,
        total_before=str(revision.total_before),
        total_after=str(revision.total_after),
        currency=order.currency,
    )

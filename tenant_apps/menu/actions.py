"""Changing the menu. Every change makes the kept pages old in its own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pizzeria import menu_edits
from pizzeria.menu_checks import Refused
from pizzeria.menu_keys import identified
from pizzeria.menu_sheet import MenuSheet
from pizzeria.menu_values import Malformed
from shared_apps.billing import limits
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor, Fact
from tenant_apps.menu import drafts, loading
from tenant_apps.menu.drafts import Draft
from tenant_apps.menu.errors import DraftMoved, EditRefused, NoSuchVersion, NothingToPublish, NotOut
from tenant_apps.menu.facts import IngredientRanOut, IngredientRestored, MenuLoaded, MenuPublished, ProductChanged
from tenant_apps.menu.models import Ingredient, MenuVersion, Product
from tenants.actions import raise_cache_generation
from toolbox.ids import uuid7

# A year of a shop that publishes twice a week.
VERSIONS_KEPT = 100


@transaction.atomic
def load_menu(sheet: MenuSheet, *, source: str, by: Actor, at: datetime) -> None:
    """Put a whole menu into a shop that has none. Raises LimitReached."""
    limits.check_room("products", adding=len(sheet.products))
    written = identified(sheet, new=_new_key)
    loading.write_sheet(written)
    drafts.keep_version(written, (), by=by, at=at)
    _changed(MenuLoaded(source=source, products=len(sheet.products)), by=by, at=at)


@transaction.atomic
def edit_draft(edit: Mapping[str, Any], *, revision: int | None = None, by: Actor, at: datetime) -> Draft:
    """Put one edit (pizzeria.menu_edits) into the draft; customers see nothing of it until it is published.

    A menu that replaces the whole may name its rows by any keys: what has the same name keeps its id.
    ``revision`` is where the draft stood when the page was made. Raises EditRefused, and DraftMoved when somebody
    else has changed it since; both change nothing.
    """
    draft = _locked(revision, by)
    try:
        edit = _with_ids(edit, draft)
        menu_edits.apply(draft.sheet, edit)
    except Malformed as wrong:
        raise EditRefused(Refused("malformed", field=wrong.field)) from None
    except Refused as refused:
        raise EditRefused(refused) from None
    return drafts.write(draft.with_edit(edit, by=by), by=by, at=at)


@transaction.atomic
def undo_edit(*, revision: int | None = None, by: Actor, at: datetime) -> Draft:
    """Take the last edit back; the draft is exactly as it was before it. Without one it stays. Raises DraftMoved."""
    return drafts.write(_locked(revision, by).undone_by(by), by=by, at=at)


@transaction.atomic
def redo_edit(*, revision: int | None = None, by: Actor, at: datetime) -> Draft:
    """Put back what was taken back last. Raises DraftMoved."""
    return drafts.write(_locked(revision, by).redone_by(by), by=by, at=at)


@transaction.atomic
def discard_draft(*, revision: int | None = None, by: Actor, at: datetime) -> Draft:
    """Take every edit back; each can be put back. Raises DraftMoved."""
    draft = _locked(revision, by)
    while draft.edits:
        draft = draft.undone_by(by)
    return drafts.write(draft, by=by, at=at)


@transaction.atomic
def publish_draft(*, revision: int | None = None, by: Actor, at: datetime) -> MenuVersion:
    """Make the draft the menu, all at once: what stays keeps its id and whether it is out of stock.

    Raises NothingToPublish, DraftMoved when somebody else has changed it since ``revision``, and LimitReached or
    Restricted where the plan does not allow it.
    """
    draft = _locked(revision, by)
    if not draft.changes:
        raise NothingToPublish()
    have = len(draft.base.products)  # under the lock of the draft, and only here it grows
    limits.check_can_add("products", have=lambda: have, adding=len(draft.sheet.products) - have)
    if not MenuVersion.objects.exists():  # so that one can go back to what there was before the first draft
        drafts.keep_version(draft.base, (), by=by, at=at)
    loading.write_sheet(draft.sheet, before=draft.base)
    version = drafts.keep_version(draft.sheet, draft.changes, by=by, at=at)
    MenuVersion.objects.filter(number__lte=version.number - VERSIONS_KEPT).delete()
    drafts.write(draft.emptied(), by=by, at=at)
    _changed(MenuPublished(version.number, len(draft.changes)), by=by, at=at)
    return version


def draft_version(number: int, *, revision: int | None = None, by: Actor, at: datetime) -> Draft:
    """Put the menu of an earlier version into the draft, to be looked at and published. Raises NoSuchVersion."""
    version = MenuVersion.objects.filter(number=number).first()
    if version is None:
        raise NoSuchVersion()
    return edit_draft({"verb": "replace_menu", "sheet": version.sheet}, revision=revision, by=by, at=at)


@transaction.atomic
def eighty_six(ingredient: Ingredient, *, until: datetime | None, by: Actor, at: datetime) -> None:
    """Take an ingredient off: its toppings vanish, what needs it is sold out. ``until`` None: until restocked."""
    row = Ingredient.objects.select_for_update().get(id=ingredient.id)
    if row.is_out(at=at) and row.out_until == until:
        return  # two taps on the same button
    Ingredient.objects.filter(id=row.id).update(out_since=at, out_until=until)
    _changed(IngredientRanOut(str(row.id), until.isoformat() if until else None), by=by, at=at)
    ingredient.refresh_from_db()


@transaction.atomic
def restore_ingredient(ingredient: Ingredient, *, by: Actor, at: datetime) -> None:
    """Put an ingredient back on: everything is as it was before. Raises NotOut."""
    row = Ingredient.objects.select_for_update().get(id=ingredient.id)
    if not row.is_out(at=at):
        raise NotOut(name=str(row))
    Ingredient.objects.filter(id=row.id).update(out_since=None, out_until=None)
    _changed(IngredientRestored(str(row.id)), by=by, at=at)
    ingredient.refresh_from_db()


@transaction.atomic
def offer_product(product: Product, *, is_active: bool, by: Actor, at: datetime) -> None:
    """Put the product on the menu, or take it off and keep it."""
    row = Product.objects.select_for_update().get(id=product.id)
    if row.is_active != is_active:
        Product.objects.filter(id=row.id).update(is_active=is_active)
        _changed(ProductChanged(str(row.id), {"is_active": [row.is_active, is_active]}), by=by, at=at)


def _changed(fact: Fact, *, by: Actor, at: datetime) -> None:
    journal.record(fact, by=by, at=at)
    raise_cache_generation()


def _locked(revision: int | None, by: Actor) -> Draft:
    draft = drafts.read(lock=True)
    if revision is not None and draft.is_moved(since=revision, by=by):
        raise DraftMoved(draft.revision, draft.changes_since(revision))
    return draft


def _with_ids(edit: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    if not isinstance(edit, Mapping) or edit.get("verb") != "replace_menu":
        return edit
    sheet = identified(MenuSheet.from_json(edit.get("sheet")), new=_new_key, like=draft.sheet)
    return {**edit, "sheet": sheet.to_json()}


def _new_key() -> str:
    return str(uuid7())

"""The menu that is being written: the rows as they are, and the edits since the last one was published."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from pizzeria.menu_diff import diff
from pizzeria.menu_edits import fold
from pizzeria.menu_sheet import EMPTY, MenuSheet
from pizzeria.menu_values import Text
from shared_apps.journal.facts import Actor
from tenant_apps.menu import loading
from tenant_apps.menu.models import MenuDraft, MenuVersion

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Draft:
    """``edits`` and ``undone`` are entries: {"edit": ..., "by": id, "revision": the draft's when it was put there}."""

    base: MenuSheet = EMPTY
    edits: tuple[dict[str, Any], ...] = field(default=())
    undone: tuple[dict[str, Any], ...] = field(default=())
    revision: int = 0

    @cached_property
    def sheet(self) -> MenuSheet:
        return fold(self.base, (entry["edit"] for entry in self.edits))

    @cached_property
    def changes(self) -> tuple[Text, ...]:
        """What publishing would change, in words."""
        return diff(self.base, self.sheet)

    def with_edit(self, edit: Any, *, by: Actor) -> "Draft":
        return replace(self, edits=(*self.edits, self._entry(edit, by)), undone=(), revision=self.revision + 1)

    def undone_by(self, by: Actor) -> "Draft":
        if not self.edits:
            return self
        *edits, last = self.edits
        undone = (*self.undone, self._entry(last["edit"], by))
        return replace(self, edits=tuple(edits), undone=undone, revision=self.revision + 1)

    def redone_by(self, by: Actor) -> "Draft":
        if not self.undone:
            return self
        *undone, last = self.undone
        edits = (*self.edits, self._entry(last["edit"], by))
        return replace(self, edits=edits, undone=tuple(undone), revision=self.revision + 1)

    def emptied(self) -> "Draft":
        return Draft(self.sheet, revision=self.revision + 1)

    def is_moved(self, *, since: int, by: Actor) -> bool:
        """Whether somebody else has, or may have, changed it: only one's own changes are known not to surprise one."""
        own = {entry["revision"] for entry in (*self.edits, *self.undone) if entry["by"] == by.id}
        return not own.issuperset(range(since + 1, self.revision + 1))

    def changes_since(self, revision: int) -> tuple[Text, ...]:
        """What differs from how it was then, as far as that is still known."""
        then = fold(self.base, (entry["edit"] for entry in self.edits if entry["revision"] <= revision))
        return diff(then, self.sheet)

    def _entry(self, edit: Any, by: Actor) -> dict[str, Any]:
        return {"edit": edit, "by": by.id, "revision": self.revision + 1}


def read(*, lock: bool = False) -> Draft:
    """Return the draft over the menu as it is; eleven queries. ``lock``: nobody else changes it in this transaction."""
    if lock:
        MenuDraft.objects.bulk_create([MenuDraft(id=1, updated_at=_LONG_AGO)], ignore_conflicts=True)
        row = MenuDraft.objects.select_for_update().get(id=1)
    else:
        row = MenuDraft.objects.filter(id=1).first() or MenuDraft()
    return Draft(loading.read_sheet(), tuple(row.edits), tuple(row.undone), row.revision)


def write(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    MenuDraft.objects.filter(id=1).update(
        edits=list(draft.edits), undone=list(draft.undone), revision=draft.revision, updated_at=at, by_name=by.name
    )
    return draft


def keep_version(sheet: MenuSheet, changes: Sequence[Text], *, by: Actor, at: datetime) -> MenuVersion:
    """Keep the menu as the one after the last that was kept."""
    last = MenuVersion.objects.values_list("number", flat=True).first() or 0
    return MenuVersion.objects.create(
        number=last + 1, sheet=sheet.to_json(), changes=list(changes), published_at=at, by_name=by.name
    )

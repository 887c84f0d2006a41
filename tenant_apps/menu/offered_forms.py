"""When and how something is offered, as the pages of a product, a category and a deal ask for it."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pizzeria.availability import DayPart
from pizzeria.tax import ORDER_TYPES

TYPES = {"delivery": _("Delivery"), "collection": _("Collection"), "eat_in": _("Eating in")}
DAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


class TicksField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class OfferedForm(forms.Form):
    """Something that is sold at some hours or in some ways only: rows of days and hours, one more than there are.

    Days without hours are whole days, hours without days are every day's.
    """

    order_types = TicksField(label=_("Sold for"), choices=[(kind, TYPES[kind]) for kind in ORDER_TYPES], required=False)

    def ask_hours(self, kept: Sequence[DayPart]) -> None:
        """Add the rows, of which the first show these."""
        self.parts = range(len(kept) + 1)
        for number in self.parts:
            part = kept[number] if number < len(kept) else None
            days = sorted(part.days) if part else []
            self.fields[f"days-{number}"] = TicksField(
                label=_("Days"), choices=list(enumerate(DAYS)), required=False, initial=days
            )
            for side, label, hour in (("from", _("From"), part and part.start), ("to", _("To"), part and part.end)):
                clock = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                self.fields[f"{side}-{number}"] = forms.TimeField(
                    label=label, required=False, initial=hour, widget=clock
                )

    @property
    def hours(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"days-{n}"], self[f"from-{n}"], self[f"to-{n}"]) for n in self.parts]

    @property
    def is_limited(self) -> bool:
        """Is anything said of hours or ways?"""
        return bool(self["order_types"].value() or any(field.value() for row in self.hours for field in row))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in self.parts:
            if (data.get(f"from-{n}") is None) != (data.get(f"to-{n}") is None):
                self.add_error(f"to-{n}", _("Give both hours, or neither."))
        return data

    def offered(self) -> dict[str, Any]:
        """``day_parts`` as JSON and ``order_types``, as rows keep them: none is always, or every one."""
        parts = [part.to_json() for n in self.parts if (part := self._part(n))]
        types = [kind for kind in ORDER_TYPES if kind in self.cleaned_data["order_types"]]
        return {"day_parts": parts, "order_types": types if len(types) < len(ORDER_TYPES) else []}

    def _part(self, number: int) -> DayPart | None:
        days, start, end = (self.cleaned_data[f"{name}-{number}"] for name in ("days", "from", "to"))
        if not days and start is None:
            return None
        midnight = time(0)  # from midnight to midnight: all day
        return DayPart(frozenset(map(int, days)) or frozenset(range(7)), start or midnight, end or midnight)

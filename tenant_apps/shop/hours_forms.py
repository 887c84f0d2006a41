"""What the page of the opening hours sends: a week of openings, and days on which the shop stays closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from pizzeria.tax import COLLECTION, DELIVERY, EAT_IN
from tenant_apps.shop.actions import Hours, check_no_overlap
from tenant_apps.shop.models import Opening
from toolbox.refusals import Refusal

OPENINGS_A_DAY = 4
ORDER_TYPES = ((DELIVERY, _("Delivery")), (COLLECTION, _("Collection")), (EAT_IN, _("Eating in")))
ALL = [kind for kind, _words in ORDER_TYPES]


@dataclass(frozen=True)
class Line:
    """One opening on the page: its fields, and what is wrong with it."""

    opens: BoundField
    closes: BoundField
    ways: BoundField
    is_filled: bool

    @property
    def errors(self) -> list[str]:
        return [str(error) for field in (self.opens, self.closes, self.ways) for error in field.errors]


@dataclass(frozen=True)
class Day:
    number: int
    name: str
    lines: list[Line]

    @property
    def shown(self) -> list[Line]:
        """The openings there are; one empty line on a day that is closed."""
        return [line for line in self.lines if line.is_filled] or self.lines[:1]

    @property
    def more(self) -> list[Line]:
        return [line for line in self.lines if line not in self.shown]

    @property
    def is_closed(self) -> bool:
        return not any(line.is_filled for line in self.lines)


class WeekForm(forms.Form):
    """A few openings a day: two times, and what they are for; without times there is none. ``hours`` are what was asked."""

    def __init__(self, data: Any = None, *, openings: Iterable[Opening] = ()) -> None:
        super().__init__(data)
        known: dict[int, list[Opening]] = {}
        for opening in openings:
            known.setdefault(opening.weekday, []).append(opening)
        for day in range(7):
            for number in range(OPENINGS_A_DAY):
                rows = known.get(day, [])
                self._add(day, number, rows[number] if number < len(rows) else None)

    def _add(self, day: int, number: int, row: Opening | None) -> None:
        where = f"{str(WEEKDAYS[day]).capitalize()} {number + 1}"
        for end, words in (("opens", _("Opens")), ("closes", _("Closes"))):
            attrs = {"type": "time", "class": "form-control", "aria-label": f"{where}: {words}"}
            self.fields[f"d{day}_{number}_{end}"] = forms.TimeField(
                required=False,
                label=words,
                initial=getattr(row, end) if row else None,
                widget=forms.TimeInput(format="%H:%M", attrs=attrs),
            )
        on = [kind for kind in ALL if row is None or getattr(row, f"for_{kind}")]
        self.fields[f"d{day}_{number}_for"] = forms.MultipleChoiceField(
            choices=ORDER_TYPES, required=False, initial=on, label=where, widget=forms.CheckboxSelectMultiple
        )

    @property
    def days(self) -> list[Day]:
        return [
            Day(day, str(WEEKDAYS[day]).capitalize(), [self._line(day, number) for number in range(OPENINGS_A_DAY)])
            for day in range(7)
        ]

    def _line(self, day: int, number: int) -> Line:
        opens, closes, ways = (self[f"d{day}_{number}_{part}"] for part in ("opens", "closes", "for"))
        return Line(opens, closes, ways, is_filled=bool(opens.value() or closes.value()))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.hours: list[Hours] = []
        for day in range(7):
            for number in range(OPENINGS_A_DAY):
                self._read(day, number, data)
        try:
            check_no_overlap(self.hours)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return data

    def _read(self, day: int, number: int, data: Mapping[str, Any]) -> None:
        start = f"d{day}_{number}"
        opens, closes, ways = data.get(f"{start}_opens"), data.get(f"{start}_closes"), data.get(f"{start}_for")
        if opens is None and closes is None:
            return
        if opens is None or closes is None or opens == closes:
            self.add_error(f"{start}_opens", _("An opening needs both times, and two different ones."))
        elif not ways:
            self.add_error(f"{start}_opens", _("Say what this opening is for, or empty its times."))
        else:
            self.hours.append(Hours(day, opens, closes, *(kind in ways for kind in (DELIVERY, COLLECTION, EAT_IN))))


def copied(data: Any, day: int) -> Any:
    """Return what the form sent with the hours of that day put into every day."""
    said = data.copy()
    for other in range(7):
        for number in range(OPENINGS_A_DAY):
            for part in ("opens", "closes", "for"):
                said.setlist(f"d{other}_{number}_{part}", data.getlist(f"d{day}_{number}_{part}"))
    return said


class ClosureForm(forms.Form):
    day = forms.DateField(label=_("Closed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: one day only."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=80, required=False, help_text=_("Customers read it."))
    order_types = forms.MultipleChoiceField(
        label=_("No orders for"),
        choices=ORDER_TYPES,
        required=False,
        initial=ALL,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def chosen(self) -> list[str]:
        """The order types it is for; none when it is for all."""
        said = self.cleaned_data["order_types"]
        return [] if len(said) in (0, len(ALL)) else said

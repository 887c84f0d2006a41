"""Shape of what the shop's settings send."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tenant_apps.shop.actions import Hours, check_no_overlap
from tenant_apps.shop.models import Opening, Shop
from toolbox.forms import AmountField
from toolbox.refusals import Refusal

OPENINGS_A_DAY = 2


class ShopForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Shop
        fields = (
            "street",
            "postcode",
            "city",
            "phone",
            "email",
            "takes_collection",
            "takes_delivery",
            "delivery_radius_km",
            "delivery_fee",
            "minimum_order",
            "preparation_minutes",
            "delivery_minutes",
            "slot_minutes",
            "accent",
        )
        widgets = {"accent": forms.RadioSelect}
        field_classes = dict.fromkeys(("delivery_radius_km", "delivery_fee", "minimum_order"), AmountField)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("takes_collection") or data.get("takes_delivery")):
            raise forms.ValidationError(
                _("Choose collection, delivery or both; to take no orders for a while, pause them.")
            )
        return data


class WeekForm(forms.Form):
    """Two openings a day, each two times; both empty means closed. ``hours`` are what was asked for."""

    def __init__(self, *args: Any, openings: Iterable[Opening] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[int, list[Opening]] = {}
        for opening in openings:
            known.setdefault(opening.weekday, []).append(opening)
        for day in range(7):
            for number in range(OPENINGS_A_DAY):
                row = known.get(day, [])[number : number + 1]
                for end in ("opens", "closes"):
                    words = _("Opens") if end == "opens" else _("Closes")
                    self.fields[f"d{day}_{number}_{end}"] = forms.TimeField(
                        required=False,
                        label=words,
                        initial=getattr(row[0], end) if row else None,
                        widget=forms.TimeInput(
                            format="%H:%M",
                            attrs={
                                "type": "time",
                                "class": "form-control",
                                "aria-label": f"{WEEKDAYS[day]} {number + 1}: {words}",
                            },
                        ),
                    )

    @property
    def days(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """Each weekday's name with its pairs of fields."""
        return [
            (WEEKDAYS[day], [(self[f"d{day}_{n}_opens"], self[f"d{day}_{n}_closes"]) for n in range(OPENINGS_A_DAY)])
            for day in range(7)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.hours: list[Hours] = []
        for day in range(7):
            for number in range(OPENINGS_A_DAY):
                opens, closes = data.get(f"d{day}_{number}_opens"), data.get(f"d{day}_{number}_closes")
                if opens is None and closes is None:
                    continue
                if opens is None or closes is None or opens == closes:
                    self.add_error(f"d{day}_{number}_opens", _("An opening needs both times, and two different ones."))
                    continue
                self.hours.append(Hours(day, opens, closes))
        try:
            check_no_overlap(self.hours)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return data


class ClosureForm(forms.Form):
    day = forms.DateField(label=_("Closed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=80, required=False)


class PauseForm(forms.Form):
    minutes = forms.TypedChoiceField(
        choices=[(15, "15"), (30, "30"), (60, "60"), (120, "120")], coerce=lambda value: timedelta(minutes=int(value))
    )

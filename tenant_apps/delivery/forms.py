"""What a manager says of a stretch of the oven's time, or of a day's dough. Nothing said is the usual number."""

from datetime import datetime
from typing import Any

from django import forms

MOST_PLACES, MOST_BALLS = 500, 9999


class SlotForm(forms.Form):
    start = forms.CharField(max_length=40)
    places = forms.IntegerField(min_value=0, max_value=MOST_PLACES, required=False)

    def clean_start(self) -> datetime:
        try:
            start = datetime.fromisoformat(self.cleaned_data["start"])
        except ValueError:
            raise forms.ValidationError("no moment") from None
        if start.tzinfo is None:
            raise forms.ValidationError("a moment without a zone")
        return start


class DoughForm(forms.Form):
    day = forms.DateField()
    balls = forms.IntegerField(min_value=0, max_value=MOST_BALLS, required=False)


class DayForm(forms.Form):
    day = forms.DateField(required=False)

    def chosen(self) -> Any:
        return self.cleaned_data.get("day") if self.is_valid() else None

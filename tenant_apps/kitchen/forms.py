"""What the counter writes into its few fields."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tenant_apps.kitchen.errors import BadPause
from tenant_apps.kitchen.models import Printer
from tenant_apps.ordering.errors import ReasonMissing
from tenant_apps.shop.actions import LEAST_EXTRA, MOST_EXTRA
from tenant_apps.shop.errors import BadRush

# The customer reads them, in their own language: that is why they are chosen, not typed, where possible.
REASONS = {
    "busy": _("The kitchen is too busy right now."),
    "sold_out": _("Something you ordered has run out."),
    "too_far": _("We do not deliver to that address."),
    "closing": _("We are about to close."),
    "unreachable": _("We could not reach you by phone."),
}


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(choices=[*REASONS.items()], required=False)
    words = forms.CharField(max_length=200, required=False, strip=True)

    def said(self, language: str) -> str:
        """Return the reason in the customer's language; typed words only get the full stop they lack. Raises ReasonMissing."""
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if data.get("words"):
            words = str(data["words"])
            # More words follow it in the customer's letter.
            return words if words.endswith((".", "!", "?", "…")) else f"{words[:199]}."
        if not data.get("reason"):
            raise ReasonMissing()
        with override(language):
            return str(REASONS[data["reason"]])


class MinutesForm(forms.Form):
    """Minutes are optional for accepting; whether they make sense is ordering's rule."""

    minutes = forms.IntegerField(required=False, min_value=0, max_value=600)

    def given(self) -> int | None:
        return self.cleaned_data["minutes"] if self.is_valid() else None


class PauseForm(forms.Form):
    """How long no orders are taken: minutes, or nothing, which is the button "For today"."""

    minutes = forms.IntegerField(required=False, min_value=1, max_value=600)

    def given(self) -> int | None:
        """Return the minutes, None for today. Raises BadPause."""
        if not self.is_valid() or "minutes" not in self.data:
            raise BadPause()
        minutes: int | None = self.cleaned_data["minutes"]
        return minutes


class RushForm(forms.Form):
    """A button's "20-30": twenty minutes later for half an hour; "20-0" until somebody ends it."""

    rush = forms.RegexField(r"^\d{1,3}-\d{1,4}$")

    def given(self, *, at: datetime) -> tuple[int, datetime | None]:
        """Return how much later, and until when. Raises BadRush."""
        if not self.is_valid():
            raise BadRush(least=LEAST_EXTRA, most=MOST_EXTRA)
        minutes, lasting = map(int, self.cleaned_data["rush"].split("-"))
        return minutes, at + timedelta(minutes=lasting) if lasting else None


class PrinterForm(forms.ModelForm):
    class Meta:
        model = Printer
        fields = ("name", "address", "port", "prints", "station", "codepage")

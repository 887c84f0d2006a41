"""What is typed at the till: amounts, pieces, who signs."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pizzeria import cash, ledger
from pizzeria.money import quantum
from tenant_apps.payments.actions import Counting
from tenant_apps.payments.models import CashMove, Method

MOST_CENTS = 10_000_000
MOST_PIECES = 10_000
_AMOUNT = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")


class Cents(forms.CharField):
    """An amount as people write it, "12,50" or "12.50": whole minor units."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 12)
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        if not _AMOUNT.fullmatch(typed):
            raise forms.ValidationError(_("Write an amount such as 12.50."))
        cents = Decimal(typed.replace(",", ".")) / quantum("EUR")
        return int(cents)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off", "class": "form-control"}


class PayForm(forms.Form):
    """One press at the counter: so much of the bill in this way; for cash what was handed over."""

    method = forms.ChoiceField(choices=[(Method.CASH, ""), (Method.TERMINAL, ""), (Method.VOUCHER, "")])
    key = forms.CharField(max_length=60)
    amount = Cents(required=False)
    tendered = Cents(required=False)
    handed = Cents(required=False)
    value = Cents(required=False)
    pieces = forms.IntegerField(required=False, min_value=1, max_value=100)
    label = forms.CharField(max_length=60, required=False)
    parts = forms.IntegerField(required=False, min_value=1, max_value=50)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("method") == Method.VOUCHER and said.get("value") and said.get("pieces"):
            said["amount"] = said["value"] * said["pieces"]
        if said.get("method") == Method.CASH:
            # A typed sum goes before the button that sent it: who presses Enter presses the first one.
            given = said.get("handed") or said.get("tendered")
            said["tendered"] = given
            if given and said.get("amount"):
                said["amount"] = min(said["amount"], given)
        if not said.get("amount"):
            self.add_error("amount", _("How much?"))
        return said


class WhyForm(forms.Form):
    why = forms.CharField(max_length=200, required=False)
    key = forms.CharField(max_length=60)


class KeyForm(forms.Form):
    """``key`` makes a form that is sent twice one."""

    key = forms.CharField(max_length=60, widget=forms.HiddenInput)


_PLACES = [(ledger.DRAWER, _("Drawer")), (ledger.SAFE, _("Safe"))]


class FloatForm(KeyForm):
    """Stands beside another form: its fields have ids of their own."""

    amount = Cents(label=_("How much"))
    source = forms.ChoiceField(label=_("Out of"), choices=_PLACES)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **{"auto_id": "float_%s"} | options)


class OpenForm(KeyForm):
    amount = Cents(label=_("Put in"), required=False)
    source = forms.ChoiceField(label=_("Out of"), choices=[(ledger.SAFE, _("Safe")), (ledger.BANK, _("Bank"))])


class MoveForm(KeyForm):
    kind = forms.ChoiceField(
        label=_("What"), choices=[(CashMove.Kind.IN, _("Put in")), (CashMove.Kind.OUT, _("Take out"))]
    )
    amount = Cents(label=_("How much"))
    other = forms.ChoiceField(
        label=_("From or for"),
        choices=[(ledger.SAFE, _("Safe")), (ledger.BANK, _("Bank")), (ledger.EXPENSES, _("Expenses"))],
    )
    reason = forms.CharField(label=_("Why"), max_length=200)


class HandInForm(KeyForm):
    """Cash from a courier: some of it, or the end of the round. The other person signs with their own password."""

    amount = Cents(label=_("Counted"))
    is_all = forms.TypedChoiceField(
        label=_("What is it"),
        choices=[("all", _("All of it: the round ends")), ("part", _("A part, on the way"))],
        coerce=lambda said: said == "all",
        initial="all",
    )
    target = forms.ChoiceField(label=_("Goes into"), choices=_PLACES)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    signer = forms.ChoiceField(label=_("Counted and signed by"))
    password = forms.CharField(
        label=_("Their password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, signers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["signer"]
        choice.choices = signers


class CountForm(KeyForm):
    """How many of each coin and note; a sum of one's own is taken where none of them is filled in."""

    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    closes = forms.BooleanField(label=_("Close the drawer"), required=False)
    to_safe = Cents(label=_("Put into the safe"), required=False)

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.worths = cash.pieces(currency)
        for worth in self.worths:
            self.fields[f"p{worth}"] = forms.IntegerField(required=False, min_value=0, max_value=MOST_PIECES)

    def rows(self) -> list[tuple[int, forms.BoundField]]:
        """Return each coin and note with its field."""
        return [(worth, self[f"p{worth}"]) for worth in self.worths]

    def counting(self) -> Counting:
        said = self.cleaned_data
        pieces = {worth: said[f"p{worth}"] for worth in self.worths if said.get(f"p{worth}")}
        return Counting(said["key"], pieces=pieces, note=said["note"])


class DayForm(forms.Form):
    day = forms.DateField()

    def chosen(self) -> date | None:
        """Return the day that was asked for, None for none that is one."""
        day: date | None = self.cleaned_data["day"] if self.is_valid() else None
        return day

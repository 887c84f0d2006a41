"""Shape of what head office declares."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from pizzeria.royalties import Terms, to_minor
from shared_apps.franchise.actions import Declaration
from shared_apps.franchise.models import Formula, Store
from shared_apps.franchise.wording import month_name
from toolbox.forms import AmountField

NET, GROSS = "net", "gross"


class FormulaForm(forms.Form):
    """Percents as people write them; ``declaration`` is what they declare. ``months`` are those that may be the first."""

    store = forms.TypedChoiceField(label=_("For whom"), coerce=UUID, empty_value=None, required=False)
    first_month = forms.TypedChoiceField(label=_("From"), coerce=date.fromisoformat)
    last_month = forms.TypedChoiceField(
        label=_("Up to and including"), coerce=date.fromisoformat, empty_value=None, required=False
    )
    follows = forms.BooleanField(label=_("This store follows the formula for all again"), required=False)
    royalty = AmountField(label=_("Royalty in percent"), min_value=0, max_value=100, decimal_places=2, required=False)
    advertising = AmountField(
        label=_("Advertising fund in percent"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    minimum = AmountField(
        label=_("Least royalty a month"), min_value=0, max_value=1_000_000, decimal_places=2, required=False
    )
    basis = forms.ChoiceField(
        label=_("Of sales"), choices=[(NET, _("without VAT")), (GROSS, _("with VAT"))], widget=forms.RadioSelect
    )
    deducts_discounts = forms.BooleanField(label=_("Discounts lower the basis"), required=False)
    counts_fees = forms.BooleanField(label=_("Delivery fees count"), required=False)
    deducts_refunds = forms.BooleanField(label=_("Refunds lower the basis"), required=False)

    def __init__(self, *args: Any, stores: Sequence[Store], months: Sequence[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.currencies = {store.pizzeria_id: store.pizzeria.currency for store in stores}
        everybody = ("", _("All stores"))
        self.fields["store"].choices = [everybody, *((str(store.pizzeria_id), store.pizzeria.name) for store in stores)]
        named = [(month.isoformat(), month_name(month)) for month in months]
        self.fields["first_month"].choices = named
        self.fields["last_month"].choices = [("", _("no end")), *named]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_month"), data.get("last_month")
        if first and last and last < first:
            self.add_error("last_month", _("It ends before it begins."))
        if data.get("follows") and not data.get("store"):
            self.add_error("follows", _("Choose the store that follows the others again."))
        if not data.get("follows"):
            for name in ("royalty", "advertising"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Write a percent; 0 for none."))
        return data

    @property
    def currency(self) -> str:
        """The store's, or for all of them that of the first."""
        return self.currencies.get(self.cleaned_data["store"]) or next(iter(self.currencies.values()), "EUR")

    @property
    def declaration(self) -> Declaration:
        data = self.cleaned_data
        terms = None if data["follows"] else self._terms()
        return Declaration(data["first_month"], terms, data["store"], data["last_month"])

    def _terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(
            royalty_bps=int(data["royalty"] * 100),
            advertising_bps=int(data["advertising"] * 100),
            minimum=to_minor(data["minimum"] or Decimal(0), self.currency),
            is_net=data["basis"] == NET,
            deducts_discounts=data["deducts_discounts"],
            counts_fees=data["counts_fees"],
            deducts_refunds=data["deducts_refunds"],
        )


def begin_with(formula: Formula | None) -> dict[str, Any]:
    """Return what the form shows first: what holds for all now, or what many franchises agree."""
    terms = formula.terms if formula else Terms(500, 200)
    return {
        "royalty": Decimal(terms.royalty_bps) / 100,
        "advertising": Decimal(terms.advertising_bps) / 100,
        "minimum": Decimal(terms.minimum) / 100 if terms.minimum else None,
        "basis": NET if terms.is_net else GROSS,
        "deducts_discounts": terms.deducts_discounts,
        "counts_fees": terms.counts_fees,
        "deducts_refunds": terms.deducts_refunds,
    }


class LastDayForm(forms.Form):
    day = forms.DateField(label=_("Its last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class FirstDayForm(forms.Form):
    day = forms.DateField(label=_("Its first day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class FreezingDayForm(forms.Form):
    day = forms.IntegerField(label=_("Day of the month"), min_value=1, max_value=28)

"""The shape of what payments' forms send."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_apps.ordering.models import Tender
from tenant_apps.payments.actions import CHOSEN, RefundWish
from tenant_apps.payments.models import Bearer, Refund
from tenant_apps.payments.queries import minor, money
from toolbox.forms import AmountField

_MERCHANT = re.compile(r"[2-9A-HJ-NP-Z]{13}")  # PayPal leaves out what looks like another sign
REASONS = [choice for choice in Refund.Reason.choices if choice[0] in CHOSEN]
AT_THE_SHOP = (Tender.CASH, Tender.COUNTER, Tender.TERMINAL)


class RefundForm(forms.Form):
    """What goes back, why and at whose cost; ``line_<id>`` says how many pieces of a line."""

    extra = AmountField(
        label=_("Something beside the lines"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)
    bearer = forms.ChoiceField(label=_("Who bears it"), choices=Bearer.choices, initial=Bearer.STORE)
    note = forms.CharField(label=_("A word about it"), required=False, max_length=200)
    key = forms.CharField(max_length=100)

    def __init__(self, data: Any = None, *, currency: str, **options: Any) -> None:
        self.currency = currency
        super().__init__(data, **options)

    @staticmethod
    def again(refund: Refund) -> dict[str, Any]:
        """Return the form's first values to try a refund again: the lines it was for, the rest beside them."""
        rows = list(refund.lines.all())
        beside = refund.amount - sum(row.amount for row in rows if row.line_id)
        return {
            **{f"line_{row.line_id}": str(row.quantity) for row in rows if row.line_id},
            "extra": money(beside, refund.currency).amount if beside else None,
            "reason": refund.reason if refund.reason in dict(REASONS) else Refund.Reason.OTHER,
            "bearer": refund.bearer,
            "note": refund.note,
            "key": f"again-{refund.id}",
        }

    def pieces_said(self, line: UUID) -> str:
        """Return how many pieces of the line are chosen, as it was sent or as the form begins."""
        return str(self.data.get(f"line_{line}") or self.initial.get(f"line_{line}", "0"))

    def pieces(self) -> dict[UUID, int]:
        """Return how many pieces of which line were chosen; what is no number counts as none."""
        found: dict[UUID, int] = {}
        for name, said in self.data.items():
            if name.startswith("line_") and str(said).isdecimal() and len(said) < 5 and int(said):
                try:
                    found[UUID(name.removeprefix("line_"))] = int(said)
                except ValueError:
                    continue
        return found

    def wish(self) -> RefundWish:
        data = self.cleaned_data
        return RefundWish(
            pieces=self.pieces(),
            extra=minor(data["extra"], self.currency) if data["extra"] else 0,
            reason=data["reason"],
            bearer=data["bearer"],
            note=data["note"],
        )


class EvidenceForm(forms.Form):
    """What the shop says to the customer's bank."""

    uncategorized_text = forms.CharField(
        label=_("What happened"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In your own words: what was ordered, when it was brought, who took it."),
    )
    product_description = forms.CharField(label=_("What was sold"), required=False, max_length=1000)
    service_date = forms.CharField(label=_("When it was brought or fetched"), required=False, max_length=100)
    shipping_address = forms.CharField(label=_("Where to"), required=False, max_length=300)


class PayPalForm(forms.Form):
    """The pizzeria's merchant id at PayPal; empty stops PayPal."""

    merchant_id = forms.CharField(
        label=_("PayPal merchant ID"),
        required=False,
        max_length=20,
        help_text=_("In PayPal: Account settings, Business information. 13 letters and digits."),
    )

    def clean_merchant_id(self) -> str:
        said = self.cleaned_data["merchant_id"].strip().upper()
        if said and not _MERCHANT.fullmatch(said):
            raise forms.ValidationError(_("A merchant ID has 13 letters and digits, no spaces."))
        return said


class TendersForm(forms.Form):
    """What customers may choose at the checkout beside what is paid online."""

    tenders = forms.MultipleChoiceField(
        label=_("Paid in the shop or at the door"),
        choices=[(one.value, one.label) for one in AT_THE_SHOP],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

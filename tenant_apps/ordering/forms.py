"""The shape of what the basket's and the checkout's forms send."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts.models import User
from tenant_apps.ordering.errors import AddressMissing, ContactMissing
from tenant_apps.ordering.models import OrderType, Tender
from tenant_apps.ordering.tenders import TIPS
from tenant_apps.ordering.wishes import Wish
from toolbox.forms import AmountField

SOON = "soon"
OTHER = "other"
NONE_SEEN = Decimal(-1)


def moment(said: str) -> datetime | None:
    """Return the start of a slot as its radio button says it, None for as soon as possible. Raises ValueError."""
    if said in ("", SOON):
        return None
    found = datetime.fromisoformat(said)
    if found.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return found


class LineForm(forms.Form):
    """How many, and the note. Nothing sent leaves that as it is."""

    quantity = forms.IntegerField(required=False, min_value=0, max_value=50)
    note = forms.CharField(required=False, max_length=200)
    remove = forms.BooleanField(required=False)


class EditForm(forms.Form):
    """The total somebody saw before they agreed to a change, and why it is changed."""

    expected_total = forms.DecimalField(max_digits=10, decimal_places=2)
    reason = forms.CharField(required=False)

    def given(self) -> dict[str, Any]:
        """Return both; who sent no total has seen none, and agrees to none."""
        return dict(self.cleaned_data) if self.is_valid() else {"expected_total": NONE_SEEN}


class CheckoutForm(forms.Form):
    """How, when, who and how it is paid; what the shop allows is for the action to say."""

    order_type = forms.ChoiceField(choices=OrderType.choices)
    place = forms.CharField(required=False, max_length=40)
    address = forms.CharField(label=_("Street and number, town"), required=False, max_length=160)
    address_note = forms.CharField(label=_("Bell, floor, code"), required=False, max_length=160)
    day = forms.CharField(required=False, max_length=10)
    later = forms.BooleanField(required=False)
    when = forms.CharField(required=False, max_length=40)
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("What name shall we call out?")}
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    email = forms.EmailField(label=_("E-mail"), required=False)
    note = forms.CharField(label=_("A word to the shop"), required=False, max_length=300)
    tender = forms.ChoiceField(choices=Tender.choices)
    tip = forms.CharField(required=False, max_length=10)
    tip_other = AmountField(label=_("Another tip"), required=False, min_value=0, max_digits=6, decimal_places=2)
    expected_total = forms.DecimalField(max_digits=10, decimal_places=2)
    key = forms.CharField(required=False, max_length=120)

    def __init__(self, data: Any = None, *, user: User | None = None, **options: Any) -> None:
        self.addresses = list(user.addresses.all()[:5]) if user else []
        super().__init__(data, **options)
        must_say_where = self["order_type"].value() == OrderType.DELIVERY and not self.addresses
        self.fields["address"].required = must_say_where
        self.fields["address"].error_messages["required"] = AddressMissing.message

    def clean_when(self) -> datetime | None:
        """Return the start of a slot, None for as soon as possible; who looked at another day has to choose."""
        said = self.cleaned_data["when"]
        if not said and self.cleaned_data.get("later"):
            raise forms.ValidationError(_("Choose one of the times."))
        try:
            return moment(said)
        except ValueError:
            raise forms.ValidationError(_("Choose one of the times.")) from None

    def clean_tip(self) -> str:
        said = self.cleaned_data["tip"] or "0"
        if said != OTHER and said not in ("0", *TIPS):
            raise forms.ValidationError(_("Choose one of the tips, or write another one."))
        return said

    def _tip(self) -> Decimal:
        data = self.cleaned_data
        if data["order_type"] != OrderType.DELIVERY:
            return Decimal(0)
        return (data.get("tip_other") or Decimal(0)) if data["tip"] == OTHER else Decimal(data["tip"])

    def clean(self) -> dict[str, Any]:
        """Say everything that is missing at once; the action would say it one by one."""
        data = super().clean() or {}
        if "expected_total" in self.errors:  # nobody typed it: the page it comes from was old or cut short
            del self.errors["expected_total"]
            self.add_error(None, _("Please look at the total once more, then order."))
        if not (data.get("phone") or data.get("email") or self.errors.get("email")):
            self.add_error("phone", ContactMissing.message)
        is_saved = data.get("place") in [str(row.id) for row in self.addresses]
        if self.addresses and data.get("order_type") == OrderType.DELIVERY and not (is_saved or data.get("address")):
            self.add_error("address", AddressMissing.message)
        return data

    def wish(self) -> Wish:
        data = self.cleaned_data
        address, note = data["address"], data["address_note"]
        saved = next((row for row in self.addresses if str(row.id) == data["place"]), None)
        if saved:
            address, note = str(saved), note or saved.note
        return Wish(
            order_type=data["order_type"],
            when=data["when"],
            name=data["name"],
            phone=data["phone"],
            email=data["email"],
            address=address,
            address_note=note,
            note=data["note"],
            tender=data["tender"],
            tip=self._tip(),
            language=(get_language() or "it").split("-")[0],
            expected_total=data["expected_total"],
        )

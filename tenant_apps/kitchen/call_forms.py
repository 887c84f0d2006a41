"""What is written down during a call."""

from datetime import datetime
from typing import Any

from django import forms

from tenant_apps.ordering.forms import moment
from tenant_apps.ordering.models import Basket, OrderType, Tender
from tenant_apps.ordering.wishes import Wish

CHANNELS = ("phone", "counter")


class CallForm(forms.Form):
    """Everything is optional while the caller still talks; what an order needs is for the action to say."""

    channel = forms.ChoiceField(choices=[(name, name) for name in CHANNELS], required=False)
    phone = forms.CharField(max_length=30, required=False)
    name = forms.CharField(max_length=120, required=False)
    address = forms.CharField(max_length=300, required=False)
    address_note = forms.CharField(max_length=160, required=False)
    note = forms.CharField(max_length=300, required=False)
    order_type = forms.ChoiceField(choices=OrderType.choices, required=False)
    day = forms.CharField(max_length=10, required=False)
    when = forms.CharField(max_length=40, required=False)
    tender = forms.ChoiceField(choices=Tender.choices, required=False)

    def said(self) -> dict[str, str]:
        """Return what was sent and makes sense, as text."""
        self.is_valid()
        return {name: str(self.cleaned_data[name]) for name in self.data if name in self.cleaned_data}


def wish_of(basket: Basket, *, language: str) -> Wish:
    """Return what the call has come to."""
    call: dict[str, Any] = basket.call
    return Wish(
        order_type=basket.order_type,
        when=_moment(call.get("when", "")),
        name=call.get("name", ""),
        phone=call.get("phone", ""),
        email=call.get("email", ""),
        address=call.get("address", ""),
        address_note=call.get("address_note", ""),
        note=call.get("note", ""),
        tender=tender_of(basket),
        language=language,
        channel=call.get("channel") if call.get("channel") in CHANNELS else "phone",
    )


def tender_of(basket: Basket) -> str:
    """Return how it is paid: what is brought in cash at the door."""
    return "cash" if basket.order_type == OrderType.DELIVERY else basket.call.get("tender") or "counter"


def _moment(value: str) -> datetime | None:
    try:
        return moment(value)
    except ValueError:
        return None

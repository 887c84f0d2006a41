"""Shape of what the shop's settings send."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_apps.shop.models import Shop
from toolbox.forms import AmountField


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
            "takes_eat_in",
            "delivery_radius_km",
            "delivery_fee",
            "minimum_order",
            "preparation_minutes",
            "delivery_minutes",
            "slot_minutes",
            "oven_places",
            "dough_balls",
            "hold_minutes",
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


class SellerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who sells, as it stands on receipts."""

    class Meta:
        model = Shop
        fields = ("legal_name", "vat_number", "legal_address", "fiscal_device")

    # As people write it: the action takes dots, spaces and small letters out of it.
    vat_number = forms.CharField(label=_("VAT number"), max_length=30, required=False)


class OvenForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the small picture of the oven is drawn from."""

    class Meta:
        model = Shop
        fields = ("slot_minutes", "oven_places", "dough_balls")


class PauseForm(forms.Form):
    minutes = forms.TypedChoiceField(
        choices=[(15, "15"), (30, "30"), (60, "60"), (120, "120")], coerce=lambda value: timedelta(minutes=int(value))
    )

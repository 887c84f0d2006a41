"""Shape of an address."""

from django import forms

from tenant_apps.customers.models import Address


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Address
        fields = ("label", "street", "postcode", "city", "note")

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.billing.actions.details import Details
from shared_apps.billing.models import Subscription

_COUNTRIES = [("IT", _("Italy"))]


class DetailsForm(forms.Form):
    """Whom the bills are made out to."""

    company = forms.CharField(label=_("Company or name"), max_length=120)
    email = forms.EmailField(label=_("E-mail for the bills"))
    street = forms.CharField(label=_("Street and number"), max_length=160)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("Town"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=_COUNTRIES)
    tax_id = forms.CharField(label=_("VAT number"), max_length=20, required=False)

    def details(self) -> Details:
        return Details(**self.cleaned_data)

    @classmethod
    def of(cls, row: Subscription) -> "DetailsForm":
        return cls(initial={name: getattr(row, name) for name in cls.base_fields})


class CouponForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)


class LeavingForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why are you leaving?"), choices=Subscription.Reason.choices)
    words = forms.CharField(
        label=_("What could we have done better?"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

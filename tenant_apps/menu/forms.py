"""The shape of what the menu's pages send."""

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pizzeria.configuration import Configuration, Invalid
from pizzeria.menu_csv import decoded
from toolbox.forms import AmountField

MOST_FILE = 500_000


def configuration_from(data: QueryDict) -> Configuration | None:
    """Return the configuration a form sent, None when it named a product and nothing else (a one-tap add).

    Either one field ``configuration`` of JSON, or fields: ``product``, ``size``,
    ``dough``, ``removed`` (any number), ``topping`` (any number, ``id`` or
    ``id:side`` or ``id:side:amount``) or ``topping-<id>`` (``side`` or
    ``side:amount``, empty for none), ``note``. Raises pricing.Invalid.
    """
    if "configuration" in data:
        try:
            return Configuration.from_json(json.loads(data["configuration"]))
        except (ValueError, RecursionError) as error:
            raise Invalid("malformed", field="configuration") from error
    fields: dict[str, Any] = {name: data[name] for name in ("size", "dough", "note") if data.get(name)}
    toppings = [*map(_topping, filter(None, data.getlist("topping"))), *_sided(data)]
    if toppings:
        fields["toppings"] = toppings
    if removed := data.getlist("removed"):
        fields["removed"] = removed
    return Configuration.from_json({"product": data.get("product"), **fields}) if fields else None


def _topping(value: str) -> dict[str, str]:
    return dict(zip(("ingredient", "side", "amount"), value.split(":"), strict=False))


def _sided(data: QueryDict) -> list[dict[str, str]]:
    return [
        _topping(f"{name.removeprefix('topping-')}:{side}")
        for name, side in data.items()
        if isinstance(side, str) and name.startswith("topping-") and side not in ("", "none")
    ]


class NameForm(forms.Form):
    name_it = forms.CharField(max_length=80, required=False)
    name_en = forms.CharField(max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("name_it") or data.get("name_en")):
            raise forms.ValidationError(_("A product needs a name."))
        return data

    @property
    def names(self) -> dict[str, str]:
        return {"it": self.cleaned_data["name_it"], "en": self.cleaned_data["name_en"]}


class PriceForm(forms.Form):
    size = forms.UUIDField(required=False)
    price = AmountField(min_value=Decimal(0), max_value=Decimal("9999.99"), decimal_places=2)


class OfferForm(forms.Form):
    is_active = forms.BooleanField(required=False)


class MenuFileForm(forms.Form):
    file = forms.FileField(label=_("Menu file (CSV)"))

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > MOST_FILE:
            raise forms.ValidationError(_("The file is larger than 500 kB."))
        return decoded(file.read())

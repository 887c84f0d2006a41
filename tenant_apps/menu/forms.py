"""The shape of what the menu's pages send."""

import json
from typing import Any

from django import forms
from django.http import QueryDict

from pizzeria.configuration import Configuration, Invalid


def configuration_from(data: QueryDict) -> Configuration | None:
    """Return the configuration a form sent, None when it named a product and nothing else (a one-tap add).

    Either one field ``configuration`` of JSON, or fields: ``product``, ``size``,
    ``dough``, ``removed`` (any number), ``halves`` with ``half`` (the right half's
    product) and ``half-removed``, ``topping`` (any number, ``id`` or ``id:side`` or
    ``id:side:amount``) with ``side-<id>`` and ``amount-<id>``, or ``topping-<id>``
    (``side`` or ``side:amount``, empty for none), ``note``. Raises pricing.Invalid.
    """
    if "configuration" in data:
        try:
            return Configuration.from_json(json.loads(data["configuration"]))
        except (ValueError, RecursionError) as error:
            raise Invalid("malformed", field="configuration") from error
    fields: dict[str, Any] = {name: data[name] for name in ("size", "dough", "note") if data.get(name)}
    toppings = [*(_placed(value, data) for value in data.getlist("topping") if value), *_sided(data)]
    if toppings:
        fields["toppings"] = toppings
    if removed := data.getlist("removed"):
        fields["removed"] = removed
    # The switch decides: switched off, what was chosen for the other half goes with it.
    if data.get("halves"):
        if not data.get("half"):
            raise Invalid("half_missing")
        fields["half"] = {"product": data["half"], "removed": data.getlist("half-removed")}
    return Configuration.from_json({"product": data.get("product"), **fields}) if fields else None


def _topping(value: str) -> dict[str, str]:
    return dict(zip(("ingredient", "side", "amount"), value.split(":"), strict=False))


def _placed(value: str, data: QueryDict) -> dict[str, str]:
    """One topping with the side and the amount that its own controls say."""
    topping = _topping(value)
    for what in ("side", "amount"):
        if said := data.get(f"{what}-{topping['ingredient']}"):
            topping[what] = said
    return topping


def _sided(data: QueryDict) -> list[dict[str, str]]:
    return [
        _topping(f"{name.removeprefix('topping-')}:{side}")
        for name, side in data.items()
        if isinstance(side, str) and name.startswith("topping-") and side not in ("", "none")
    ]


class OfferForm(forms.Form):
    is_active = forms.BooleanField(required=False)

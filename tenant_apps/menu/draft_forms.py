"""The shape of what the editor sends about many rows at once: cells of a grid, a change of all prices, the rules."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pizzeria.menu_edits import PRICED
from pizzeria.menu_sheet import ROWS, MenuSheet, RulesRow
from tenant_apps.menu.item_forms import amount_field
from tenant_apps.menu.models import Rules
from tenant_apps.menu.offered_forms import TicksField
from toolbox import i18n
from toolbox.forms import AmountField

STEPS = (("0.01", _("to the cent")), ("0.10", _("to 0.10")), ("0.50", _("to 0.50")), ("1.00", _("to a whole one")))


def cells_from(data: Mapping[str, str], sheet: MenuSheet, *, language: str) -> tuple[list[Any], list[Any], list[str]]:
    """Return the prices and the names in the cells that differ from the menu, and what was written that is no price.

    Cells are called ``price:products:<key>:<size>`` and ``name:products:<key>``. An empty price takes the size away.
    """
    prices, texts, wrong = [], [], []
    read = amount_field(required=False)
    for cell, said in data.items():
        field, _colon, rest = cell.partition(":")
        what, _colon, rest = rest.partition(":")
        key, _colon, size = rest.partition(":")
        row = sheet.table(what).get(key) if what in ROWS else None
        if row is None:
            continue
        if field == "name" and said.strip() and said.strip() != i18n.text(row.name, language):
            texts.append([what, key, "name", language, said.strip()])
        elif field == "price" and what in PRICED:
            try:
                price = read.clean(said)
            except forms.ValidationError:
                wrong.append(f"{i18n.text(row.name)} {said}")
                continue
            if price != row.prices.get(size):
                prices.append([what, key, size, None if price is None else str(price)])
    return prices, texts, wrong


_TITLES = {"products": _("Products"), "doughs": _("Doughs"), "ingredients": _("Toppings")}


class RaiseForm(forms.Form):
    """By how much, rounded to what, and of which products and toppings."""

    percent = AmountField(
        label=_("By percent"), min_value=Decimal(-90), max_value=Decimal(500), decimal_places=2, required=False
    )
    amount = AmountField(
        label=_("And by amount"), min_value=Decimal(-999), max_value=Decimal(999), decimal_places=2, required=False
    )
    step = forms.ChoiceField(label=_("Rounded"), choices=STEPS, initial="0.50")

    def __init__(self, data: Any, *, sheet: MenuSheet) -> None:
        super().__init__(data)
        for what in PRICED:
            choices = [(row.key, i18n.text(row.name)) for row in sheet.rows(what) if row.prices]
            self.fields[what] = TicksField(label=_TITLES[what], choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("percent") or data.get("amount")):
            raise forms.ValidationError(_("Say by how much: in percent, as an amount, or both."))
        if not self.errors and not any(data.get(what) for what in PRICED):
            raise forms.ValidationError(_("Tick whose prices change."))
        return data

    @property
    def extras(self) -> list[forms.BoundField]:
        return [self[what] for what in PRICED if what != "products"]

    @property
    def sent(self) -> Iterator[tuple[str, Any]]:
        """The fields as they were sent, to be sent once more."""
        for name in self.fields:
            for value in self.data.getlist(name):
                yield name, value

    def edits(self) -> Iterator[dict[str, Any]]:
        said = self.cleaned_data
        for what in PRICED:
            if said[what]:
                yield {
                    "verb": "raise_prices",
                    "what": what,
                    "keys": said[what],
                    "percent": str(said["percent"] or 0),
                    "amount": str(said["amount"] or 0),
                    "step": said["step"],
                }


class RulesForm(forms.Form):
    half = forms.ChoiceField(
        label=_("A pizza of two halves costs"), choices=Rules.Half.choices, required=False, widget=forms.RadioSelect
    )
    half_percent = AmountField(
        label=_("Percentage of each half"), min_value=Decimal("0.01"), max_value=Decimal(999), decimal_places=2
    )
    split_fee = amount_field(label=_("Fee when the halves differ"))
    side_share = AmountField(
        label=_("A topping on one side costs, of the whole one, in percent"),
        min_value=Decimal(50),
        max_value=Decimal(100),
        decimal_places=0,
    )
    light = AmountField(label=_("Light, in percent"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=0)
    double = AmountField(
        label=_("Double, in percent"), min_value=Decimal(100), max_value=Decimal(900), decimal_places=0
    )
    removals = forms.ChoiceField(label=_("What is left out"), choices=Rules.Removals.choices, widget=forms.RadioSelect)
    toppings_per_side = forms.IntegerField(
        label=_("Most added toppings on either side"), min_value=0, max_value=99, required=False
    )
    shares = ("side_share", "light", "double")

    def __init__(self, data: Any, *, rules: RulesRow) -> None:
        shown = {name: getattr(rules, name) for name in rules.__dataclass_fields__}
        super().__init__(data, initial=shown | {name: int(shown[name] * 100) for name in self.shares})

    def values(self) -> dict[str, Any]:
        """The rules as an edit says them."""
        said = self.cleaned_data
        shares = {name: str(said[name] / 100) for name in self.shares}
        amounts = {name: str(said[name]) for name in ("half_percent", "split_fee")}
        return {**{name: said[name] for name in ("half", "removals", "toppings_per_side")}, **amounts, **shares}

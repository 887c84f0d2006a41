"""The shape of what the pages send that add something to the menu or change it: made from the draft, read into its rows."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pizzeria.catalogue import BUILT_KINDS
from pizzeria.menu_sheet import MenuSheet
from pizzeria.words import ALLERGENS, text_of
from tenant_apps.menu import starter
from tenant_apps.menu.models import Product, Station
from tenant_apps.menu.offered_forms import OfferedForm, TicksField
from toolbox import i18n
from toolbox.forms import AmountField, NamedForm

NONE = "none"
VAT_OF_KIND = {"pizza": "food", "food": "food", "dessert": "food", "drink": "drink"}
Prices = dict[str, str]


def amount_field(**options: Any) -> AmountField:
    return AmountField(min_value=Decimal(0), max_value=Decimal("9999.99"), decimal_places=2, **options)


class AllergensField(TicksField):
    """The fourteen and "none of them": what nobody said is not taken for none."""

    default_error_messages = {"required": _("Tick its allergens, or that it has none of them.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=lambda: [*_codes(), (NONE, _("None of the 14"))], **options)

    def clean(self, value: Any) -> list[str]:
        said = super().clean(value)
        if NONE in said and len(said) > 1:
            raise forms.ValidationError(_("Either some of them, or none."))
        return [code for code in ALLERGENS if code in said]


def _codes() -> list[tuple[str, Any]]:
    language = get_language() or "en"
    return [(code, text_of(words, language)) for code, words in ALLERGENS.items()]


def named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(row.key, i18n.text(row.name)) for row in rows]


class ItemForm(NamedForm):
    """A row of the menu: its name, and what else its kind has. ``row`` is None for a new one."""

    what = ""

    def __init__(self, data: Any, *, sheet: MenuSheet, row: Any = None, kind: str = "", initial: Any = None) -> None:
        super().__init__(data, initial={**(self.shown(row) if row else {}), **(initial or {})})
        self.sheet, self.row = sheet, row
        self.kind = row.kind if row and self.what == "products" else kind
        self.ask()

    def ask(self) -> None:
        """Add the fields that depend on the menu."""

    def shown(self, row: Any) -> dict[str, Any]:
        """What the fields show of a row."""
        plain = {name: getattr(row, name) for name in row.__dataclass_fields__ if name != "recipe"}
        names = {
            f"{field}_{code}": text for field in ("name", "description") for code, text in plain.get(field, {}).items()
        }
        prices = {f"size-{size}": price for size, price in plain.get("prices", {}).items()}
        parts = {"allergens": list(row.allergens) or [NONE]} if "allergens" in plain else {}
        return {**plain, **names, **prices, **parts}

    def values(self) -> dict[str, Any]:
        """The row's fields as an edit says them."""
        said = {name: self.cleaned_data[name] for name in self.plain if name in self.cleaned_data}
        return {"name": self.texts("name"), **said}

    # Fields whose value is the row's as it stands.
    plain: tuple[str, ...] = ()

    def ask_prices(self, group: str, rows: Iterable[Any], usual: Mapping[str, Decimal] | None = None) -> None:
        for row in rows:
            initial = (usual or {}).get(row.key)
            self.fields[f"{group}-{row.key}"] = amount_field(
                label=i18n.text(row.name), required=False, initial=self.initial.get(f"{group}-{row.key}", initial)
            )

    def prices(self, group: str) -> Prices:
        """The prices that were given, by the key of the row they are for."""
        start = f"{group}-"
        return {
            name.removeprefix(start): str(price)
            for name, price in self.cleaned_data.items()
            if name.startswith(start) and price is not None
        }

    def bound(self, group: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(f"{group}-")]

    @property
    def by_size(self) -> list[forms.BoundField]:
        return self.bound("size")


class OfferedItemForm(OfferedForm, ItemForm):
    """A row that is sold at some hours or in some ways only."""

    def ask(self) -> None:
        self.ask_hours(self.row.day_parts if self.row else ())

    def values(self) -> dict[str, Any]:
        return {**super().values(), **self.offered()}


class CategoryForm(OfferedItemForm):
    what = "categories"
    plain = ("station",)
    station = forms.ChoiceField(label=_("Made at"), choices=Station.choices)


class SizeForm(ItemForm):
    """A size; of a new one also what comes in it: proposed are the prices of the usual size."""

    what = "sizes"
    plain = ("diameter", "is_usual", "dough_balls")
    diameter = forms.IntegerField(label=_("Diameter in cm"), min_value=5, max_value=200, required=False)
    oven_weight = amount_field(label=_("Places in the oven"), initial=1)
    dough_balls = forms.IntegerField(label=_("Dough balls"), min_value=0, max_value=20, initial=1)
    is_usual = forms.BooleanField(label=_("Proposed first"), required=False)

    def ask(self) -> None:
        if self.row:
            return
        usual = next((size.key for size in self.sheet.sizes if size.is_usual), "")
        groups = {"dough": self.sheet.doughs, "topping": [row for row in self.sheet.ingredients if row.prices]}
        for group, rows in groups.items():
            self.ask_prices(group, rows, {row.key: row.prices[usual] for row in rows if usual in row.prices})
        self.ask_prices("pizza", [row for row in self.sheet.products if row.kind in BUILT_KINDS])

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The groups of prices that there are, each under its title."""
        titles = {"dough": _("Doughs"), "pizza": _("Pizzas"), "topping": _("Toppings")}
        return [(title, bound) for group, title in titles.items() if (bound := self.bound(group))]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "oven_weight": str(self.cleaned_data["oven_weight"])}


class PricedForm(ItemForm):
    plain = ("allergens", "may_contain")
    allergens = AllergensField(label=_("Allergens"))
    may_contain = TicksField(label=_("May contain traces of"), choices=_codes, required=False)

    def ask(self) -> None:
        self.ask_prices("size", self.sheet.sizes)

    def values(self) -> dict[str, Any]:
        return {**super().values(), "prices": self.prices("size")}


class DoughForm(PricedForm):
    what = "doughs"
    plain = (*PricedForm.plain, "is_usual")
    is_usual = forms.BooleanField(label=_("Proposed first"), required=False)

    def ask(self) -> None:
        self.ask_prices(
            "size", self.sheet.sizes, None if self.row else {size.key: Decimal(0) for size in self.sheet.sizes}
        )
        if not self.row:
            self.fields["allergens"].initial = ["gluten"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not self.prices("size"):
            raise forms.ValidationError(_("Give a price in one size at least."))
        return data


class IngredientForm(PricedForm):
    what = "ingredients"
    plain = (*PricedForm.plain, "tier", "is_premium", "clashes", "substitute")
    tier = forms.IntegerField(label=_("Tier"), min_value=1, max_value=9, initial=1)
    is_premium = forms.BooleanField(label=_("Counts twice among included toppings"), required=False)
    clashes = TicksField(label=_("Does not go with"), required=False)
    substitute = forms.ChoiceField(label=_("When it is out, offer"), required=False)

    def ask(self) -> None:
        super().ask()
        others = named(row for row in self.sheet.ingredients if row != self.row)
        self.fields["clashes"].choices = others  # type: ignore[attr-defined]
        self.fields["substitute"].choices = [("", "—"), *others]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        drawn = {} if self.row else {"glyph": starter.glyph_of(self.texts("name"))}
        return {**super().values(), **drawn}


class ProductForm(OfferedItemForm):
    """A product of one kind: a pizza has prices by size and a recipe, anything else one price."""

    what = "products"
    plain = ("category", "vat_class", "allergens", "may_contain", "station", "code", "included", "halves", "excluded")
    category = forms.ChoiceField(label=_("Category"))
    description_it = forms.CharField(label=_("Description in Italian"), max_length=300, required=False)
    description_en = forms.CharField(label=_("Description in English"), max_length=300, required=False)
    vat_class = forms.ChoiceField(label=_("For VAT it is"), choices=Product.VatClass.choices)
    allergens = AllergensField(label=_("Allergens"))
    may_contain = TicksField(label=_("May contain traces of"), choices=_codes, required=False)
    station = forms.ChoiceField(label=_("Made at"), required=False)
    code = forms.CharField(label=_("Code"), max_length=40, required=False)

    def ask(self) -> None:
        super().ask()
        self.fields["category"].choices = named(self.sheet.categories)  # type: ignore[attr-defined]
        self.fields["station"].choices = [("", _("as its category")), *Station.choices]  # type: ignore[attr-defined]
        self.initial.setdefault("vat_class", VAT_OF_KIND[self.kind])
        if not self.is_built:
            price = self.row.prices.get("") if self.row else None
            self.fields["price"] = amount_field(label=_("Price"), initial=price)
            return
        self.ask_prices("size", self.sheet.sizes)
        parts = named(self.sheet.ingredients)
        recipe = dict(self.row.recipe) if self.row else {}
        self.fields["recipe"] = TicksField(label=_("Ingredients"), choices=parts, required=False, initial=list(recipe))
        fixed = [key for key, removable in recipe.items() if not removable]
        self.fields["fixed"] = TicksField(label=_("Never left out"), choices=parts, required=False, initial=fixed)
        self.fields["excluded"] = TicksField(label=_("Toppings it does not take"), choices=parts, required=False)
        self.fields["included"] = forms.IntegerField(label=_("Toppings included"), min_value=0, max_value=20, initial=0)
        self.fields["halves"] = forms.BooleanField(label=_("Can be half of a pizza"), required=False, initial=True)
        self.fields["allergens"].label = _("Allergens beside those of its ingredients and of the dough")
        # Without a dough of its own on the menu, nothing else says that there is flour in it.
        self.initial.setdefault("allergens", [NONE] if self.sheet.doughs else ["gluten"])

    @property
    def is_built(self) -> bool:
        return self.kind in BUILT_KINDS

    @property
    def on_it(self) -> list[tuple[str, str, bool]]:
        """What is on it: key, name, and whether it is never left out."""
        said = self["recipe"].value() or []
        names, fixed = dict(named(self.sheet.ingredients)), self["fixed"].value() or []
        return [(key, names[key], key in fixed) for key in said if key in names]

    @property
    def not_on_it(self) -> list[tuple[str, str]]:
        on_it = {key for key, _, _ in self.on_it}
        return [(key, name) for key, name in named(self.sheet.ingredients) if key not in on_it]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and self.is_built and not self.prices("size"):
            raise forms.ValidationError(_("Give a price in one size at least."))
        return data

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        own = {"description": self.texts("description")}
        if not self.is_built:
            return {**super().values(), **own, "prices": {"": str(said["price"])}}
        recipe = [[key, key not in said["fixed"]] for key in said["recipe"]]
        return {**super().values(), **own, "prices": self.prices("size"), "recipe": recipe}


FORMS: dict[str, type[ItemForm]] = {
    form.what: form for form in (CategoryForm, SizeForm, DoughForm, IngredientForm, ProductForm)
}

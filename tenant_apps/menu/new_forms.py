"""The shape of what the pages send that add something to the menu."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pizzeria.words import ALLERGENS, text_of
from tenant_apps.menu.actions import NewProduct
from tenant_apps.menu.models import Category, Dough, DoughPrice, Ingredient, Named, Product, Size, ToppingPrice
from toolbox.forms import AmountField

NONE = "none"
VAT_OF_KIND = {"pizza": "food", "food": "food", "dessert": "food", "drink": "drink"}


def _amount(**options: Any) -> AmountField:
    return AmountField(min_value=Decimal(0), max_value=Decimal("9999.99"), decimal_places=2, **options)


class AllergensField(forms.MultipleChoiceField):
    """The fourteen and "none of them": what nobody said is not taken for none."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"required": _("Tick its allergens, or that it has none of them.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_allergens, **options)

    def clean(self, value: Any) -> list[str]:
        said = super().clean(value)
        if NONE in said and len(said) > 1:
            raise forms.ValidationError(_("Either some of them, or none."))
        return [code for code in ALLERGENS if code in said]


def _allergens() -> list[tuple[str, Any]]:
    language = get_language() or "en"
    return [*((code, text_of(words, language)) for code, words in ALLERGENS.items()), (NONE, _("None of the 14"))]


class NewForm(forms.Form):
    """A name in one language or both, and prices in groups of fields: one for each size, dough or pizza."""

    name_it = forms.CharField(label=_("Italian name"), max_length=80, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("name_it") or data.get("name_en")):
            raise forms.ValidationError(_("Write a name, in one language at least."))
        return data

    @property
    def names(self) -> dict[str, str]:
        return self.texts("name")

    def texts(self, what: str) -> dict[str, str]:
        """What was written, by language, without the languages left empty."""
        return {lang: text for lang in ("it", "en") if (text := self.cleaned_data.get(f"{what}_{lang}"))}

    def ask_prices(self, group: str, rows: Iterable[Named], usual: Mapping[UUID, Decimal] | None = None) -> None:
        for row in rows:
            initial = (usual or {}).get(row.id)
            self.fields[f"{group}-{row.id}"] = _amount(label=str(row), required=False, initial=initial)

    def prices(self, group: str) -> dict[UUID, Decimal]:
        """The prices that were given, by the id of the row they are for."""
        said = {name.partition("-"): price for name, price in self.cleaned_data.items() if price is not None}
        return {UUID(id): price for (where, dash, id), price in said.items() if where == group and dash}

    def bound(self, group: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(f"{group}-")]

    @property
    def by_size(self) -> list[forms.BoundField]:
        return self.bound("size")


class NewCategoryForm(NewForm):
    pass


class NewSizeForm(NewForm):
    """A size, and what comes in it: proposed are the prices of the usual size."""

    diameter = forms.IntegerField(label=_("Diameter in cm"), min_value=5, max_value=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        usual = Size.objects.order_by("-is_usual", "position", "id").first()
        doughs = dict(DoughPrice.objects.filter(size=usual).values_list("dough_id", "price"))
        toppings = dict(ToppingPrice.objects.filter(size=usual).values_list("ingredient_id", "price"))
        self.ask_prices("dough", Dough.objects.all(), doughs)
        self.ask_prices("pizza", Product.objects.filter(kind=Product.Kind.PIZZA))
        self.ask_prices("topping", Ingredient.objects.toppings(), toppings)

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The groups of prices that there are, each under its title."""
        titles = {"dough": _("Doughs"), "pizza": _("Pizzas"), "topping": _("Toppings")}
        return [(title, bound) for group, title in titles.items() if (bound := self.bound(group))]


class NewToppingForm(NewForm):
    allergens = AllergensField(label=_("Allergens"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ask_prices("size", Size.objects.all())


class NewDoughForm(NewForm):
    allergens = AllergensField(label=_("Allergens"), initial=["gluten"])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sizes = list(Size.objects.all())
        self.ask_prices("size", sizes, {size.id: Decimal(0) for size in sizes})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not self.prices("size"):
            raise forms.ValidationError(_("Give a price in one size at least."))
        return data


class NewProductForm(NewForm):
    """A product of one kind: a pizza has prices by size and a recipe, anything else one price."""

    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), empty_label=None)
    description_it = forms.CharField(label=_("Description in Italian"), max_length=300, required=False)
    description_en = forms.CharField(label=_("Description in English"), max_length=300, required=False)
    vat_class = forms.ChoiceField(label=_("For VAT it is"), choices=Product.VatClass.choices)
    allergens = AllergensField(label=_("Allergens"))

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.fields["vat_class"].initial = VAT_OF_KIND[kind]
        if kind != Product.Kind.PIZZA:
            self.fields["price"] = _amount(label=_("Price"))
            return
        self.ask_prices("size", Size.objects.all())
        self.fields["recipe"] = forms.ModelMultipleChoiceField(
            Ingredient.objects.all(), label=_("Ingredients"), required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["allergens"].label = _("Allergens beside those of its ingredients and of the dough")
        # Without a dough of its own on the menu, nothing else says that there is flour in it.
        self.fields["allergens"].initial = [NONE] if Dough.objects.exists() else ["gluten"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and self.kind == Product.Kind.PIZZA and not self.prices("size"):
            raise forms.ValidationError(_("Give a price in one size at least."))
        return data

    @property
    def product(self) -> NewProduct:
        said = self.cleaned_data
        is_pizza = self.kind == Product.Kind.PIZZA
        return NewProduct(
            category=said["category"],
            kind=self.kind,
            name=self.names,
            description=self.texts("description"),
            vat_class=said["vat_class"],
            prices=self.prices("size") if is_pizza else {None: said["price"]},
            recipe=[ingredient.id for ingredient in said["recipe"]] if is_pizza else (),
            allergens=said["allergens"],
        )

"""The shape of what the owner's page of a deal sends."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pizzeria.availability import DayPart
from pizzeria.words import LANGUAGES
from tenant_apps.marketing.actions import ChoiceTerms, DealTerms
from tenant_apps.marketing.models import Deal, DealChoice
from tenant_apps.menu.models import Category, Product, Size
from tenant_apps.menu.offered_forms import OfferedForm
from toolbox.forms import AmountField, NamedForm

MOST_CHOICES = 12


class DealForm(OfferedForm, NamedForm):
    """What the deal is called and costs, and when it is offered."""

    description_it = forms.CharField(label=_("Description in Italian"), max_length=300, required=False)
    description_en = forms.CharField(label=_("Description in English"), max_length=300, required=False)
    price = AmountField(
        label=_("Price"), min_value=Decimal("0.01"), max_value=Decimal("9999.99"), decimal_places=2, max_digits=6
    )

    def __init__(self, data: QueryDict | None = None, *, deal: Deal | None = None) -> None:
        super().__init__(data, initial=_of_deal(deal) if deal else None)
        self.ask_hours([DayPart.from_json(part) for part in deal.day_parts] if deal else ())

    def terms(self, choices: Iterable[ChoiceTerms]) -> DealTerms:
        return DealTerms(
            name=self.texts("name"),
            description=self.texts("description"),
            price=self.cleaned_data["price"],
            choices=tuple(choices),
            **self.offered(),
        )


class ChoiceForm(NamedForm):
    """One thing to choose: a tick and an upcharge for every product of the menu."""

    halves = forms.BooleanField(label=_("Half and half too"), required=False, initial=True)
    sizes = forms.MultipleChoiceField(
        label=_("Sizes"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: every size.")
    )

    def __init__(self, *args: Any, products: Mapping[Category, list[Product]], sizes: list[Size], **options: Any):
        super().__init__(*args, **options)
        self.by_category = products
        self.fields["sizes"].choices = [(str(size.id), str(size)) for size in sizes]  # type: ignore[attr-defined]
        for product in self._products():
            self.fields[f"p-{product.id}"] = forms.BooleanField(label=str(product), required=False)
            self.fields[f"u-{product.id}"] = AmountField(
                label=_("on top of the deal’s price"),
                min_value=Decimal(0),
                max_value=Decimal("999.99"),
                decimal_places=2,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not any(data.get(f"p-{product.id}") for product in self._products()):
            raise forms.ValidationError(_("Tick at least one product to choose from."))
        return data

    def terms(self) -> ChoiceTerms:
        said = self.cleaned_data
        ticked = [product.id for product in self._products() if said[f"p-{product.id}"]]
        return ChoiceTerms(
            name=self.texts("name"),
            options={id: said[f"u-{id}"] or Decimal(0) for id in ticked},
            sizes=[UUID(size) for size in said["sizes"]],
            halves=said["halves"],
        )

    @property
    def shelves(self) -> list[tuple[Category, list[tuple[forms.BoundField, forms.BoundField]], bool]]:
        """The products by category: the tick and the upcharge of each, and whether one is ticked."""
        found = []
        for category, products in self.by_category.items():
            rows = [(self[f"p-{product.id}"], self[f"u-{product.id}"]) for product in products]
            found.append((category, rows, any(tick.value() for tick, _extra in rows)))
        return found

    def _products(self) -> Iterable[Product]:
        return (product for products in self.by_category.values() for product in products)


class DealForms:
    """The deal's form with one for each of its choices, whose fields begin with ``c<number>-``.

    The page sends the numbers of its choices along; ``more`` asks for another, ``out`` for one less.
    """

    def __init__(self, data: QueryDict | None = None, *, deal: Deal | None = None) -> None:
        self.deal = DealForm(data, deal=deal)
        self.numbers = _numbers(data) if data is not None else []
        self._shelf = {"products": _menu(), "sizes": list(Size.objects.all())}
        if data is None:
            rows = deal.choices.prefetch_related("options") if deal else []
            self.choices = [self._choice(number, initial=_of_choice(row)) for number, row in enumerate(rows)]
            self.numbers = list(range(len(self.choices)))
            if not deal:
                self._add()
        else:
            self.choices = [self._choice(number, data) for number in self.numbers]
            if "more" in data:
                self._add()

    @property
    def sent_numbers(self) -> str:
        return ",".join(map(str, self.numbers))

    def is_valid(self) -> bool:
        return all([self.deal.is_valid(), *(choice.is_valid() for choice in self.choices)])

    def terms(self) -> DealTerms:
        return self.deal.terms([choice.terms() for choice in self.choices])

    def _add(self) -> None:
        if len(self.numbers) < MOST_CHOICES:
            self.numbers.append(max(self.numbers, default=-1) + 1)
            self.choices.append(self._choice(self.numbers[-1]))

    def _choice(self, number: int, data: QueryDict | None = None, **options: Any) -> ChoiceForm:
        return ChoiceForm(data, prefix=f"c{number}", use_required_attribute=False, **self._shelf, **options)


def _numbers(data: QueryDict) -> list[int]:
    sent = [text for text in data.get("choices", "").split(",") if text.isdecimal() and len(text) < 4]
    out = data.get("out", "")
    found = [int(text) for text in dict.fromkeys(sent) if text != out][:MOST_CHOICES]
    return found or [0]


def _menu() -> dict[Category, list[Product]]:
    """The products by category, without the categories that have none."""
    found: dict[Category, list[Product]] = {category: [] for category in Category.objects.all()}
    for product in Product.objects.select_related("category"):
        found[product.category].append(product)
    return {category: products for category, products in found.items() if products}


def _of_deal(deal: Deal) -> dict[str, Any]:
    return {
        **{f"name_{lang}": deal.name.get(lang, "") for lang in LANGUAGES},
        **{f"description_{lang}": deal.description.get(lang, "") for lang in LANGUAGES},
        "price": deal.price,
        "order_types": deal.order_types,
    }


def _of_choice(choice: DealChoice) -> dict[str, Any]:
    options = choice.options.all()
    return {
        **{f"name_{lang}": choice.name.get(lang, "") for lang in LANGUAGES},
        "halves": choice.halves,
        "sizes": choice.sizes,
        **{f"p-{option.product_id}": True for option in options},
        **{f"u-{option.product_id}": option.upcharge for option in options if option.upcharge},
    }

"""Form fields that read what people type, and what many forms ask."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_COMMA = re.compile(r"^\s*(\d+),(\d{1,2})\s*$")


class AmountField(forms.DecimalField):
    """An amount, with a comma or a point: an owner in Naples types 5,50 whatever language the page has."""

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, **{name: value for name, value in options.items() if name != "localize"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and (comma := _COMMA.match(value)):
            return super().to_python(Decimal(f"{comma[1]}.{comma[2]}"))
        return super().to_python(value)


class NamedForm(forms.Form):
    """A name in one language or both."""

    name_it = forms.CharField(label=_("Italian name"), max_length=80, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("name_it") or data.get("name_en")):
            raise forms.ValidationError(_("Write a name, in one language at least."))
        return data

    def texts(self, what: str) -> dict[str, str]:
        """What was written, by language, without the languages left empty."""
        return {code: text for code in ("it", "en") if (text := self.cleaned_data.get(f"{what}_{code}"))}

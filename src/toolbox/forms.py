"""Form fields that read what people type."""

import re
from decimal import Decimal
from typing import Any

from django import forms

_COMMA = re.compile(r"^\s*(\d+),(\d{1,2})\s*$")


class AmountField(forms.DecimalField):
    """An amount, with a comma or a point: an owner in Naples types 5,50 whatever language the page has."""

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, **{name: value for name, value in options.items() if name != "localize"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and (comma := _COMMA.match(value)):
            return super().to_python(Decimal(f"{comma[1]}.{comma[2]}"))
        return super().to_python(value)

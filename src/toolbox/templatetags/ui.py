"""Tags that draw the small parts of every page: icons, fields, pages of a list."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect, Select
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", **attributes: str) -> SafeString:
    """Return an icon of the sprite; without a ``label`` it is decoration and not read aloud."""
    attributes["class"] = " ".join(filter(None, ["icon", attributes.get("class")]))
    attributes |= {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return format_html('<svg{}><use href="{}#{}"></use></svg>', flatatt(attributes), static("dist/icons.svg"), name)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, **attributes: Any) -> Mapping[str, Any]:
    """Draw a form's field with label, help and error, tied together for those who listen.

    ``attributes`` go on the input (``inputmode="numeric"``); ``label`` and ``help`` replace the form's own.
    ``optional`` says whether to mark it so: a field may be needed now and then, and the form does not know.
    """
    label = attributes.pop("label", bound.label)
    help_text = attributes.pop("help", bound.help_text)
    optional = attributes.pop("optional", not bound.field.required)
    widget = bound.field.widget
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    described = [f"{bound.id_for_label}_help"] if help_text else []
    if bound.errors:
        described.append(f"{bound.id_for_label}_error")
        attrs["aria-invalid"] = "true"
    attrs["aria-describedby"] = " ".join(described) or None
    attrs["class"] = " ".join(filter(None, [widget.attrs.get("class"), attrs.get("class"), _bootstrap_class(widget)]))
    return {
        "field": bound,
        "control": bound.as_widget(attrs={name: value for name, value in attrs.items() if value is not None}),
        "label": label,
        "help": help_text,
        "is_optional": optional,
        "is_hidden": isinstance(widget, HiddenInput),
        "is_tick": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
    }


@register.inclusion_tag("ui/fields.html")
def fields(form: Any) -> Mapping[str, Any]:
    """Draw a whole form: what is wrong with all of it, then each field."""
    return {"form": form}


def _bootstrap_class(widget: Any) -> str:
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"

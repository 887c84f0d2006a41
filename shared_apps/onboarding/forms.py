"""Shape of what a sign-up sends."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from pizzeria.menu_csv import decoded
from shared_apps.onboarding import queries
from shared_apps.onboarding.actions import CURRENCIES
from toolbox.refusals import Refusal

MENUS = [("starter", _("Italian starter menu")), ("csv", _("My menu, from a file")), ("empty", _("Empty menu"))]
COUNTRIES = [(code, {"IT": _("Italy")}[code]) for code in CURRENCIES]
MOST_FILE = 500_000


def time_zones() -> list[tuple[str, str]]:
    """The zones people live in, the ones named after a city."""
    names = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    )
    return [(name, name.replace("_", " ")) for name in names]


class SignUpForm(forms.Form):
    """``at`` is the moment that decides which names are still held by others."""

    pizzeria_name = forms.CharField(label=_("Name of the pizzeria"), max_length=80, min_length=2)
    slug = forms.CharField(label=_("Address"), max_length=40, required=False)
    email = forms.EmailField(label=_("Your e-mail"))
    password = forms.CharField(label=_("Password"), max_length=128, widget=forms.PasswordInput(render_value=False))
    menu = forms.ChoiceField(label=_("Menu to start with"), choices=MENUS, initial="starter", widget=forms.RadioSelect)
    menu_file = forms.FileField(label=_("Menu file (CSV)"), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES, initial="IT")
    timezone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial="Europe/Rome")

    def __init__(self, *args: Any, at: Any, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean_menu_file(self) -> str:
        file = self.cleaned_data["menu_file"]
        if not file:
            return ""
        if file.size > MOST_FILE:
            raise forms.ValidationError(_("The file is larger than 500 kB."))
        return decoded(file.read())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("menu") == "csv" and not data.get("menu_file") and "menu_file" not in self.errors:
            self.add_error("menu_file", _("Choose the file with your menu."))
        name = data.get("pizzeria_name")
        if name and not data.get("slug"):
            data["slug"] = queries.propose_slug(name, at=self.at)
        try:
            data["slug"] = queries.check_free(data.get("slug", ""), at=self.at)
        except Refusal as refusal:
            self.add_error("slug", str(refusal))
        return data


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code from the e-mail"), max_length=12)

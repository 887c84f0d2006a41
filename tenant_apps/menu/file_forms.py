"""What the page that takes a menu file sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_FILE = 2_000_000


class MenuFileForm(forms.Form):
    file = forms.FileField(
        label=_("Menu file (XLSX or CSV)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv", "class": "form-control"}),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )
    scope = forms.ChoiceField(
        label=_("The file holds"),
        choices=[
            ("some", _("Some of the menu: change and add what it lists, leave all else")),
            ("whole", _("The whole menu: what it does not list goes")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB. A menu is smaller: send it without pictures."))
        return file.read()

"""The shape of what people type about themselves and their staff."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts.models import User
from shared_apps.accounts.permissions import OWNER, SHOP_ROLES
from toolbox.typed import clean


class Profile(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("name", "phone", "language")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"], most=120)


def roles_to_give(giver: User) -> list[tuple[str, str]]:
    """Return the roles this person may hand out, as choices; only owners make owners."""
    labels = dict(User.Role.choices)
    return [(role, labels[role]) for role in SHOP_ROLES if role != OWNER or giver.role == OWNER]


class Invite(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(giver)  # type: ignore[attr-defined]
        self.fields["role"].initial = "kitchen"


class Accept(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, and not one that everybody uses."),
    )

    def clean_name(self) -> str:
        name = clean(self.cleaned_data["name"], most=120)
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


class NewApiClient(forms.Form):
    name = forms.CharField(label=_("What is it for?"), max_length=80)
    role = forms.ChoiceField(label=_("May do what this role may"))
    may_write = forms.BooleanField(label=_("May change things, not only read"), required=False)

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(giver)  # type: ignore[attr-defined]
        self.fields["role"].initial = "cashier"

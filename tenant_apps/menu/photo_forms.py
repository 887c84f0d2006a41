"""What the page of a product's photo sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenant_apps.menu import photos
from toolbox import images

WORDS = {
    "unreadable": _("This is no photo we can read: send a JPEG, PNG or WebP, and try again if it was cut off."),
    "too_many_pixels": _("This photo has more than 50 million pixels. Take it in a smaller size."),
    "too_small": _("This photo is too small: it must be at least 640 by 480 pixels."),
}


class PhotoForm(forms.Form):
    """A new photo, or the one there is with another focus; ``cleaned_data["photo"]`` is the name of the result."""

    file = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif", "class": "form-control"}),
    )
    focus = forms.ChoiceField(
        choices=[(focus, focus) for focus in photos.FOCUSES], required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, shown: photos.Photo | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown

    @property
    def focuses(self) -> list[tuple[str, Any, bool]]:
        """Value, words and whether it is chosen, in the order of the page."""
        chosen = self.shown.focus if self.shown else photos.CENTRE
        return [(focus, FOCUS_WORDS[focus], focus == chosen) for focus in photos.FOCUSES]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > photos.MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 15 MB. Send the photo in a smaller size."))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if not data["file"] and not self.shown:
            self.add_error("file", _("Choose a photo first."))
            return data
        focus = data["focus"] or photos.CENTRE
        try:
            data["photo"] = self._made(data["file"], focus)
        except images.NotAPhoto as refused:
            self.add_error("file", WORDS[refused.code])
        return data

    def _made(self, file: Any, focus: str) -> str:
        if file:
            return photos.write_files(file, focus=focus)
        assert self.shown is not None
        return photos.crop_again(self.shown, focus=focus) if focus != self.shown.focus else self.shown.name


FOCUS_WORDS = {
    "00": _("Top left"),
    "10": _("Top"),
    "20": _("Top right"),
    "01": _("Left"),
    "11": _("Middle"),
    "21": _("Right"),
    "02": _("Bottom left"),
    "12": _("Bottom"),
    "22": _("Bottom right"),
}

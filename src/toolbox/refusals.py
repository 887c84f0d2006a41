"""A refusal: an action says no, with a message fit for a person and a code fit for a program."""

from typing import Any

from django.utils.functional import Promise


class Refusal(Exception):
    """Base of every named error that an action raises on purpose.

    ``code`` is stable and part of the API; ``status`` is the HTTP status it
    becomes; ``message`` may hold ``%(name)s`` placeholders that ``detail`` fills.
    ``page`` is the template that says it where no view does.
    """

    code = "refused"
    status = 409
    message: str | Promise = "That is not possible."
    page = "refused.html"

    def __init__(self, **detail: Any) -> None:
        self.detail = detail
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) % self.detail

"""A refusal: an action says no, with a message fit for a person and a code fit for a program."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise


class Refusal(Exception):
    """Base of every named error that an action raises on purpose.

    ``code`` is stable and part of the API; ``status`` is the HTTP status it
    becomes; ``message`` may hold ``%(name)s`` placeholders that ``detail`` fills.
    ``page`` is the template that says it where no view does; ``way`` that of a link to where it can be helped.
    """

    code = "refused"
    status = 409
    message: str | Promise = "That is not possible."
    page = "refused.html"
    way = ""

    def __init__(self, **detail: Any) -> None:
        self.detail = detail
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) % self.detail


def say(request: HttpRequest, refusal: Refusal) -> None:
    """Let the next page say it, with the way to where it can be helped: ``ui/toasts.html``."""
    messages.error(request, str(refusal), extra_tags=refusal.way)

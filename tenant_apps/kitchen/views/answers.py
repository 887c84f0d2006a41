"""How every button of a screen answers: the screen as it is now, and a kind word when somebody else was quicker."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from toolbox import refusals
from toolbox.refusals import Refusal

Page = Callable[[HttpRequest], HttpResponse]


def answer(
    request: HttpRequest, act: Callable[[], object], *, page: Page, back: str, undo: tuple[str, str] | None = None
) -> HttpResponse:
    """Act, then show the board again: as a fragment with the refusal's status, or by going back to ``back``.

    ``undo``: what was done in words, and the address that takes it back; said for a moment when it was done.
    """
    refusal: Refusal | None = None
    try:
        act()
    except Refusal as error:
        refusal = error
    if not request.htmx:
        if refusal:
            refusals.say(request, refusal)
        elif undo:
            messages.success(request, undo[0])
        return redirect(back)
    response = page(request)
    if refusal:
        response.status_code = refusal.status
        # Said beside the board, not on it: the next event fetches the board anew and would wipe it away. And in the
        # answer itself: an HX-Trigger is lost when that event has taken the pressed button off the page already.
        response.content += render_to_string("kitchen/refusal.html", {"refusal": refusal}).encode()
    elif undo:
        said = {"words": undo[0], "address": undo[1]}
        response.content += render_to_string("kitchen/undo.html", said, request=request).encode()
    return response

"""What of the menu has changed since somebody's page was made: for screens that stay open while the kitchen runs out.

A page says which cards it shows, by their marks; the answer holds those that differ now. Cards are drawn once per
generation of the menu, language and hours of what is served, so that hundreds of visitors who ask at once cost one drawing.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tenant_apps.menu import cards
from tenants.memory import remembered

_TOKEN = "token-of-this-visitor"  # noqa: S105 (a mark where each visitor's token goes)


def shape(sections: Iterable[cards.Section]) -> str:
    """Return a word that changes when a card or a section comes, goes or moves."""
    order = [(section.id, section.name, [card.id for card in section.cards]) for section in sections]
    return hashlib.blake2s(repr(order).encode(), digest_size=4).hexdigest()


def changes(request: HttpRequest, *, have: Collection[str], known: str) -> str:
    """Return the cards whose marks are not among ``have``, each for its place; all of the menu when its shape is new."""
    on_sale = cards.on_sale(at=request.at)
    sections, until = on_sale.sections, on_sale.until  # what is drawn is true no longer than what it is drawn from
    if known != shape(sections):
        found = remembered(f"whole_menu:{get_language()}", lambda: (_whole(sections), until), at=request.at)
    else:
        drawn = remembered(f"drawn_cards:{get_language()}", lambda: (_each(sections), until), at=request.at)
        stale = (card for section in sections for card in section.cards if card.mark not in have)
        found = "".join(drawn[card.id] for card in stale)
    return found.replace(_TOKEN, get_token(request)) if found else ""


def seconds_to_change(*, at: datetime) -> int | None:
    """Return in how many seconds time alone changes the menu (something comes back), None when it does not."""
    until = cards.on_sale(at=at).until
    return max(1, int((until - at).total_seconds()) + 1) if until else None


def _whole(sections: tuple[cards.Section, ...]) -> str:
    context = cards.shown(sections) | {"shape": shape(sections), "csrf_token": _TOKEN, "swapped": True}
    return render_to_string("menu/sections.html", context)


def _each(sections: Iterable[cards.Section]) -> Mapping[str, str]:
    return {
        card.id: render_to_string("menu/card_place.html", {"card": card, "csrf_token": _TOKEN, "swapped": True})
        for section in sections
        for card in section.cards
    }

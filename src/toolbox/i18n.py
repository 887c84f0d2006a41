"""Text that a shop writes in more than one language: ``{"it": "...", "en": "..."}``."""

from collections.abc import Mapping

from django.utils.translation import get_language


def text(value: Mapping[str, str] | str | None, language: str | None = None) -> str:
    """Return the text in ``language`` (the active one by default).

    Falls back to the first language that has words, so that a dish without an
    English name is shown by its Italian one rather than as a gap.
    """
    if not value:
        return ""
    if isinstance(value, str):
        return value
    wanted = (language or get_language() or "it").split("-")[0]
    return value.get(wanted) or next((words for words in value.values() if words), "")

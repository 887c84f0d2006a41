"""The addresses of a public page, one per language: what search engines are told.

The house's own language has the bare address, another one says so in it (?lang=en). Whoever follows a bare address
still gets the language of their browser; its canonical address is that of the language they see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Addresses:
    bare: str
    by_language: Mapping[str, str]

    def canonical(self, language: str) -> str:
        return self.by_language.get(language, self.bare)


def of(here: Any, path: str) -> Addresses:
    """Return the absolute addresses of this path in a pizzeria (tenants.Here)."""
    bare = here.url(path)
    languages = [code for code, _ in settings.LANGUAGES]
    return Addresses(bare, {code: bare if code == here.language else f"{bare}?lang={code}" for code in languages})

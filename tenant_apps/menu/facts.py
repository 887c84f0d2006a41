"""What the menu announces."""

from dataclasses import dataclass, field
from typing import Any

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class IngredientRanOut(Fact):
    """``until`` is an ISO moment, None until it is restocked."""

    ingredient: str
    until: str | None = None


@dataclass(frozen=True)
class IngredientRestored(Fact):
    ingredient: str


@dataclass(frozen=True)
class MenuLoaded(Fact):
    """A whole menu was put in place: the starter one, or one from a file."""

    source: str
    products: int


@dataclass(frozen=True)
class ProductChanged(Fact):
    """``changed``: field -> [before, after], plain values."""

    product: str
    changed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MenuPublished(Fact):
    """What was a draft is the menu now; ``version`` keeps it, ``changes`` is how many there were."""

    version: int
    changes: int

"""What the shop announces about itself."""

from dataclasses import dataclass, field
from typing import Any

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class ShopOpened(Fact):
    """The shop exists: its row and its first hours were written."""

    openings: int


@dataclass(frozen=True)
class ShopChanged(Fact):
    """``changed``: field -> [before, after] as text; address, phone and e-mail are named without their values."""

    changed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SellerNamed(Fact):
    """Who sells, as receipts name them from now on; ``changed``: which of it, without its values."""

    changed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class HoursChanged(Fact):
    """``openings``: [weekday, opens, closes] of the week as it is now; a fourth are the order types, if not all."""

    openings: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class ClosureAdded(Fact):
    """``order_types`` none: closed for every one."""

    day: str
    order_types: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ClosureRemoved(Fact):
    day: str


@dataclass(frozen=True)
class OrdersPaused(Fact):
    until: str


@dataclass(frozen=True)
class RushDeclared(Fact):
    """Everything is promised ``minutes`` later; ``until`` is an ISO moment, None until somebody ends it."""

    minutes: int
    until: str | None = None


@dataclass(frozen=True)
class RushEnded(Fact):
    pass


@dataclass(frozen=True)
class OrdersResumed(Fact):
    pass

"""When a caller can have it: the next times there are, or those of another day. Nothing is chosen for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pizzeria import hours
from tenant_apps.kitchen.errors import TimeMissing
from tenant_apps.ordering import times
from tenant_apps.ordering.booking import load_of
from tenant_apps.ordering.forms import SOON
from tenant_apps.ordering.prices import PricedBasket
from tenant_apps.ordering.times import Times

DAYS = 8


@dataclass(frozen=True)
class CallTimes:
    """``said`` is the time asked for, ``day`` the day (None: the next that has times), of ``days`` to choose from."""

    offered: Times
    said: str
    day: date | None
    days: tuple[date, ...]

    @property
    def has_soon(self) -> bool:
        return self.offered.soon is not None and not self.is_later

    @property
    def is_later(self) -> bool:
        """Return whether another day than today was asked for."""
        return self.day is not None and not self.offered.is_today

    @property
    def chosen(self) -> str:
        """Return what of the offered was asked for; empty when it is none of them."""
        wished = self.said or SOON
        return wished if wished in self._starts or (wished == SOON and self.has_soon) else ""

    def check(self) -> None:
        """Raise TimeMissing when no time was chosen, or one that is not of the day asked for."""
        if self.said in ("", SOON):
            is_missing = not self.has_soon and (not self.said or self.is_later)
        else:
            is_missing = self.day is not None and self.said not in self._starts
        if is_missing:
            raise TimeMissing()

    @property
    def _starts(self) -> set[str]:
        return {slot.start.isoformat() for slot in self.offered.slots}


def call_times(priced: PricedBasket, *, at: datetime) -> CallTimes:
    """Return the times for what was gathered in a call, and what the caller has said of them."""
    today = hours.business_day(at, priced.shop.zone)
    days = tuple(today + number * hours.ONE_DAY for number in range(DAYS))
    said: Mapping[str, str] = priced.basket.call
    day = next((one for one in days if one.isoformat() == said.get("day")), None)
    offered = times.times(priced.basket.order_type, at=at, day=day, load=load_of(priced))
    return CallTimes(offered, said.get("when", SOON), day, days)

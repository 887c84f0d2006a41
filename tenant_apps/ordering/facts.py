"""What ordering announces. Ids and plain values: who ordered and where it goes stays in the order."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class OrderFact(Fact):
    """What every step of an order tells: which one, and the state it is in now."""

    order: str
    number: int
    order_type: str
    state: str
    business_day: str


@dataclass(frozen=True)
class OrderPlaced(OrderFact):
    channel: str
    items: int
    total: str
    currency: str


class OrderAwaitsPayment(OrderFact):
    """Its places are kept while the customer pays; the shop hears of it when the money is there."""


@dataclass(frozen=True)
class OrderEdited(OrderFact):
    """Something else is made than was ordered first; what stands in its revisions."""

    revision: int
    total_before: str
    total_after: str
    currency: str


@dataclass(frozen=True)
class PreOrderChecked(OrderFact):
    """An order for later was looked at again: what it was agreed at, and what the same would cost today."""

    agreed: str
    today: str


class PreOrderInTrouble(OrderFact):
    """Something of it cannot be made any more; the shop decides what to do."""


class PreOrderSettled(OrderFact):
    """The shop has found a way."""


class OrderAccepted(OrderFact):
    """The shop will make it."""


class OrderRejected(OrderFact):
    """The shop will not make it; why stands in the order."""


class OrderStarted(OrderFact):
    """The kitchen makes it."""


class OrderReady(OrderFact):
    """It waits to be brought or fetched."""


class OrderRecalled(OrderFact):
    """It was not ready after all."""


class OrderDispatched(OrderFact):
    """It is on the road."""


class OrderDelivered(OrderFact):
    """The customer has it."""


class OrderCollected(OrderFact):
    """The customer fetched it."""


class OrderCancelled(OrderFact):
    """Nobody makes or brings it any more; why stands in the order."""


@dataclass(frozen=True)
class OrderDelayed(OrderFact):
    """It comes later than promised."""

    minutes: int

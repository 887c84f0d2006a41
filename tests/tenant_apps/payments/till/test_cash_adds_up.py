"""Whatever happens to cash in whatever order: the accounts hold what the events say."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pizzeria import ledger
from tenant_apps.payments import actions, figures, till_queries
from tenant_apps.payments.actions import Counting
from tests.orders import LUNCH
from tests.tenant_apps.payments.till.conftest import CASHIER, at_price, pay
from toolbox.refusals import Refusal

AMOUNTS = st.integers(1, 1500)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["cash", "terminal", "voucher", "door"]), AMOUNTS),
    st.tuples(st.sampled_from(["float", "drop", "settle", "in", "out", "count", "safe", "back"]), AMOUNTS),
)


class Till:
    """A shop's day; ``told`` is what the events alone say lies where."""

    def __init__(self, order: Any, luca: Any, carla: Any) -> None:
        self.order, self.luca, self.carla = order, luca, carla
        self.rider = ledger.courier(str(luca.id))
        self.told: Counter[str] = Counter()
        self.taken: list[Any] = []
        self.number = 0

    def do(self, what: str, amount: int) -> None:
        self.number += 1
        try:
            with transaction.atomic():
                getattr(self, f"_{what}", self._pay)(what, amount)
        except Refusal:
            pass  # nothing has happened: the sums below say so

    def _pay(self, what: str, amount: int) -> None:
        holder = {"door": self.rider}.get(what, "")
        payment = pay(self.order, amount, "cash" if holder else what, holder=holder, key=str(self.number))
        self.taken.append(payment)
        self.told[payment.holder] += amount

    def _back(self, what: str, amount: int) -> None:
        payment = self.taken[amount % len(self.taken)] if self.taken else None
        if payment:
            actions.take_back_payment(payment, why="no", key=str(self.number), by=CASHIER, at=LUNCH)
            self.told[payment.holder] -= payment.amount

    def _float(self, what: str, amount: int) -> None:
        actions.give_float(self.luca, amount=amount, source=ledger.DRAWER, **self._said())
        self.told.update({ledger.DRAWER: -amount, self.rider: amount})

    def _drop(self, what: str, amount: int) -> None:
        actions.drop_cash(self.luca, amount=amount, target=ledger.SAFE, signer=self.carla, **self._said())
        self.told.update({ledger.SAFE: amount, self.rider: -amount})

    def _settle(self, what: str, amount: int) -> None:
        counting = Counting(str(self.number), amount=amount)
        actions.settle_courier(self.luca, counting, target=ledger.DRAWER, signer=self.carla, by=CASHIER, at=LUNCH)
        self.told[ledger.DRAWER] += amount
        self.told[self.rider] = 0

    def _in(self, what: str, amount: int) -> None:
        actions.move_cash("in", amount=amount, other=ledger.BANK, reason="resto", **self._said())
        self.told[ledger.DRAWER] += amount

    def _out(self, what: str, amount: int) -> None:
        actions.move_cash("out", amount=amount, other=ledger.EXPENSES, reason="basilico", **self._said())
        self.told[ledger.DRAWER] -= amount

    def _count(self, what: str, amount: int) -> None:
        actions.count_cash(Counting(str(self.number), amount=amount), by=CASHIER, at=LUNCH)
        self.told[ledger.DRAWER] = amount

    def _safe(self, what: str, amount: int) -> None:
        actions.move_cash("out", amount=amount, other=ledger.SAFE, reason="sera", **self._said())
        self.told.update({ledger.SAFE: amount, ledger.DRAWER: -amount})

    def _said(self) -> dict[str, Any]:
        return {"key": str(self.number), "by": CASHIER, "at": LUNCH}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_every_place_holds_what_the_events_say(steps, order, luca, carla):
    with transaction.atomic():
        till = Till(at_price(order(), "40.02"), luca, carla)
        actions.open_drawer(amount=500, source=ledger.BANK, key="float", by=CASHIER, at=LUNCH)
        till.told[ledger.DRAWER] = 500
        for what, amount in steps:
            till.do(what, amount)
        stands = till_queries.lying()
        here = (ledger.DRAWER, ledger.SAFE, till.rider, "terminal", "vouchers")
        assert {place: stands.get(place, 0) for place in here} == {place: till.told[place] for place in here}
        found = figures.places()
        assert {place: found.get(place, 0) for place in here} == {place: till.told[place] for place in here}
        assert figures.balances(figures.of_day(LUNCH.date(), at=LUNCH))
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _shop(open_napoli: Any) -> None:
    """The shop is there once for all examples."""

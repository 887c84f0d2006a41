"""The figures of a business day, as plain JSON in whole minor units: what was sold, paid, given back, counted.

Sales are what receipts say, less credit notes: each belongs to the day it was written. Money is what the ledger says.
``checks`` hold the one against the other: rows of payments, moves and counts against the ledger's accounts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from pizzeria import hours, ledger
from tenant_apps.payments import posting, till_queries
from tenant_apps.payments.models import CashCount, CashMove, DayClose, Entry, Method, Payment, Receipt, RefundPart
from tenant_apps.shop import queries as shops

Figures = dict[str, Any]
_THEIRS = (ledger.ORDERS, ledger.TIPS)
_PLACES = {
    "cash": ledger.DRAWER,
    "safe": ledger.SAFE,
    "terminal": till_queries.TERMINAL,
    "voucher": till_queries.VOUCHERS,
}


def of_day(day: date, *, at: datetime) -> Figures:
    """Return the figures of the day as they are at this moment."""
    moves = _Moves(day)
    sales = _sales(day)
    claims = -sum(moves.net(account) for account in ledger.CLAIMS.values())
    orders = moves.net(ledger.ORDERS) - claims
    return {
        "day": day.isoformat(),
        "currency": shops.the_shop().currency,
        "sales": sales,
        "tenders": moves.tenders(),
        "tips": moves.net(ledger.TIPS),
        "rounding": moves.net(ledger.ROUNDING),
        "platform_fee": -moves.net(ledger.PLATFORM_FEE),
        "provider_fee": -moves.net(ledger.PROVIDER_FEE),
        "disputed": -moves.net(ledger.DISPUTED),
        "difference": moves.net(ledger.DIFFERENCE),
        "expenses": -moves.net(ledger.EXPENSES),
        # Went back to customers, and the platform or head office owes it.
        "claims": claims,
        "refunds": _refunds(day, at=at),
        "orders": orders,
        # Paid without a receipt yet (or, below nothing, on an earlier day).
        "advance": orders - sales["gross"],
        "cash": _cash(day),
        "checks": _checks(day, moves),
    }


@dataclass(frozen=True)
class _Move:
    debit: str
    credit: str
    method: str | None
    undoes: bool
    amount: int

    @property
    def is_claim(self) -> bool:
        return bool({self.debit, self.credit} & set(ledger.CLAIMS.values()))


class _Moves:
    """The day's entries, summed by where they came from and went to, and the way of paying they are about."""

    def __init__(self, day: date) -> None:
        rows = Entry.objects.filter(business_day=day).order_by()
        rows = rows.annotate(undoes=Q(cause__endswith=posting.UNDOING))
        found = rows.values_list("debit", "credit", "payment__method", "undoes").annotate(sum=Sum("amount"))
        self.rows = [_Move(*row) for row in found]

    def net(self, account: str) -> int:
        """What came out of the account: credits less debits."""
        return sum(row.amount * ((row.credit == account) - (row.debit == account)) for row in self.rows)

    def paid(self, method: str) -> tuple[int, int]:
        """What customers paid in that way, and what went back to them: less what came again, because it could not."""
        rows = [row for row in self.rows if row.method == method and not row.is_claim]
        captured = sum(row.amount for row in rows if row.credit in _THEIRS and not row.undoes)
        back = sum(row.amount for row in rows if row.debit in _THEIRS)
        return captured, back - sum(row.amount for row in rows if row.credit in _THEIRS and row.undoes)

    def tenders(self) -> list[Figures]:
        found = []
        for method in Method.values:
            captured, refunded = self.paid(method)
            if captured or refunded:
                found.append({"method": method, "captured": captured, "refunded": refunded, "net": captured - refunded})
        return found


def _sales(day: date) -> Figures:
    """What the day's receipts say, less its credit notes."""
    rates: dict[Decimal, Counter[str]] = {}
    types: dict[str, Counter[str]] = {}
    sums: Counter[str] = Counter()
    numbers: dict[str, list[str]] = {}
    for paper in Receipt.objects.filter(business_day=day).order_by("year", "number"):
        said, sign = paper.content, paper.sign
        for row in said["vat"]:
            rates.setdefault(Decimal(row["rate"]), Counter()).update(
                {name: sign * row[name] for name in ("gross", "net", "vat")}
            )
        of_type = types.setdefault(said["order"]["type"], Counter())
        of_type.update({"gross": sign * paper.total, "receipts": int(sign > 0)})
        sums.update(_sums(said, sign))
        numbers.setdefault(paper.kind, []).append(paper.name)
    return {
        "gross": sums["gross"],
        "vat": sum(row["vat"] for row in rates.values()),
        "net": sums["gross"] - sum(row["vat"] for row in rates.values()),
        "discounts": sums["discounts"],
        "fees": sums["fees"],
        "by_vat": [{"rate": str(rate), **_plain(rates[rate])} for rate in sorted(rates)],
        "by_type": [{"type": type, **_plain(types[type])} for type in sorted(types)],
        "papers": [
            {"kind": kind, "many": len(names), "first": names[0], "last": names[-1]} for kind, names in numbers.items()
        ],
    }


def _sums(said: Mapping[str, Any], sign: int) -> dict[str, int]:
    return {
        "gross": sign * said["total"],
        "discounts": sign * sum(row["amount"] for row in said["discounts"]),
        "fees": sign * sum(row["amount"] for row in said["fees"]),
    }


def _refunds(day: date, *, at: datetime) -> list[Figures]:
    """What went back, by reason. A refund after an early close belongs to the next day."""
    begin, end = hours.business_hours(day, shops.the_shop().zone)
    gone = RefundPart.objects.standing().exclude(state=RefundPart.State.RESERVED)
    back = gone.annotate(gone_at=Coalesce("handed_over_at", "settled_at")).filter(gone_at__lt=end, gone_at__lte=at)
    last = DayClose.objects.filter(business_day__lt=day).first()
    was_early = last is not None and begin - timedelta(days=1) < last.at < begin
    parts = back.filter(gone_at__gt=last.at) if last and was_early else back.filter(gone_at__gte=begin)
    rows = (
        parts.order_by().values_list("refund__reason").annotate(many=Count("refund", distinct=True), sum=Sum("amount"))
    )
    return [{"reason": reason, "many": many, "amount": amount} for reason, many, amount in sorted(rows)]


def _cash(day: date) -> Figures:
    stands = till_queries.lying(until=day)
    riders = {id: amount for id, amount in stands.items() if id.startswith(ledger.courier("")) and amount}
    return {
        **{place: stands.get(place, 0) for place in till_queries.SHELVES},
        "couriers": [{"user": id.removeprefix(ledger.courier("")), "carries": riders[id]} for id in sorted(riders)],
        "counts": [
            {
                "account": count.account,
                "user": count.person_id,
                "expected": count.expected,
                "counted": count.counted,
                "difference": count.difference,
                "signed_by": count.signed_by_id,
                "by": count.by_id,
                "at": count.at.isoformat(),
                "note": count.note,
            }
            for count in till_queries.counts_of(day)
        ],
        "moves": [
            {
                "kind": move.kind,
                "source": move.source,
                "target": move.target,
                "amount": move.amount,
                "reason": move.reason,
                "at": move.at.isoformat(),
            }
            for move in till_queries.moves_of(day)
        ],
    }


def _checks(day: date, moves: _Moves) -> list[Figures]:
    """Rows against the ledger: what the day's payments say by way of paying, and where cash lies by now."""
    paid = Payment.objects.filter(business_day=day).order_by()
    rows = dict(paid.values_list("method").annotate(sum=Sum("captured")))
    tenders = [("paid", method, rows.get(method, 0), moves.paid(method)[0]) for method in Method.values]
    written, stands = places(), till_queries.lying()
    lying = [("place", name, written.get(place, 0), stands.get(place, 0)) for name, place in _PLACES.items()]
    riding = [_riding(accounts) for accounts in (written, stands)]
    every = [*tenders, *lying, ("place", "couriers", *riding)]
    return [
        {"what": what, "name": name, "rows": rows, "ledger": entries}
        for what, name, rows, entries in every
        if rows or entries
    ]


def _riding(accounts: Mapping[str, int]) -> int:
    return sum(amount for account, amount in accounts.items() if account.startswith(ledger.courier("")))


def places() -> dict[str, int]:
    """Return what should lie in each place of the shop, worked out from payments, moves and counts alone."""
    found: Counter[str] = Counter()
    offline = Payment.objects.exclude(method__in=(Method.CARD, Method.PAYPAL)).order_by()
    _add(found, offline.values_list("holder").annotate(sum=Sum(F("captured") - F("refunded"))))
    _add(found, CashMove.objects.order_by().values_list("target").annotate(sum=Sum("amount")))
    _add(found, CashMove.objects.order_by().values_list("source").annotate(sum=-Sum("amount")))
    counts = CashCount.objects.order_by()
    _add(found, counts.values_list("account").annotate(sum=Sum(F("counted") - F("expected"))))
    emptied = counts.exclude(target="")
    _add(found, emptied.values_list("account").annotate(sum=-Sum("counted")))
    _add(found, emptied.values_list("target").annotate(sum=Sum("counted")))
    return dict(found)


def _add(found: Counter[str], rows: Iterable[tuple[str, int]]) -> None:
    for account, amount in rows:
        found[account] += amount


def _plain(sums: Counter[str]) -> dict[str, int]:
    return dict(sums)


def balances(figures: Mapping[str, Any]) -> bool:
    """Whether rows and ledger agree in every check."""
    return all(check["rows"] == check["ledger"] for check in figures["checks"])

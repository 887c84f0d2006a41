"""Where money stands: the accounts of a pizzeria and the entries that each event writes.

Every entry names the account it comes from and the account it goes to, so no set of entries can be out of balance.
Amounts are whole minor units (cents). Source of the form: double entry, with one row per transfer instead of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# -- the accounts ------------------------------------------------------------------------------------------------------
ORDERS = "orders"  # what customers paid for their orders
TIPS = "tips"  # what they gave on top: it belongs to the staff
PLATFORM_FEE = "fee:platform"  # our share of what is paid online
PROVIDER_FEE = "fee:provider"  # what the card company or PayPal keeps
DISPUTED = "disputed"  # taken back by a bank until a dispute is decided
CLAIMS = {"platform": "claim:platform", "hq": "claim:hq"}  # refunds that somebody else bears, until they pay
DRAWER = "drawer"  # the cash drawer at the counter
SAFE = "safe"  # what was counted and put away
DIFFERENCE = "difference"  # counted more or less than there should be
ROUNDING = "rounding"  # what coins cannot pay: an all-cash total to five cents
BANK = "bank"  # where change comes from and takings go to
EXPENSES = "expenses"  # paid out of the drawer: basil, a taxi
# What an account at a card company does beside orders, by the company's word for it, and where that goes or comes from.
BESIDE_ORDERS = {
    **dict.fromkeys(("payout", "payout_failure", "payout_cancel", "topup", "topup_reversal"), BANK),
    **dict.fromkeys(("stripe_fee", "stripe_fx_fee", "tax_fee"), PROVIDER_FEE),
}
HOLDERS = {"card": "stripe", "paypal": "paypal", "cash": DRAWER, "terminal": "terminal", "voucher": "vouchers"}


def courier(id: str) -> str:
    """The account of the cash that one courier carries."""
    return f"courier:{id}"


@dataclass(frozen=True, slots=True)
class Posting:
    """So many minor units go from ``credit`` to ``debit``: debit what holds the money, credit where it came from.

    ``is_undoing``: it takes back what an earlier one said, as when a refund fails after it had gone.
    """

    debit: str
    credit: str
    amount: int
    is_undoing: bool = False

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.debit == self.credit:
            raise ValueError(f"{self} moves nothing")


@dataclass(frozen=True, slots=True)
class Books:
    """What has happened to one payment so far, as totals in minor units.

    ``tip`` is the part of ``captured`` that is a tip; ``refunded`` counts what was not refused; ``disputed`` what a bank
    holds back or has taken, with its fee in ``provider_fee``.
    """

    captured: int = 0
    tip: int = 0
    refunded: int = 0
    tip_refunded: int = 0
    fee: int = 0
    fee_returned: int = 0
    provider_fee: int = 0
    disputed: int = 0


def postings(holder: str, before: Books, now: Books) -> list[Posting]:
    """The entries that lead from one state of a payment to the next; none when nothing has changed.

    Works from totals, not from events: told twice or in any order, the sum of all entries is what ``now`` says.
    """
    return list(_merged(_moves(holder, before, now)))


def beside_orders(holder: str, kind: str, amount: int, fee: int) -> list[Posting]:
    """The entries of what moved on an account without any order: ``amount`` came in (or, below nothing, went out).

    ``fee`` is what was kept for moving it. KeyError for a kind that the books have no place for.
    """
    return list(_merged([(holder, BESIDE_ORDERS[kind], amount), (PROVIDER_FEE, holder, fee)]))


def _moves(holder: str, before: Books, now: Books) -> Iterator[tuple[str, str, int]]:
    tip = now.tip - before.tip
    yield holder, TIPS, tip
    yield holder, ORDERS, now.captured - before.captured - tip
    tip_back = now.tip_refunded - before.tip_refunded
    yield TIPS, holder, tip_back
    yield ORDERS, holder, now.refunded - before.refunded - tip_back
    yield PLATFORM_FEE, holder, now.fee - before.fee
    yield holder, PLATFORM_FEE, now.fee_returned - before.fee_returned
    yield PROVIDER_FEE, holder, now.provider_fee - before.provider_fee
    yield DISPUTED, holder, now.disputed - before.disputed


def _merged(moves: Iterable[tuple[str, str, int]]) -> Iterator[Posting]:
    for debit, credit, amount in moves:
        if amount > 0:
            yield Posting(debit, credit, amount)
        elif amount < 0:  # what was written is never changed: the way back is an entry of its own
            yield Posting(credit, debit, -amount, is_undoing=True)


def balance(entries: Iterable[Posting], account: str) -> int:
    """What an account holds: debits less credits, in minor units."""
    return sum(entry.amount * ((entry.debit == account) - (entry.credit == account)) for entry in entries)


def share(amount: int, bps: int) -> int:
    """``bps`` hundredths of a percent of an amount, rounded half up to a minor unit; neither is negative."""
    return (amount * bps + 5_000) // 10_000


def in_proportion(whole: int, part: int, of: int) -> int:
    """The part of ``whole`` that ``part`` is of ``of``, rounded half up: the fee that goes back with a refund."""
    if not 0 <= part <= of or of == 0:
        raise ValueError(f"{part} is no part of {of}")
    return (2 * whole * part + of) // (2 * of)

"""The ledger's rules: from totals to entries, and our share."""

from dataclasses import fields, replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria import ledger
from pizzeria.ledger import Books, Posting

HOLDER = "stripe"
amounts = st.integers(0, 100_000)


@st.composite
def books(draw: st.DrawFn) -> Books:
    """Totals as a provider may say them: no more back than came, no more tip than was paid."""
    captured = draw(amounts)
    refunded = draw(st.integers(0, captured))
    tip = draw(st.integers(0, captured))
    fee = draw(st.integers(0, captured))
    return Books(
        captured=captured,
        tip=tip,
        refunded=refunded,
        tip_refunded=draw(st.integers(0, min(tip, refunded))),
        fee=fee,
        fee_returned=draw(st.integers(0, fee)),
        provider_fee=draw(amounts),
        disputed=draw(amounts),
    )


def standing(entries: list[Posting]) -> dict[str, int]:
    names = {name for entry in entries for name in (entry.debit, entry.credit)}
    return {name: ledger.balance(entries, name) for name in names if ledger.balance(entries, name)}


def as_it_should_stand(now: Books) -> dict[str, int]:
    """Written down once more, by account instead of by event."""
    wanted = {
        HOLDER: now.captured - now.refunded - now.fee + now.fee_returned - now.provider_fee - now.disputed,
        ledger.TIPS: now.tip_refunded - now.tip,
        ledger.ORDERS: (now.refunded - now.tip_refunded) - (now.captured - now.tip),
        ledger.PLATFORM_FEE: now.fee - now.fee_returned,
        ledger.PROVIDER_FEE: now.provider_fee,
        ledger.DISPUTED: now.disputed,
    }
    return {name: amount for name, amount in wanted.items() if amount}


@given(st.lists(books(), min_size=1, max_size=6))
def test_whatever_was_told_before_the_entries_come_to_what_was_told_last(told: list[Books]) -> None:
    entries, before = [], Books()
    for now in told:
        entries += ledger.postings(HOLDER, before, now)
        before = now
    assert standing(entries) == as_it_should_stand(told[-1])


@given(books(), st.permutations([field.name for field in fields(Books)]))
def test_totals_that_change_one_by_one_in_any_order_come_to_the_same(now: Books, names: list[str]) -> None:
    entries, before = [], Books()
    for name in names:
        after = replace(before, **{name: getattr(now, name)})
        entries += ledger.postings(HOLDER, before, after)
        before = after
    assert standing(entries) == as_it_should_stand(now)


@given(books())
def test_told_twice_it_is_entered_once(now: Books) -> None:
    assert ledger.postings(HOLDER, now, now) == []


@given(books(), books())
def test_no_posting_moves_nothing_and_every_set_is_in_balance(before: Books, now: Books) -> None:
    entries = ledger.postings(HOLDER, before, now)
    assert all(entry.amount > 0 and entry.debit != entry.credit for entry in entries)
    assert sum(standing(entries).values()) == 0


@pytest.mark.parametrize(("debit", "credit", "amount"), [("a", "b", 0), ("a", "b", -1), ("a", "a", 5)])
def test_a_posting_that_moves_nothing_cannot_be_made(debit: str, credit: str, amount: int) -> None:
    with pytest.raises(ValueError, match="moves nothing"):
        Posting(debit, credit, amount)


def test_a_dispute_that_is_won_is_an_entry_of_its_own_not_a_correction() -> None:
    paid = Books(captured=1_000)
    taken = replace(paid, disputed=1_000)
    assert ledger.postings(HOLDER, paid, taken) == [Posting(ledger.DISPUTED, HOLDER, 1_000)]
    assert ledger.postings(HOLDER, taken, paid) == [Posting(HOLDER, ledger.DISPUTED, 1_000, is_undoing=True)]


@pytest.mark.parametrize(
    ("amount", "bps", "share"),
    [
        (1_300, 100, 13),
        (1_250, 100, 13),  # 12.5 cents: halves up
        (1_249, 100, 12),
        (999, 30, 3),
        (0, 100, 0),
        (49, 100, 0),
        (50, 100, 1),
        (1_000, 0, 0),
    ],
)
def test_our_share_is_rounded_half_up(amount: int, bps: int, share: int) -> None:
    assert ledger.share(amount, bps) == share


@given(amounts, st.integers(0, 10_000))
def test_our_share_is_that_of_exact_arithmetic(amount: int, bps: int) -> None:
    exact = (Decimal(amount) * bps / 10_000).quantize(Decimal(1), ROUND_HALF_UP)
    assert ledger.share(amount, bps) == exact <= amount


@given(st.integers(0, 10_000), st.lists(st.integers(1, 500), min_size=1, max_size=8))
def test_a_fee_that_goes_back_in_pieces_goes_back_whole(fee: int, pieces: list[int]) -> None:
    whole, gone, back = sum(pieces), 0, 0
    for piece in pieces:
        gone += piece
        part = ledger.in_proportion(fee, gone, whole) - back
        assert part >= 0
        back += part
    assert back == fee


@pytest.mark.parametrize(("part", "of"), [(-1, 10), (11, 10), (0, 0)])
def test_what_is_no_part_has_no_proportion(part: int, of: int) -> None:
    with pytest.raises(ValueError, match="no part"):
        ledger.in_proportion(100, part, of)


def test_every_courier_has_an_account() -> None:
    assert ledger.courier("7") == "courier:7" != ledger.courier("8")

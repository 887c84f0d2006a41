"""What goes back for which lines, and from which payment."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.refunds import Refundable, by_weight, for_pieces, spread, vat_of


@pytest.mark.parametrize(
    ("total", "quantity", "refunded", "gone", "pieces", "back"),
    [
        (1_300, 2, 0, 0, 1, 650),
        (1_000, 3, 0, 0, 1, 333),
        (1_000, 3, 0, 0, 2, 666),
        (1_000, 3, 666, 2, 1, 334),  # the last one gets what rounding left over
        (1_000, 3, 0, 0, 3, 1_000),
        (0, 1, 0, 0, 1, 0),  # a gift
    ],
)
def test_pieces_of_a_line(total: int, quantity: int, refunded: int, gone: int, pieces: int, back: int) -> None:
    assert for_pieces(Refundable("1", quantity, total, refunded, gone), pieces) == back


@given(st.integers(0, 50_000), st.integers(1, 12), st.data())
def test_a_line_that_goes_back_in_pieces_goes_back_whole(total: int, quantity: int, data: st.DataObject) -> None:
    refunded = gone = 0
    while gone < quantity:
        pieces = data.draw(st.integers(1, quantity - gone))
        back = for_pieces(Refundable("1", quantity, total, refunded, gone), pieces)
        assert 0 <= back <= total - refunded
        refunded, gone = refunded + back, gone + pieces
    assert refunded == total


@pytest.mark.parametrize("pieces", [0, -1, 2])
def test_no_more_pieces_go_back_than_are_left(pieces: int) -> None:
    with pytest.raises(ValueError, match="of 1"):
        for_pieces(Refundable("1", 3, 900, 600, 2), pieces)


@pytest.mark.parametrize(
    ("amount", "payments", "taken"),
    [
        (500, [("old", 1_000), ("new", 300)], {"new": 300, "old": 200}),
        (300, [("old", 1_000), ("new", 300)], {"new": 300}),
        (1_300, [("old", 1_000), ("new", 300)], {"new": 300, "old": 1_000}),
        (200, [("old", 1_000), ("empty", 0)], {"old": 200}),
    ],
)
def test_what_was_paid_last_goes_back_first(
    amount: int, payments: list[tuple[str, int]], taken: dict[str, int]
) -> None:
    assert spread(amount, payments) == taken


def test_no_more_goes_back_than_is_left() -> None:
    with pytest.raises(ValueError, match="1 more than was paid"):
        spread(1_301, [("old", 1_000), ("new", 300)])


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=5), st.data())
def test_the_parts_are_the_whole_and_none_is_more_than_its_payment(left: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(left)))
    payments = [(str(number), one) for number, one in enumerate(left)]
    taken = spread(amount, payments)
    assert sum(taken.values()) == amount
    assert all(0 < part <= dict(payments)[id] for id, part in taken.items())


@given(st.integers(0, 10_000), st.lists(st.integers(1, 900), min_size=1, max_size=6))
def test_shares_by_weight_are_the_whole(amount: int, weights: list[int]) -> None:
    named = {str(number): weight for number, weight in enumerate(weights)}
    shares = by_weight(amount, named)
    assert sum(shares.values()) == amount
    assert all(abs(share * sum(weights) - amount * named[id]) < sum(weights) for id, share in shares.items())


@given(total=st.integers(1, 5_000), quantity=st.integers(1, 9), rate=st.sampled_from([4, 10, 22]))
def test_the_tax_of_all_pieces_is_the_tax_of_the_line(total: int, quantity: int, rate: int) -> None:
    vat = total * rate // (100 + rate)
    line = Refundable("a", quantity, total, vat=vat)
    for _piece in range(quantity):
        amount = for_pieces(line, 1)
        tax = vat_of(line, amount)
        assert 0 <= tax <= amount
        back = {"refunded": line.refunded + amount, "refunded_quantity": line.refunded_quantity + 1}
        line = replace(line, **back, refunded_vat=line.refunded_vat + tax)
    assert (line.refunded, line.refunded_vat) == (total, vat)


@given(st.data(), st.lists(st.integers(0, 2_000), min_size=1, max_size=6).filter(any))
def test_nobody_gets_more_than_their_weight(data: st.DataObject, weights: list[int]) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    shares = by_weight(amount, {str(number): weight for number, weight in enumerate(weights)})
    assert sum(shares.values()) == amount
    assert all(0 <= shares[str(number)] <= weight for number, weight in enumerate(weights))

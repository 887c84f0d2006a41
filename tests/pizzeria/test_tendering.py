"""What is still to be paid, in coins where all of it is cash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.tendering import Held, change, is_settled, remaining, rounded_in_cash

STEP = 5


@pytest.mark.parametrize(
    ("amount", "coins"),
    [(552, 550), (554, 555), (550, 550), (551, 550), (553, 555), (557, 555), (558, 560), (2, 0), (3, 5), (0, 0)],
)
def test_cash_is_rounded_to_five_cents(amount: int, coins: int) -> None:
    assert rounded_in_cash(amount, STEP) == coins


@pytest.mark.parametrize("step", [0, 1])
def test_where_every_coin_exists_nothing_is_rounded(step: int) -> None:
    assert rounded_in_cash(552, step) == 552


@given(st.integers(0, 100_000), st.sampled_from([1, 5, 10, 25, 50]))
def test_rounding_goes_to_the_nearest_coin_and_halves_up(amount: int, step: int) -> None:
    coins = rounded_in_cash(amount, step)
    assert coins % step == 0
    assert -step < 2 * (amount - coins) < step or 2 * (coins - amount) == step


@pytest.mark.parametrize(
    ("total", "held", "method", "due"),
    [
        (552, [], "cash", 550),
        (552, [], "card", 552),
        (552, [Held("cash", 200)], "cash", 350),  # all of it in cash
        (552, [Held("card", 200)], "cash", 352),  # not all: nothing is rounded
        (552, [Held("cash", 200)], "card", 352),
        (552, [Held("voucher", 600)], "cash", 0),
        (554, [Held("cash", 555)], "cash", 0),
        (552, [Held("cash", 550)], "card", 0),  # the coins have settled it
        (552, [Held("cash", 545)], "card", 7),
        (2, [], "card", 2),
        (1_000, [Held("card", 1_000), Held("card", -300)], "card", 300),  # some went back
    ],
)
def test_what_is_left_to_pay(total: int, held: list[Held], method: str, due: int) -> None:
    assert remaining(total, held, method, step=STEP) == due


@pytest.mark.parametrize(
    ("total", "held", "settled"),
    [
        (552, [Held("cash", 550)], True),
        (552, [Held("card", 550)], False),
        (552, [Held("card", 552)], True),
        (552, [Held("cash", 200), Held("card", 350)], False),
        (552, [Held("cash", 545)], False),
        (0, [], True),
    ],
)
def test_when_all_of_it_is_paid(total: int, held: list[Held], settled: bool) -> None:
    assert is_settled(total, held, step=STEP) is settled


@given(st.integers(0, 20_000), st.lists(st.sampled_from(["cash", "card", "voucher"]), max_size=4), st.data())
def test_who_pays_what_is_left_has_paid_all(total: int, methods: list[str], data: st.DataObject) -> None:
    held: list[Held] = []
    for method in methods:
        due = remaining(total, held, method, step=STEP)
        held.append(Held(method, data.draw(st.integers(0, due))))
    last = data.draw(st.sampled_from(["cash", "card"]))
    held.append(Held(last, remaining(total, held, last, step=STEP)))
    assert is_settled(total, held, step=STEP)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_change_is_what_was_given_too_much(due: int, more: int) -> None:
    assert change(due, due + more) == more


def test_too_little_has_no_change() -> None:
    with pytest.raises(ValueError, match="less than"):
        change(1_000, 999)

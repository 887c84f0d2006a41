from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria.money import MixedCurrencies, Money, allocate, round_to

from .card import eur

cents = st.integers(-10_000_00, 10_000_00).map(lambda n: Decimal(n) / 100)


@pytest.mark.parametrize("amount", [1.5, True, None, b"1"])
def test_only_exact_numbers_are_money(amount):
    with pytest.raises(TypeError):
        Money(amount, "EUR")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "one", Decimal("NaN")])
def test_money_is_a_finite_number(amount):
    with pytest.raises(ValueError):
        Money(amount, "EUR")


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "€"])
def test_a_currency_is_three_capitals(currency):
    with pytest.raises(ValueError):
        Money(Decimal(1), currency)


def test_ints_and_strings_are_taken_exactly():
    assert Money("9.50", "EUR") == Money(Decimal("9.5"), "EUR") == Money(19, "EUR") * Decimal("0.5")


@pytest.mark.parametrize(
    "mix",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: a > b,
        lambda a, b: a >= b,
    ],
)
def test_currencies_do_not_mix(mix):
    with pytest.raises(MixedCurrencies):
        mix(eur(1), Money(1, "USD"))


@pytest.mark.parametrize("wrong", [lambda a: a + 1, lambda a: a - 1, lambda a: a * 0.5, lambda a: a * True])
def test_money_counts_with_money_and_multiplies_with_exact_numbers(wrong):
    with pytest.raises(TypeError):
        wrong(eur(1))


def test_money_adds_subtracts_multiplies_and_compares():
    assert eur("1.20") + eur("0.05") - eur("0.25") == eur(1)
    assert 3 * eur("1.10") == eur("3.30")
    assert -eur(1) < eur(0) <= eur(0) < eur("0.01") and eur(2) > eur(1) >= eur(1)
    assert eur("0.01") and not eur("0.00")
    assert Money.sum([], "EUR") == eur(0)
    assert Money.sum([eur(1), eur(2)], "EUR") == eur(3)


@pytest.mark.parametrize(
    "amount, step, rounded",
    [
        ("1.005", None, "1.01"),
        ("-1.005", None, "-1.01"),
        ("1.004", None, "1.00"),
        ("5.52", "0.05", "5.50"),
        ("5.54", "0.05", "5.55"),
        ("5.525", "0.05", "5.55"),
        ("5.50", "0.05", "5.50"),
    ],
)
def test_halves_round_up(amount, step, rounded):
    assert str(eur(amount).rounded(step and Decimal(step)).amount) == rounded


def test_a_currency_without_cents_has_none():
    assert str(Money("1234.5", "JPY").rounded()) == "1235 JPY"
    assert Money(5, "JPY").to_json() == "5"


@pytest.mark.parametrize(
    "amount, json", [("9.5", "9.50"), ("9.375", "9.375"), ("1E+3", "1000.00"), ("0", "0.00"), ("-0.5", "-0.50")]
)
def test_json_keeps_every_digit(amount, json):
    assert eur(amount).to_json() == json
    assert Money(json, "EUR") == eur(amount)


@pytest.mark.parametrize(
    "money, english, italian",
    [
        (eur("1234.5"), "€1,234.50", "1.234,50 €"),
        (eur("-0.5"), "-€0.50", "-0,50 €"),
        (eur("9.375"), "€9.375", "9,375 €"),
        (Money(12, "CHF"), "CHF 12.00", "12,00 CHF"),
        (Money(12, "SEK"), "SEK 12.00", "12,00 SEK"),
    ],
)
def test_people_read_it_their_way(money, english, italian):
    assert money.text("en") == english
    assert money.text("it") == money.text("it-it") == italian


def test_the_leftover_cent_goes_to_the_largest_remainder():
    assert allocate(Decimal("1.00"), [Decimal(1), Decimal(1), Decimal(1)]) == [
        Decimal("0.34"),
        Decimal("0.33"),
        Decimal("0.33"),
    ]
    assert allocate(Decimal("0.05"), [Decimal(1), Decimal(3)]) == [Decimal("0.01"), Decimal("0.04")]
    assert allocate(Decimal("0.10"), [Decimal(1), Decimal(0), Decimal(4)])[1] == 0
    assert allocate(Decimal(0), [Decimal(0), Decimal(0)]) == [0, 0]
    assert allocate(Decimal(0), []) == []


@given(
    amount=st.integers(0, 100_000).map(lambda n: Decimal(n) / 100),
    weights=st.lists(st.integers(0, 10_000).map(Decimal), min_size=1).filter(any),
)
def test_shares_sum_to_the_whole_and_are_within_a_cent_of_their_due(amount, weights):
    parts = allocate(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) <= Decimal("0.01")


@given(amount=cents, step=st.sampled_from(["0.01", "0.05", "0.10", "1"]).map(Decimal))
def test_rounding_is_to_the_nearest_step(amount, step):
    rounded = round_to(amount, step)
    assert rounded % step == 0
    assert abs(rounded - amount) * 2 <= step

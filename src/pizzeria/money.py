"""Money that refuses floats and mixed currencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
UNIT = Decimal(1)
# Currencies without cents; all others have two decimals.
WHOLE_CURRENCIES = frozenset({"JPY", "KRW", "HUF", "ISK", "CLP", "VND"})
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "CHF"}


class MixedCurrencies(TypeError):
    """Two amounts of different currencies met in one sum or comparison."""


def quantum(currency: str) -> Decimal:
    """The smallest amount that can be paid: 0.01 for EUR, 1 for JPY."""
    return UNIT if currency in WHOLE_CURRENCIES else CENT


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency: `Money(Decimal("9.50"), "EUR")`; whole ints and strings are taken too.

    Raises TypeError for a float (it has already lost the cent) and ValueError for NaN, infinity or a currency
    that is not three capitals. Amounts finer than a cent are kept until `rounded()`.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        amount: object = self.amount
        if type(amount) is not Decimal:
            if isinstance(amount, bool) or not isinstance(amount, int | str | Decimal):
                raise TypeError(f"Money takes a Decimal, an int or a string, never {type(amount).__name__}")
            try:
                object.__setattr__(self, "amount", Decimal(amount))
            except ArithmeticError as error:
                raise ValueError(f"{amount!r} is no amount of money") from error
        if not self.amount.is_finite():
            raise ValueError("Money is finite")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"{self.currency!r} is no ISO 4217 currency")

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(quantum(currency) * 0, currency)

    @classmethod
    def sum(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The sum, also of nothing at all."""
        total = cls.zero(currency)
        for amount in amounts:
            total += amount
        return total

    def _same(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency} do not mix")
        return other.amount

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, times: int | Decimal) -> Money:
        if isinstance(times, bool) or not isinstance(times, int | Decimal):
            return NotImplemented
        return Money(self.amount * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def rounded(self, step: Decimal | None = None) -> Money:
        """To the currency's smallest unit, or to whole `step`s (0.05 for Italian cash); halves go up."""
        return Money(round_to(self.amount, step or quantum(self.currency)), self.currency)

    def to_json(self) -> str:
        """`"9.50"`: at least the currency's decimals, and every digit the amount has."""
        return plain(self.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.to_json()} {self.currency}"

    def text(self, language: str = "en") -> str:
        """For people: `€9.50` in English, `9,50 €` in Italian."""
        digits = abs(self).digits(language)
        sign = "-" if self.amount < 0 else ""
        symbol = SYMBOLS.get(self.currency, self.currency)
        if language.startswith("it"):
            return f"{sign}{digits} {symbol}"
        return f"{sign}{symbol}{'' if len(symbol) == 1 else ' '}{digits}"

    def digits(self, language: str = "en") -> str:
        """For people, where the currency is plain: `9.50` in English, `9,50` in Italian."""
        amount = self.rounded().amount
        digits = f"{amount if amount == self.amount else self.amount.normalize():,f}"
        return digits.translate(str.maketrans(",.", ".,")) if language.startswith("it") else digits


def plain(amount: Decimal, currency: str) -> str:
    """An exact decimal string without an exponent, with at least the currency's decimals."""
    smallest = quantum(currency)
    rounded = amount.quantize(smallest)
    return f"{rounded if rounded == amount else amount.normalize():f}"


def figure(amount: Decimal, language: str) -> str:
    """`1234.50`, in Italian `1234,50`: as a field or a file takes it, without marks between thousands."""
    return f"{amount:.2f}".replace(".", ",") if language == "it" else f"{amount:.2f}"


def round_to(amount: Decimal, step: Decimal) -> Decimal:
    """The nearest whole number of `step`s, halves away from zero."""
    if step == CENT:  # the common case, without a division
        return amount.quantize(CENT, ROUND_HALF_UP)
    return ((amount / step).quantize(UNIT, ROUND_HALF_UP) * step).quantize(step)


def allocate(amount: Decimal, weights: Sequence[Decimal], step: Decimal = CENT) -> list[Decimal]:
    """Split a whole number of `step`s by weight, so that the parts sum to it exactly.

    The steps that rounding down leaves over go to the largest remainders, the earlier part first (Hamilton's
    method). Weights are not negative; when all are zero, so is the amount.
    """
    whole = sum(weights)
    if len(weights) == 1 or not whole:
        return [amount] + [amount * 0] * (len(weights) - 1) if weights else []
    exact = [amount * weight / whole for weight in weights]
    parts = [share.quantize(step, ROUND_DOWN) for share in exact]
    left = int((amount - sum(parts)) / step)
    if left:
        by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
        for i in by_remainder[:left]:
            parts[i] += step
    return parts

"""A quote in words, so that a price can be read aloud at the counter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pizzeria.money import Money
from pizzeria.quotes import DealQuote, LineQuote, Quote, Step
from pizzeria.words import ALLERGENS, WORDS, say, text_of

BASE = frozenset({"base", "half", "halves"})


def explain(quote: Quote, language: str = "en") -> list[str]:
    """The derivation in "it" or "en": every line with its steps, then discounts, fees, sum and VAT."""
    rows = [row for line in quote.lines for row in _line_rows(line, language, quote.deals)]
    rows.append(_row(_word("subtotal", language), quote.subtotal.text(language)))
    for discount in quote.discounts:
        rows.append(_row(text_of(discount.discount.label, language), (-discount.amount).text(language)))
    for fee in quote.fees:
        name = text_of(fee.fee.label, language) or _word(fee.fee.kind, language)
        rows.append(_row(name, fee.amount.text(language)))
    rows.append(_row(_word("total", language), quote.total.text(language)))
    for vat in quote.vat:
        rows.append(_row("  " + _word("vat", language, rate=f"{vat.rate.normalize():f}"), vat.vat.text(language)))
    if quote.tip:
        rows.append(_row(_word("tip", language), quote.tip.text(language)))
    if quote.rounding:
        rows.append(_row(_word("rounding", language), quote.rounding.text(language)))
    if quote.tip or quote.rounding:
        rows.append(_row(_word("payable", language), quote.payable.text(language)))
    if quote.to_go:
        rows.append(_word("to_go", language, amount=quote.to_go.text(language)))
    return rows


def line_sentence(line: LineQuote, language: str = "en", deals: Iterable[DealQuote] = ()) -> str:
    """One line as it is read aloud, for screens and tickets; `deals` are the quote's.

    "Large half Margherita / half Diavola, the dearer half 9.50 + burrata (left) 1.20, without onion = 10.70"
    """
    charged, rest = [], []
    for step in line.steps:
        if step.kind == "removal":
            rest.append(step_text(step, language))
        elif step.kind not in BASE and (step.amount or step.kind == "topping"):
            amount = f" {step.amount.digits(language)}" if step.amount else ""
            charged.append(step_text(step, language) + amount)
    told = ", ".join([" + ".join([_base_text(line, language), *charged]), *rest])
    unit, total = line.unit.rounded(), line.total
    if charged:
        told += f" = {(unit if line.quantity > 1 else total).digits(language)}"
    if line.quantity > 1:
        told = f"{line.quantity} x {told}: {total.digits(language)}"
    return "; ".join([told, *(_deal_text(deal, language) for deal in deals if deal.request.id == line.deal)])


def step_text(step: Step, language: str = "en", *, reason: bool = True) -> str:
    """One step in words, without its amount: "burrata (left, double)".

    With the `reason` why a topping costs less than it would ("instead of onion"), which a kitchen need not read.
    """
    name = text_of(step.label, language)
    if step.kind == "half":
        half = _word("half_of", language, name=name)
        if step.params["policy"] == "sum":
            return half
        return f"{half} ({_word('percent', language, percent=step.params['percent'])})"
    if step.kind == "halves":
        return f"{name} ({_word(step.params['policy'], language)})"
    if step.kind in ("split_fee", "credit"):
        return _word(step.kind, language)
    if step.kind == "removal":
        return _aside(_word("removal", language, name=name), _remarks(step, language))
    if step.kind == "topping":
        return _aside(name, [*_remarks(step, language), *(_favours(step, language) if reason else ())])
    return name


def _base_text(line: LineQuote, language: str) -> str:
    """Size, names and what they cost: "Large half Margherita / half Diavola, the dearer half 9.50"."""
    base = [step for step in line.steps if step.kind in BASE]
    first = base[0]
    name, policy = text_of(line.name, language), ""
    if first.kind != "base":
        policy = f", {_word(first.params['policy'], language, percent=first.params.get('percent', ''))}"
        # Quotes of before halves had names keep the line's: "½ Margherita · ½ Diavola".
        if names := first.params.get("names"):
            name = " / ".join(_word("half_of", language, name=text_of(half, language)) for half in names)
    if line.size:
        name = _word("sized", language, size=text_of(line.size, language), name=name)
    return f"{name}{policy} {Money.sum((step.amount for step in base), line.unit.currency).digits(language)}"


def _remarks(step: Step, language: str) -> list[str]:
    """Where and how much, when that is out of the ordinary."""
    params = step.params
    if params["side"] == "both":
        return [f"{_word(side, language)} {_word(params[side], language)}" for side in ("left", "right")]
    said = (params["side"], params.get("amount", "normal"))
    return [_word(remark, language) for remark in said if remark not in ("whole", "normal")]


def _favours(step: Step, language: str) -> list[str]:
    """Why a topping costs less than it would."""
    said = []
    if givers := step.params.get("instead_of"):
        said.append(_word("instead_of", language, names=", ".join(text_of(giver, language) for giver in givers)))
    if step.params.get("included"):
        said.append(_word("included", language))
    return said


def _aside(name: str, remarks: list[str]) -> str:
    return f"{name} ({', '.join(remarks)})" if remarks else name


def _deal_text(deal: DealQuote, language: str) -> str:
    amounts = {"price": deal.price.digits(language), "instead": deal.instead.digits(language)}
    if not deal.saving:
        return text_of(deal.name, language)
    return _word("deal", language, name=text_of(deal.name, language), **amounts)


def _line_rows(line: LineQuote, language: str, deals: Iterable[DealQuote]) -> Iterator[str]:
    name = text_of(line.name, language)
    if line.size:
        name = f"{name}, {text_of(line.size, language)}"
    yield _row(f"{line.quantity} x {name}", line.total.text(language))
    for step in line.steps:
        sign = "+ " if step.kind in ("dough", "topping", "split_fee") else ""
        yield _row(f"    {sign}{step_text(step, language)}", step.amount.text(language))
    yield from (f"    {_deal_text(deal, language)}" for deal in deals if deal.request.id == line.deal)
    for key, codes in (("allergens", line.allergens), ("may_contain", line.may_contain)):
        if codes:
            named = ", ".join(text_of(ALLERGENS[code], language) for code in codes)
            yield f"    {_word(key, language)}: {named}"


def _row(name: str, amount: str) -> str:
    return f"{name:<48} {amount:>12}"


def _word(key: str, language: str, **params: str) -> str:
    return say(WORDS[key], language, params) if key in WORDS else key

"""A quote in words, so that a price can be read aloud at the counter."""

from __future__ import annotations

from collections.abc import Iterator

from pizzeria.quotes import LineQuote, Quote, Step
from pizzeria.words import ALLERGENS, WORDS, say, text_of


def explain(quote: Quote, language: str = "en") -> list[str]:
    """The derivation in "it" or "en": every line with its steps, then discounts, fees, sum and VAT."""
    rows = [row for line in quote.lines for row in _line_rows(line, language)]
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


def step_text(step: Step, language: str = "en") -> str:
    """One step in words, without its amount: "burrata (left, double)"."""
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
        return _aside(_word("removal", language, name=name), [step.params["side"]], language)
    if step.kind == "topping":
        return _topping_text(name, step, language)
    return name


def _topping_text(name: str, step: Step, language: str) -> str:
    if step.params["side"] == "both":
        sides = [f"{_word(side, language)} {_word(step.params[side], language)}" for side in ("left", "right")]
        return f"{name} ({', '.join(sides)})"
    return _aside(name, [step.params["side"], step.params["amount"]], language)


def _aside(name: str, remarks: list[str], language: str) -> str:
    """The name and in brackets what is out of the ordinary about it."""
    said = [_word(remark, language) for remark in remarks if remark not in ("whole", "normal")]
    return f"{name} ({', '.join(said)})" if said else name


def _line_rows(line: LineQuote, language: str) -> Iterator[str]:
    name = text_of(line.name, language)
    if line.size:
        name = f"{name}, {text_of(line.size, language)}"
    yield _row(f"{line.quantity} x {name}", line.total.text(language))
    for step in line.steps:
        sign = "+ " if step.kind in ("dough", "topping", "split_fee") else ""
        yield _row(f"    {sign}{step_text(step, language)}", step.amount.text(language))
    for key, codes in (("allergens", line.allergens), ("may_contain", line.may_contain)):
        if codes:
            named = ", ".join(text_of(ALLERGENS[code], language) for code in codes)
            yield f"    {_word(key, language)}: {named}"


def _row(name: str, amount: str) -> str:
    return f"{name:<48} {amount:>12}"


def _word(key: str, language: str, **params: str) -> str:
    return say(WORDS[key], language, params) if key in WORDS else key

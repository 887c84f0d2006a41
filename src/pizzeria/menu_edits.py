"""Edits of a written menu: plain JSON, applied one after the other. The same edits over the same menu make the same menu.

{"verb": "add_row", "what": "products", "row": {...}, "before": key or null}
{"verb": "change_row", "what": "sizes", "key": key, "set": {"name": {...}, "diameter": 33}}
{"verb": "remove_row", "what": "ingredients", "key": key}
{"verb": "move_row", "what": "products", "key": key, "before": key or null, "category": key}
{"verb": "copy_product", "key": key, "new": key}
{"verb": "price_rows", "prices": [["products", key, size or "", "9.50" or null], ...]}
{"verb": "raise_prices", "what": "products", "keys": [...], "percent": "5", "amount": "0", "step": "0.50"}
{"verb": "translate_rows", "texts": [["products", key, "name", "en", "Margherita"], ...]}
{"verb": "set_rules", "set": {"half": "average"}}
{"verb": "replace_menu", "sheet": {...}}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pizzeria.menu_checks import Refused, check, settled
from pizzeria.menu_sheet import ROWS, MenuSheet, RulesRow, row_from, values_from
from pizzeria.menu_values import MOST_PRICE, Malformed, Text, read_value
from pizzeria.money import CENT, round_to

Edit = Mapping[str, Any]

# What changes by the minute and not by a draft: a menu that is put in place of another leaves it as it is.
LIVE = ("is_active", "photo")
PRICED = ("products", "doughs", "ingredients")
TRANSLATED = {"name": ROWS, "description": ("products",)}
_COPY = {"it": "{name} (copia)", "en": "{name} (copy)"}


def apply(sheet: MenuSheet, edit: Any) -> MenuSheet:
    """The menu after the edit; ``sheet`` stays as it is. Raises Refused for everything that is no edit of it."""
    try:
        made = _VERBS[edit["verb"]](sheet, edit)
    except Malformed as wrong:
        raise Refused("malformed", field=wrong.field) from None
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise Refused("malformed", field="edit") from None
    made = settled(made)
    check(made)
    return made


def fold(sheet: MenuSheet, edits: Iterable[Any]) -> MenuSheet:
    """The menu after all edits. One that makes no sense any more, since others changed the menu below, is left out."""
    for edit in edits:
        try:
            sheet = apply(sheet, edit)
        except Refused:
            continue
    return sheet


# --- one function per verb ------------------------------------------------------------------------------------


def _add_row(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    what = _what(edit)
    row = row_from(what, edit["row"])
    if row.key in sheet.table(what):
        raise Refused("key_twice")
    sheet = _with_usual(_put(sheet, what, row, edit.get("before")), what, row)
    return _price_rows(sheet, edit) if "prices" in edit else sheet


def _change_row(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    what = _what(edit)
    row = _found(sheet, what, edit["key"])
    values = values_from(ROWS[what], edit["set"])
    if "key" in values:
        raise Malformed("key")
    changed = replace(row, **values)
    return _with_usual(_exchanged(sheet, what, {row.key: changed}), what, changed)


def _remove_row(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    """Take a row away with every mention of it: a category with its products, a size with its prices."""
    what = _what(edit)
    key = _found(sheet, what, edit["key"]).key
    sheet = sheet.with_rows(what, (row for row in sheet.rows(what) if row.key != key))
    if what == "categories":
        return replace(sheet, products=tuple(row for row in sheet.products if row.category != key))
    if what == "sizes":
        for of in PRICED:
            sheet = sheet.with_rows(of, (_without_size(row, key) for row in sheet.rows(of)))
    if what == "ingredients":
        return _without_ingredient(sheet, key)
    return sheet


def _without_size(row: Any, size: str) -> Any:
    if size not in row.prices:
        return row
    return replace(row, prices={key: price for key, price in row.prices.items() if key != size})


def _without_ingredient(sheet: MenuSheet, key: str) -> MenuSheet:
    return replace(
        sheet,
        ingredients=tuple(
            replace(row, clashes=_without(row.clashes, key), substitute="" if row.substitute == key else row.substitute)
            for row in sheet.ingredients
        ),
        products=tuple(
            replace(
                row,
                recipe=tuple(part for part in row.recipe if part[0] != key),
                excluded=_without(row.excluded, key),
            )
            for row in sheet.products
        ),
    )


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(item for item in keys if item != key)


def _move_row(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    what = _what(edit)
    row = _found(sheet, what, edit["key"])
    if "category" in edit:
        row = replace(row, category=read_value("category", edit["category"]))
    before = edit.get("before")
    if before == row.key:
        return sheet
    left = (item for item in sheet.rows(what) if item.key != row.key)
    return _put(sheet.with_rows(what, left), what, row, before)


def _copy_product(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    row = _found(sheet, "products", edit["key"])
    keys = list(sheet.table("products"))
    name = {code: _COPY.get(code, "{name}").format(name=text)[:80] for code, text in row.name.items()}
    new = replace(row, key=read_value("key", edit["new"]), name=name, code="", photo="")
    if new.key in keys:
        raise Refused("key_twice")
    after = keys[keys.index(row.key) + 1 :]
    return _put(sheet, "products", new, after[0] if after else None)


def _price_rows(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    for what, key, size, amount in edit["prices"]:
        if what not in PRICED:
            raise Malformed("what")
        row = _found(sheet, what, key)
        prices = dict(row.prices)
        prices.pop(size, None)
        if amount is not None:
            prices[str(size)] = read_value("split_fee", amount)
        sheet = _exchanged(sheet, what, {key: replace(row, prices=_in_order(prices, sheet))})
    return sheet


def _in_order(prices: Mapping[str, Decimal], sheet: MenuSheet) -> dict[str, Decimal]:
    places = {key: place for place, key in enumerate(sheet.table("sizes"))}
    return dict(sorted(prices.items(), key=lambda item: places.get(item[0], -1)))


def _raise_prices(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    what, keys = edit["what"], set(edit["keys"])
    if what not in PRICED:
        raise Malformed("what")
    percent, amount, step = (_figure(edit, name) for name in ("percent", "amount", "step"))
    return _exchanged(
        sheet, what, {key: _raised(_found(sheet, what, key), percent, amount, step) for key in sorted(keys)}
    )


def _figure(edit: Edit, name: str) -> Decimal:
    value = edit.get(name) or "0"
    if not isinstance(value, str) or len(value) > 12:
        raise Malformed(name)
    try:
        figure = Decimal(value)
    except ArithmeticError:
        raise Malformed(name) from None
    if not figure.is_finite() or abs(figure) > MOST_PRICE or (name == "step" and figure < 0):
        raise Malformed(name)
    return figure


def _raised(row: Any, percent: Decimal, amount: Decimal, step: Decimal) -> Any:
    """What costs nothing goes on costing nothing; nothing becomes free or earns money by being made cheaper."""
    prices = {}
    for size, former in row.prices.items():
        raw = former + former * percent / 100 + amount
        rounded = round_to(round_to(raw, step or CENT), CENT)
        prices[size] = max(rounded, step or CENT) if former else former
        if prices[size] > MOST_PRICE:
            raise Refused("too_dear", name=row.name)
    return replace(row, prices=prices)


def _translate_rows(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    for what, key, name, language, text in edit["texts"]:
        if what not in TRANSLATED[name]:
            raise Malformed("what")
        row = _found(sheet, what, key)
        texts: Text = read_value(name, {**getattr(row, name), language: text})
        sheet = _exchanged(sheet, what, {key: replace(row, **{name: texts})})
    return sheet


def _set_rules(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    return replace(sheet, rules=replace(sheet.rules, **values_from(RulesRow, edit["set"])))


def _replace_menu(sheet: MenuSheet, edit: Edit) -> MenuSheet:
    new, old = MenuSheet.from_json(edit["sheet"]), sheet.table("products")
    kept = (
        replace(row, **{name: getattr(old[row.key], name) for name in LIVE}) if row.key in old else row
        for row in new.products
    )
    return replace(new, products=tuple(kept))


_VERBS: dict[str, Callable[[MenuSheet, Edit], MenuSheet]] = {
    "add_row": _add_row,
    "change_row": _change_row,
    "remove_row": _remove_row,
    "move_row": _move_row,
    "copy_product": _copy_product,
    "price_rows": _price_rows,
    "raise_prices": _raise_prices,
    "translate_rows": _translate_rows,
    "set_rules": _set_rules,
    "replace_menu": _replace_menu,
}


# --- tables ---------------------------------------------------------------------------------------------------


def _what(edit: Edit) -> str:
    what = edit["what"]
    if what not in ROWS:
        raise Malformed("what")
    return str(what)


def _found(sheet: MenuSheet, what: str, key: Any) -> Any:
    row = sheet.table(what).get(key)
    if row is None:
        raise Refused("gone")
    return row


def _exchanged(sheet: MenuSheet, what: str, rows: Mapping[str, Any]) -> MenuSheet:
    return sheet.with_rows(what, (rows.get(row.key, row) for row in sheet.rows(what)))


def _put(sheet: MenuSheet, what: str, row: Any, before: Any) -> MenuSheet:
    """The sheet with the row before another one, or last."""
    rows = list(sheet.rows(what))
    keys = [item.key for item in rows]
    if before is not None and before not in keys:
        raise Refused("gone")
    rows.insert(len(rows) if before is None else keys.index(before), row)
    return sheet.with_rows(what, rows)


def _with_usual(sheet: MenuSheet, what: str, row: Any) -> MenuSheet:
    """Only one can be the usual one: the row that was just said to be."""
    if not getattr(row, "is_usual", False):
        return sheet
    return sheet.with_rows(what, (replace(item, is_usual=item.key == row.key) for item in sheet.rows(what)))

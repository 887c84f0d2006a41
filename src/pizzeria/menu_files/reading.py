"""Tables of text become a menu: each row becomes one of the menu's, or is refused with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pizzeria.catalogue import BUILT_KINDS
from pizzeria.menu_files import cells, columns
from pizzeria.menu_files.columns import BY_CODE, INGREDIENTS, KIND_WORDS, KINDS, PRODUCTS, ROW_KINDS, SIZES, Column
from pizzeria.menu_files.names import Names, key_of, said_names, without_diameter
from pizzeria.menu_files.tables import MOST_ROWS, Problem, Table, Wrong, unguarded
from pizzeria.menu_sheet import EMPTY, MenuSheet
from pizzeria.menu_values import Malformed, read_value

# Sizes are named by prices, categories by products; toppings come in the sizes that pizzas have.
_ORDER = (columns.SIZES, columns.CATEGORIES, PRODUCTS, INGREDIENTS, columns.DOUGHS)
_KINDS = {columns.plain(word): code for code, words in KIND_WORDS.items() for word in (code, *words.values())}
# Names are looked up at the end, hours are whole as they are.
_READY = frozenset({"parts", "part", "hours"})
_MOST = {"name": 80, "description": 300, "glyph": 20, "code": 40}


@dataclass(frozen=True)
class Record:
    """One row that says something: its cells by column, and prices by the size in their heading."""

    table: Table
    row: int
    what: str
    kind: str
    cells: Mapping[str, str]
    prices: Mapping[str, str]
    titles: Mapping[str, str]


@dataclass
class Item:
    """What the rows of one thing have said so far."""

    key: str
    what: str
    record: Record
    names: dict[str, str] = field(default_factory=dict)
    category: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    said: dict[str, tuple[str, int]] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    prices: dict[str, Decimal] = field(default_factory=dict)
    price_rows: dict[str, int] = field(default_factory=dict)
    headings: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return next(iter(self.names.values()))


class Reader:
    """Reads tables onto the menu there is: what it calls by the same name is the same. ``problems`` are in no order."""

    def __init__(self, language: str, like: MenuSheet = EMPTY) -> None:
        self.language, self.like = language, like
        self.problems: list[Problem] = []
        self.items: dict[str, dict[str, Item]] = {what: {} for what in columns.EVERY}
        self.known = {what: Names(getattr(like, what)) for what in columns.EVERY}
        self.names = {what: Names() for what in columns.EVERY}
        self.mentioned: dict[str, dict[str, Any]] = {what: {} for what in columns.EVERY}
        self.broken: set[str] = set()
        self.ids: set[str] = set()

    def read(self, tables: Sequence[Table]) -> None:
        records = [record for table in tables for record in self._records(table)]
        if not records and not self.problems:
            self.wrong(tables[0] if tables else None, 1, "empty")
        if len(records) > MOST_ROWS:
            last = records[MOST_ROWS]
            self.wrong(last.table, last.row, "too_long", most=MOST_ROWS)
            records = records[:MOST_ROWS]
        self.ids = {record.cells["id"] for record in records if record.cells.get("id")}
        for record in sorted(records, key=lambda record: _ORDER.index(record.what)):
            self._take(record)

    def wrong(self, table: Table | None, row: int, code: str, /, column: str = "", **params: Any) -> None:
        self.problems.append(Problem(row, code, params, table.name if table else "", column))

    # --- the table ------------------------------------------------------------------------------------------

    def _records(self, table: Table) -> Iterator[Record]:
        what = columns.what_of(table.name)
        codes = [columns.code_of(title) for title in table.head]
        if not any(table.head) or not self._columns_are_right(table, codes, what):
            return
        for row, values in table.rows:
            texts = [unguarded(value.strip()).strip() for value in values]
            if not any(texts):
                continue
            if len(texts) > len(table.head) and any(texts[len(table.head) :]):
                self.wrong(table, row, "too_wide")
                continue
            record = self._record(table, row, texts, codes, what)
            if record:
                yield record

    def _columns_are_right(self, table: Table, codes: Sequence[str | None], what: str) -> bool:
        before = len(self.problems)
        seen = [code or key_of(title) for title, code in zip(table.head, codes, strict=True)]
        for number, (title, code) in enumerate(zip(table.head, codes, strict=True)):
            if code is None and title and not columns.size_of(title):
                self.wrong(table, 1, "unknown_column", column=title, title=title)
            elif title and (code or key_of(title)) in seen[:number]:
                self.wrong(table, 1, "twice_column", column=title, title=title)
        found = {code for code in codes if code}
        needed = {"name": {"name", "name_it", "name_en"}}
        if what == PRODUCTS:
            needed |= {"kind": {"kind"}, "price": {"price"}}
            if any(columns.size_of(title) for title in table.head):
                del needed["price"]
        for code, any_of in needed.items():
            if not found & any_of:
                self.wrong(table, 1, "no_column", column="", title=BY_CODE[code].title(self.language))
        return len(self.problems) == before

    def _record(
        self, table: Table, row: int, texts: Sequence[str], codes: Sequence[str | None], what: str
    ) -> Record | None:
        by_code: dict[str, str] = {}
        prices: dict[str, str] = {}
        titles: dict[str, str] = {}
        for place, (title, code, text) in enumerate(zip(table.head, codes, texts, strict=False)):
            if (row, place) in table.formulas:
                self.wrong(table, row, "formula", column=title)
            if code:
                by_code[code], titles[code] = text, title
            elif size := columns.size_of(title):
                prices[size], titles[f"price {size}"] = text, title
        kind = ROW_KINDS.get(what, "")
        if said := by_code.get("kind", ""):
            kind = _KINDS.get(columns.plain(said), "")
        if not kind:
            known = {code: ", ".join(words[code] for words in KIND_WORDS.values()) for code in ("en", "it")}
            self.wrong(table, row, "kind", titles.get("kind", ""), value=said, known=known)
            return None
        # A row without all its cells says nothing in the rest.
        by_code |= {code: "" for code in codes if code and code not in by_code}
        return Record(table, row, KINDS[kind].what, kind, by_code, prices, titles)

    # --- the row --------------------------------------------------------------------------------------------

    def _take(self, record: Record) -> None:
        before = len(self.problems)
        names = said_names(record.cells, "name", self.language)
        if not names:
            self._wrong_cell(record, "name", "blank", title=self._title(record, "name"))
        self._check_text(record, "name", names)
        if record.what == PRODUCTS and not record.cells.get("category"):
            self._wrong_cell(record, "category", "blank", title=self._title(record, "category"))
        prices = self._prices(record)
        fields = dict(self._fields(record))
        descriptions = said_names(record.cells, "description", self.language)
        self._check_text(record, "description", descriptions)
        wrong_before = any(p.row == record.row and p.sheet == record.table.name for p in self.problems[:before])
        if len(self.problems) > before or wrong_before:
            self._remember_broken(record, names)
            return
        size = record.cells.get("size", "")
        if record.what == PRODUCTS and record.kind != "pizza" and size:
            # Half a litre of water is another thing than a litre, not a size that toppings have prices for.
            names, size = {language: f"{name} {size}" for language, name in names.items()}, ""
        item = self._item(record, names)
        self._say(record, item, fields | ({"description": descriptions} if descriptions else {}), names)
        for label, price in prices.items():
            self._put_price(record, item, label or size, price)

    def _remember_broken(self, record: Record, names: Mapping[str, str]) -> None:
        """What a row that is wrong speaks of is there all the same: nobody is told that it is missing."""
        self.broken |= {key_of(name) for name in names.values()}
        if record.what == PRODUCTS:
            for label in (*record.prices, record.cells.get("size", "")):
                if label:
                    self._size(label)

    def _prices(self, record: Record) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        if record.what in (SIZES, columns.CATEGORIES):
            return found
        for label, text in {"": record.cells.get("price", ""), **record.prices}.items():
            if not text:
                continue
            try:
                found[label] = cells.price(text)
            except Wrong as wrong:
                self._wrong_cell(record, f"price {label}" if label else "price", wrong.code, **wrong.params)
        return found

    def _fields(self, record: Record) -> Iterator[tuple[str, Any]]:
        for code, text in record.cells.items():
            column = BY_CODE[code]
            if not text or not column.cell or record.what not in column.of:
                continue
            try:
                value = cells.READ[column.cell](text)
                yield column.field, value if column.cell in _READY else read_value(column.field, value)
            except Wrong as wrong:
                self._wrong_cell(record, code, wrong.code, **wrong.params)
            except Malformed:
                most = _MOST.get(column.field)
                self._wrong_cell(record, code, "text" if most else "number", value=text[:80], most=most)

    def _check_text(self, record: Record, field: str, texts: Mapping[str, str]) -> None:
        for text in texts.values():
            try:
                read_value(field, {"it": text})
            except Malformed:
                self._wrong_cell(record, field, "text", value=text[:80], most=_MOST[field])

    def _item(self, record: Record, names: Mapping[str, str]) -> Item:
        """The thing this row is about: one that another row told of already, one of the menu, or a new one."""
        category = self._category(record.cells["category"]) if record.what == PRODUCTS else ""
        key = self._known_key(record, names, category)
        item = self.items[record.what].setdefault(key, Item(key, record.what, record, dict(names), category))
        self.names[record.what].add(key, names)
        return item

    def _known_key(self, record: Record, names: Mapping[str, str], category: str) -> str:
        what, id = record.what, record.cells.get("id", "")
        if id and (id in self.known[what].keys or id in self.items[what]):
            return id
        if not id:
            told = [key for name in names.values() for key in self.names[what].all(name)]
            for key in told:
                if what != PRODUCTS or self.items[what][key].category == category:
                    return key
        rows = self.like.table(what)
        free = [
            key
            for name in names.values()
            for key in self.known[what].all(name)
            if key not in self.ids and key not in self.items[what]
        ]
        free.sort(key=lambda key: getattr(rows[key], "category", "") != category)
        if free:
            return free[0]
        word = key_of(next(iter(names.values())))
        return id or (f"{category}/{word}" if what == PRODUCTS else word)

    def _category(self, label: str) -> str:
        what = columns.CATEGORIES
        key = self.names[what].find(label) or self.known[what].find(label)
        if key is None:
            key = key_of(label)
            self.mentioned[what][key] = {self.language: label}
            self.names[what].add(key, {self.language: label})
        return key

    def _say(self, record: Record, item: Item, fields: Mapping[str, Any], names: Mapping[str, str]) -> None:
        """Take over what the row says; a later row may stay silent but not contradict."""
        item.columns |= {code for code in record.cells if item.what in BY_CODE[code].of}
        item.headings |= set(record.prices)
        compared = {code: text for code, text in record.cells.items() if _is_compared(BY_CODE[code], item)}
        for code, text in compared.items():
            if not text:
                continue
            said, row = item.said.setdefault(code, (text, record.row))
            if key_of(said) != key_of(text):
                title = self._title(record, code)
                self.wrong(record.table, record.row, "differs", column=title, title=title, name=item.name, row=row)
        item.names |= {language: name for language, name in names.items() if language not in item.names}
        item.fields = {**fields, **item.fields}

    def _put_price(self, record: Record, item: Item, label: str, price: Decimal) -> None:
        if label and item.what == PRODUCTS and KINDS[record.kind].kind not in BUILT_KINDS:
            price_title = BY_CODE["price"].title(self.language)
            self._wrong_cell(record, f"price {label}", "no_pizza", name=item.name, title=price_title)
            return
        if label and item.what == PRODUCTS:
            size = self._size(label)
        elif label:
            size = self.size_of(label) or ""
            if not size:
                title = record.titles.get(f"price {label}", record.titles.get("size", ""))
                self.wrong(record.table, record.row, "no_pizza_size", column=title, value=label)
                return
        else:
            size = self._only_size() if record.kind == "pizza" else ""
        if size in item.prices:
            self.wrong(record.table, record.row, "twice", name=item.name, row=item.price_rows[size])
            return
        item.prices[size], item.price_rows[size] = price, record.row

    def size_of(self, label: str) -> str | None:
        for word in (label, without_diameter(label)):
            if key := self.names[SIZES].find(word) or self.known[SIZES].find(word):
                return key
        return None

    def _size(self, label: str) -> str:
        """The key of a size, which is one more on the menu when it is new."""
        key = self.size_of(label)
        if key is None:
            name = without_diameter(label)
            key = key_of(name)
            self.mentioned[SIZES][key] = label
            self.names[SIZES].add(key, {self.language: name})
        return key

    def _only_size(self) -> str:
        """The size of a pizza that says none: the only one there is, or one called "Normale"."""
        there = {*self.items[SIZES], *self.mentioned[SIZES], *(row.key for row in self.like.sizes)}
        key = next(iter(there)) if len(there) == 1 else "only"
        if key not in there:
            self.mentioned[SIZES][key] = ""
        return key

    # --- problems -------------------------------------------------------------------------------------------

    def _title(self, record: Record, code: str) -> str:
        return record.titles.get(code) or BY_CODE[code].title(self.language)

    def _wrong_cell(self, record: Record, code: str, problem: str, /, **params: Any) -> None:
        title = record.titles.get(code) or next((t for c, t in record.titles.items() if c.startswith(code)), "")
        self.wrong(record.table, record.row, problem, column=title, **params)


def _is_compared(column: Column, item: Item) -> bool:
    return item.what in column.of and column.code not in ("id", "category", "size", "price") and column.field != "name"

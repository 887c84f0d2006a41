"""What an owner takes along who leaves: every table a person can use, in words. Named by settings.TAKING_ALONG."""

from collections.abc import Iterable, Iterator, Sequence

from pizzeria import menu_csv
from shared_apps.accounts.models import User
from tenant_apps.menu import loading
from tenant_apps.ordering.models import Order, OrderLine
from toolbox import i18n

Table = tuple[str, Sequence[str], Iterable[Sequence[object]]]
_AT_A_TIME = 2000


def menu_file(language: str) -> str:
    """Return the menu as the file that can be read in again."""
    return menu_csv.write(loading.read_sheet(), language=language)


def tables() -> Iterator[Table]:
    """Yield name, heading and rows of each table of the pizzeria one is in; rows are read as they are asked for."""
    orders = "number business_day placed_at state order_type channel name phone email address tender total vat currency"
    yield "orders", orders.split(), _values(Order.objects.order_by("number"), orders.split())
    yield "order-lines", ["order", "product", "size", "quantity", "total", "vat_rate"], _lines()
    people = ["email", "name", "phone", "language", "created_at"]
    yield "customers", people, _values(User.objects.filter(role="").order_by("created_at"), people)
    staff = ["email", "name", "role", "is_active"]
    yield "staff", staff, _values(User.objects.exclude(role="").order_by("created_at"), staff)


def _values(rows: "object", names: Sequence[str]) -> Iterable[Sequence[object]]:
    found: Iterable[Sequence[object]] = rows.values_list(*names).iterator(chunk_size=_AT_A_TIME)  # type: ignore[attr-defined]
    return found


def _lines() -> Iterator[Sequence[object]]:
    names = ("order__number", "name", "size", "quantity", "total", "vat_rate")
    lines = OrderLine.objects.standing().order_by("order__number", "position").values_list(*names)
    for number, name, *rest in lines.iterator(chunk_size=_AT_A_TIME):
        yield [number, i18n.text(name), *rest]

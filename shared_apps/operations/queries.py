"""The fleet as its admins see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Q, QuerySet

from shared_apps.journal.models import Entry
from shared_apps.onboarding.models import SignUp
from shared_apps.onboarding.queries import HOLDING
from tenants.models import Pizzeria

PAGE = 50
SORTS = {
    "name": "name",
    "state": "state",
    "plan": "plan",
    "created": "created_at",
    "activity": "last_activity_at",
}


@dataclass(frozen=True)
class Wish:
    """What the admin looks for: words, a state, and an order (a minus in front turns it round)."""

    words: str = ""
    state: str = ""
    sort: str = "name"


def fleet(wish: Wish) -> QuerySet[Pizzeria]:
    """Return the pizzerias that fit, in the order wished for, each with its franchise."""
    rows = Pizzeria.objects.select_related("store__franchise")
    if wish.words:
        rows = rows.filter(Q(name__icontains=wish.words) | Q(slug__icontains=wish.words))
    if wish.state in Pizzeria.State.values:
        rows = rows.filter(state=wish.state)
    turned, column = wish.sort.startswith("-"), SORTS.get(wish.sort.lstrip("-"), "name")
    return rows.order_by(f"-{column}" if turned else column, "id")


def page_of_fleet(wish: Wish, *, number: object) -> "Page[Pizzeria]":
    """Return one page of the fleet, each pizzeria with ``size``: the bytes its schema takes on disk."""
    page = Paginator(fleet(wish), PAGE).get_page(number)
    sizes = sizes_of([pizzeria.schema_name for pizzeria in page])
    for pizzeria in page:
        pizzeria.size = sizes.get(pizzeria.schema_name, 0)
    return page


def sizes_of(schemas: Sequence[str]) -> Mapping[str, int]:
    """Return the bytes on disk of each schema: tables, their indexes and what is stored out of line."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT n.nspname, sum(pg_total_relation_size(c.oid))::bigint
            FROM pg_catalog.pg_namespace n
            JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
            WHERE n.nspname = ANY(%s)
            GROUP BY n.nspname
            """,
            [list(schemas)],
        )
        return dict(cursor.fetchall())


def states() -> Mapping[str, int]:
    """Return how many pizzerias are in each state."""
    return dict(Pizzeria.objects.values_list("state").annotate(Count("pk")).order_by("state"))


def sign_ups_under_way() -> int:
    return SignUp.objects.filter(state__in=HOLDING).count()


def history(pizzeria: Pizzeria) -> Sequence[Entry]:
    """Return the newest fifty facts of the platform's journal about this pizzeria."""
    return list(Entry.objects.about(pizzeria.id).order_by("-id")[:50])

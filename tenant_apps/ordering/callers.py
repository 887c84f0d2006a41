"""Who is calling: found by the last digits of a number, among earlier orders and people with an account."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, TextField, Value
from django.db.models.functions import Replace

from shared_apps.accounts.models import User
from tenant_apps.menu import queries as menu
from tenant_apps.ordering.models import Basket, Order, OrderLine
from tenant_apps.shop import queries as shops
from toolbox import phones

LEAST_DIGITS = 4
MOST_CALLERS = 4
MOST_PLACES = 3
MOST_ORDERS = 3
RECENT = timedelta(days=60)
MARKS = (" ", "-", "/", ".", "(", ")")


@dataclass(frozen=True)
class Place:
    """Where it went or is to go; ``note`` is the bell, the floor."""

    address: str
    note: str


@dataclass
class Caller:
    """Somebody with that number. ``user`` has an account; ``orders`` are the latest, with their lines; of ``many``."""

    phone: str
    name: str
    user: User | None = None
    places: list[Place] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    many: int = 0


def callers(number: str, *, at: datetime) -> list[Caller]:
    """Return who may be calling from a number that ends so, those with an account and the latest first."""
    digits = phones.bare(number, country=shops.timetable(at=at).shop.country)
    if len(digits) < LEAST_DIGITS:
        return []
    found: dict[str, Caller] = {}
    for user in _people(digits):
        caller = found.setdefault(phones.bare(user.phone, country="IT"), Caller(user.phone, user.name, user))
        caller.places += [Place(str(row), row.note) for row in user.addresses.all()[:MOST_PLACES]]
    earlier = Order.objects.filter(bare_phone__endswith=digits).exclude(bare_phone="")
    for order in earlier.order_by("-placed_at").prefetch_related("lines")[: MOST_CALLERS * 10]:
        caller = found.setdefault(order.bare_phone, Caller(order.phone, order.name))
        caller.many += 1
        caller.orders += [order] if len(caller.orders) < MOST_ORDERS else []
        place = Place(order.address, order.address_note)
        if (
            place.address
            and len(caller.places) < MOST_PLACES
            and all(p.address != place.address for p in caller.places)
        ):
            caller.places.append(place)
    return list(found.values())[:MOST_CALLERS]


def call_of(id: object, user: User) -> Basket | None:
    """Return this person's open call."""
    return Basket.objects.filter(id=id, taken_by=user, edits=None).first()


def calls_of(user: User) -> list[Basket]:
    """Return this person's open calls, the longest waiting first."""
    return list(Basket.objects.filter(taken_by=user, edits=None).order_by("created_at").prefetch_related("lines"))


def unused_call(user: User) -> Basket | None:
    """Return a call of theirs into which nothing was written or put: the next caller can have it."""
    said = ("name", "phone", "address", "note")
    return next((one for one in calls_of(user) if not one.lines.all() and not any(map(one.call.get, said))), None)


def favourites(*, at: datetime, most: int = 8) -> list[str]:
    """Return the ids of the products that were ordered most lately and are on the menu."""
    today = shops.timetable(at=at)
    first = at.astimezone(today.shop.zone).date() - RECENT
    sold = OrderLine.objects.standing().filter(order__business_day__gte=first).exclude(product_id=None)
    ranked = sold.order_by().values("product_id").annotate(many=Count("id")).order_by("-many", "product_id")
    on_menu = menu.price_menu(at=at).products
    ids = (str(row["product_id"]) for row in ranked[: most * 2])
    return [id for id in ids if id in on_menu][:most]


def _people(digits: str) -> list[User]:
    bare = F("phone")
    for mark in MARKS:
        bare = Replace(bare, Value(mark), Value(""), output_field=TextField())
    known = User.objects.filter(is_active=True).exclude(phone="").annotate(bare=bare)
    return list(known.filter(bare__endswith=re.sub(r"\D", "", digits)).order_by("id")[:MOST_CALLERS])

"""The demo's people, shops and year of sales. Safe to repeat: what is there already is left alone."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.hashers import make_password

import tenants
from config import demo_deals, demo_money, demo_royalties, demo_sales
from learning.till import Till
from shared_apps.accounts import actions as accounts
from shared_apps.billing import plans
from shared_apps.franchise import actions as franchise
from shared_apps.journal.facts import Actor
from shared_apps.onboarding import actions as onboarding
from tenant_apps.insights import actions as insights
from tenant_apps.insights import queries as sales
from tenant_apps.shop import actions as shop
from tenants.models import Pizzeria
from toolbox.refusals import Refusal

BY = Actor.system("demo")
FRANCHISE = "PizzaMama Demo"
STAFF = {
    "manager": "Marta Manager",
    "cashier": "Carla Cassa",
    "kitchen": "Anna Forno",
    "courier": "Luca Corriere",
}
Say = Callable[[str], None]


class NotHere(Refusal):
    message = "Demo data has no place in production."


@dataclass(frozen=True)
class Store:
    """A shop of the demo: where it is, how it looks, and how its days are made from the public set."""

    slug: str
    name: str
    owner: str
    street: str
    city: str
    accent: str
    days: int = 364
    level: float = 1.0
    price: Decimal = Decimal(1)
    in_franchise: bool = True

    @property
    def plan(self) -> str:
        return plans.OF_A_FRANCHISE if self.in_franchise else plans.DEFAULT

    def sales(self, *, today: datetime) -> Till:
        last = sales.business_day(at=today) - timedelta(days=1)
        if self.slug == "napoli":
            return demo_sales.original(last=last)
        seed = sum(map(ord, self.slug))
        return demo_sales.resampled(last=last, days=self.days, level=self.level, price=self.price, seed=seed)


STORES = (
    Store("napoli", "Pizzeria Napoli", "Ciro Esposito", "Via dei Tribunali 32", "Napoli", "tomato"),
    Store("roma", "Pizzeria Roma", "Livia Conti", "Via del Moro 15", "Roma", "brick", level=0.7, price=Decimal("1.05")),
    Store(
        "milano",
        "Pizzeria Milano",
        "Paolo Brambilla",
        "Corso Garibaldi 8",
        "Milano",
        "night",
        level=1.25,
        price=Decimal("1.15"),
    ),
    Store(
        "vesuvio",
        "Vesuvio",
        "Gennaro Russo",
        "Via Roma 4",
        "Ercolano",
        "basil",
        days=40,
        level=0.35,
        in_franchise=False,
    ),
)


def password() -> str:
    """Return the password of everybody in the demo."""
    return "pizza" + os.environ.get("DEMO_PASSWORD_SUFFIX", "-demo")


def seed(stores: Sequence[Store] = STORES, *, say: Say, at: datetime) -> None:
    """Make the franchise, its shops, their people and their sales. Raises NotHere in production."""
    if settings.PRODUCTION:
        raise NotHere
    secret = make_password(password())
    for store in stores:
        with tenants.platform():
            there = Pizzeria.objects.filter(slug=store.slug).first()
        if there is None:
            say(f"opening {store.name}")
            there = _open(store, secret, at=at)
        _fill(store, there, say=say, at=at)
    with tenants.platform():
        _staff_the_platform(at=at)
        say("freezing the royalties of the months that are over")
        demo_royalties.freeze_the_past(franchise.found_franchise(FRANCHISE, by=BY, at=at), by=BY, at=at)


def _open(store: Store, secret: str, *, at: datetime) -> Pizzeria:
    wish = onboarding.Wish(
        pizzeria_name=store.name, slug=store.slug, email=f"owner@{store.slug}.test", password="", plan=store.plan
    )
    with tenants.platform():
        return onboarding.open_pizzeria(wish, password_hash=secret, by=BY, at=at)


def _fill(store: Store, pizzeria: Pizzeria, *, say: Say, at: datetime) -> None:
    if store.in_franchise:
        with tenants.platform():
            head = franchise.found_franchise(FRANCHISE, by=BY, at=at)
            franchise.take_in_store(head, pizzeria=pizzeria, since=at - timedelta(days=store.days), by=BY, at=at)
    with tenants.inside(pizzeria):
        if store.in_franchise:  # the other's owner has still to see to it
            demo_money.get_paid(store.slug, by=BY, at=at)
        if sales.first_and_last_day():
            return
        _dress(store, at=at)
        _people(store, at=at)
        demo_deals.add_deals(by=BY, at=at)
        say(f"importing {store.name}'s sales")
        insights.import_sales(store.sales(today=at), name="demo", contents=b"demo", by=BY, at=at)
        if span := sales.first_and_last_day():
            insights.hand_in_days(*span, at=at)
        say(f"learning from {store.name}'s sales")
        insights.learn_from_sales(by=BY, at=at)


def _dress(store: Store, *, at: datetime) -> None:
    fields = {
        "street": store.street,
        "city": store.city,
        "phone": "+39 081 555 0100",
        "email": f"ciao@{store.slug}.test",
        "accent": store.accent,
        "takes_eat_in": True,
    }
    shop.change_shop(fields, by=BY, at=at)


def _people(store: Store, *, at: datetime) -> None:
    slug, secret = store.slug, password()
    accounts.add_person(f"owner@{slug}.test", name=store.owner, role="owner", by=BY, at=at)
    for role, name in STAFF.items():
        accounts.add_person(f"{role}@{slug}.test", name=name, role=role, password=secret, by=BY, at=at)
    accounts.add_person(f"customer@{slug}.test", name="Giulia Bianchi", password=secret, by=BY, at=at)


def _staff_the_platform(*, at: datetime) -> None:
    head = franchise.found_franchise(FRANCHISE, by=BY, at=at)
    people = {"hq@pizzamama.test": ("Helena Quartieri", "hq"), "admin@pizzamama.test": ("Ada Admin", "admin")}
    for email, (name, role) in people.items():
        user = accounts.add_person(email, name=name, role=role, password=password(), by=BY, at=at)
        if role == "hq":
            franchise.join_head_office(head, user=user)

"""Two pizzerias whose rows have the same primary keys: only the words in them tell one from the other.

napoli's words begin with Partenope, roma's with Quirino. The twin is a copy of every
row of every table, so a table that comes tomorrow is aligned too.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection

import tenants
from pizzeria import ledger
from pizzeria.ledger import Posting
from pizzeria.pricing import default_configuration
from shared_apps.accounts import actions as accounts
from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from tenant_apps.customers.models import Address
from tenant_apps.kitchen.models import Printer, PrintJob
from tenant_apps.marketing import actions as marketing
from tenant_apps.menu import actions as menu
from tenant_apps.menu import queries as menus
from tenant_apps.menu import starter
from tenant_apps.menu.models import Category, Dough, Ingredient, Product, Size
from tenant_apps.notifications.models import Message
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.models import BasketLine, OrderLine
from tenant_apps.ordering.wishes import Wish
from tenant_apps.payments import actions as payments
from tenant_apps.payments import queries
from tenant_apps.payments.models import Dispute, Payment, Reconciliation
from tenant_apps.payments.posting import post
from tenant_apps.shop import actions as shop
from tests.orders import LUNCH
from tests.people import PASSWORD

HERS, OURS = "Partenope", "Quirino"
KEY = "key-that-was-used"


@dataclass(frozen=True)
class Ids:
    """What can stand in an address, by kind."""

    address: str
    order: str
    order_line: str
    basket: str
    basket_line: str
    product: str
    category: str
    size: str
    dough: str
    ingredient: str
    person: str
    invitation: str
    client: str
    printer: str
    print_job: str
    call: str
    deal: str
    choice: str
    dispute: str
    refund: str
    payment: str
    courier: str
    close: str
    receipt: str


def fill(word: str) -> Ids:
    """Give the pizzeria one is in a menu, people, an order, a basket and messages that all say ``word``."""
    system = Actor.system("cast")
    fields = {"name": f"{word} Pizza", "street": f"Via {word} 1", "email": f"ciao@{word}.test", "phone": "081 1"}
    shop.open_shop(fields, week=shop.STARTER_WEEK, by=system, at=LUNCH)
    menu.load_menu(starter.menu(), source="starter", by=system, at=LUNCH)
    _rename(word)
    owner, cook, customer = (_person(word, role) for role in ("owner", "kitchen", ""))
    invitation = accounts.invite_staff(f"new@{word}.test".lower(), role="kitchen", by=owner.actor, at=LUNCH)
    client, _ = accounts.create_api_client(
        owner, name=f"{word} till", role="owner", may_write=True, by=owner.actor, at=LUNCH
    )
    wish = Wish("delivery", name=f"{word} Giulia", phone="333 1", address=f"Via {word} 2", note=f"{word} note")
    order = ordering.place_order(_basket(word, customer), wish=wish, by=customer.actor, at=LUNCH, key=KEY)
    basket = _basket(word)
    printer = Printer.objects.create(name=f"{word} printer", address="192.168.1.9")
    job = PrintJob.objects.create(
        cause=f"{word} job", printer=printer, order=order, paper="label", asked_at=LUNCH, next_at=LUNCH
    )
    call = ordering.open_call(taken_by=owner, order_type="delivery", at=LUNCH)
    ordering.note_call(call, {"name": f"{word} caller", "phone": "333 1"}, at=LUNCH)
    moments = {"written_at": LUNCH, "next_at": LUNCH}
    Message.objects.create(cause=f"{word}", to=f"to@{word}.test", subject=word, text=word, **moments)
    deal = _deal(word, by=system)
    payment, courier, close = _till(word, owner)
    return Ids(
        address=str(Address.objects.get().id),
        order=str(order.id),
        order_line=str(OrderLine.objects.get(order=order).id),
        basket=str(basket.id),
        basket_line=str(BasketLine.objects.get(basket=basket).id),
        product=str(Product.objects.filter(kind="pizza").first().id),
        category=str(Category.objects.last().id),
        size=str(Size.objects.first().id),
        dough=str(Dough.objects.first().id),
        ingredient=str(Ingredient.objects.first().id),
        person=str(cook.id),
        invitation=str(invitation.id),
        client=client.client_id,
        printer=str(printer.id),
        print_job=str(job.id),
        call=str(call.id),
        deal=str(deal.id),
        choice=str(deal.choices.get().id),
        dispute=str(_payment(word, order).disputes.get().id),
        refund=str(order.refunds.get().id),
        payment=str(payment.id),
        courier=str(courier.id),
        close=str(close.id),
        receipt=str(payment.order.receipts.get().id),
    )


def _payment(word: str, order: Any) -> Payment:
    """A payment that was refunded in part and disputed, with all that is written about it."""
    payment = Payment.objects.create(
        order=order,
        method="card",
        state="captured",
        amount=2000,
        captured=2000,
        currency="EUR",
        holder="stripe",
        reference=f"pi_{word}",
        merchant=f"acct_{word}",
        label=f"{word} 4242",
        started_at=LUNCH,
        captured_at=LUNCH,
        business_day=LUNCH.date(),
    )
    refund = payments.request_refund(
        order,
        wish=payments.RefundWish(extra=100, note=f"{word} sorry"),
        key=word,
        by=Actor.system("cast"),
        at=LUNCH,
    )
    Dispute.objects.create(
        payment=payment, reference=f"dp_{word}", amount=500, reason=word, state="needs_response", opened_at=LUNCH
    )
    post([Posting("stripe", "orders", 2000)], cause=word, currency="EUR", payment=payment, at=LUNCH)
    Reconciliation.objects.create(method="card", at=LUNCH, checked=1, differences=[{"kind": word, "what": word}])
    assert refund.parts.exists()
    return payment


def make_twin(napoli: Any, roma: Any) -> None:
    """Give roma a copy of each of napoli's rows, with roma's word where napoli's stood."""
    rows = {}
    with tenants.inside(napoli):
        for model in models():
            rows[model] = list(model._base_manager.order_by("pk").values())
    with tenants.inside(roma):
        for model, theirs in rows.items():
            model._base_manager.all().delete()
            model._base_manager.bulk_create([model(**_translated(row)) for row in theirs])
        with connection.cursor() as cursor:
            for line in connection.ops.sequence_reset_sql(no_style(), list(rows)):
                cursor.execute(line)  # the next row of roma's own must not want a number that came with the copy


def models() -> list[Any]:
    """Return every model that has a table in a pizzeria."""
    rooms = set(settings.TENANT_APPS)
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_config.name in rooms]
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def state_of(house: Any) -> dict[str, str]:
    """Return a fingerprint of every table of a house; None is the platform."""
    names = {model._meta.db_table for model in (models() if house else apps.get_models())}
    with tenants.inside(house) if house else tenants.platform(), connection.cursor() as cursor:
        tables = names & set(connection.introspection.table_names(cursor))
        parts = [
            f"SELECT '{table}', md5(string_agg(t::text, ';' ORDER BY t::text)) FROM {table} t"
            for table in sorted(tables)
        ]
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def words_of(house: Any) -> list[str]:
    """Return what would betray a house wherever it is read."""
    return [HERS.lower(), str(house.id), house.schema, f"//{house.host}"]


def _translated(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(HERS, OURS).replace(HERS.lower(), OURS.lower())
    if isinstance(value, dict):
        return {_translated(key): _translated(item) for key, item in value.items()}
    return [_translated(item) for item in value] if isinstance(value, list) else value


def _deal(word: str, *, by: Actor) -> Any:
    pizza = Product.objects.filter(kind="pizza").first()
    choice = marketing.ChoiceTerms({"it": f"{word} choice"}, {pizza.id: Decimal(0)})
    return marketing.add_deal(marketing.DealTerms({"it": f"{word} deal"}, Decimal("5.00"), [choice]), by=by, at=LUNCH)


def _till(word: str, owner: User) -> tuple[Any, User, Any]:
    """An order that was paid, a courier who carries cash, a day that is closed (yesterday: today's books stay open)."""
    who = {"by": owner.actor, "at": LUNCH}
    yesterday = LUNCH - timedelta(days=1)
    close = payments.close_day(yesterday.date(), by=owner.actor, at=yesterday)
    wish = Wish("collection", name=f"{word} Paolo", phone="333 2", tender="cash")
    order = ordering.place_order(_basket(word), wish=wish, by=Actor.guest(), at=LUNCH)
    due = queries.standing(order).due("cash")
    payment = payments.take_payment(
        order, payments.Taking(method="cash", amount=due, key=f"{word}", label=f"{word} Anna"), **who
    )
    payments.open_drawer(amount=5000, source=ledger.BANK, key=f"{word} float", **who)
    payments.move_cash("out", amount=100, other=ledger.EXPENSES, reason=f"{word} basil", key=f"{word} out", **who)
    courier = _person(word, "courier")
    payments.give_float(courier, amount=1000, source=ledger.DRAWER, key=f"{word} change", **who)
    return payment, courier, close


def _rename(word: str) -> None:
    for model in (Product, Category, Ingredient):
        for row in model.objects.all():
            row.name = {language: f"{word} {name}" for language, name in row.name.items()}
            row.save(update_fields=["name"])


def _person(word: str, role: str) -> User:
    email = f"{role or 'customer'}@{word}.test".lower()
    return accounts.add_person(
        email, name=f"{word} {role}", role=role, password=PASSWORD, by=Actor.system("cast"), at=LUNCH
    )


def _basket(word: str, user: User | None = None) -> Any:
    prices = menus.price_menu(at=LUNCH)
    wished = default_configuration(prices, str(Product.objects.filter(kind="pizza").first().id))
    basket = ordering.open_basket(user=user, order_type="delivery", at=LUNCH)
    noted = replace(wished, note=f"{word} well done")
    ordering.add_to_basket(basket, configuration=noted, quantity=4, at=LUNCH)
    return basket

"""A shop that takes cards: napoli's own account at the stand-in, and what a browser, a bank and a worker do there."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

import tenants
from tests.standins.fixtures import *  # noqa: F403  fixtures are found by name
from tests.standins.fixtures import deliver_to
from tests.tenant_apps.ordering.conftest import *  # noqa: F403
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, filled_basket, wish

VISA, DECLINED, NEEDS_3DS = "pm_card_visa", "pm_card_chargeDeclined", "pm_card_threeDSecure2Required"


def take_cards(account: str, *, provider: str = "stripe") -> None:
    """Let the pizzeria one is in be paid on this account."""
    from shared_apps.billing import merchants
    from shared_apps.journal.facts import Actor
    from tenant_apps.payments import connecting

    here, by = tenants.current(), Actor.system("cast")
    with tenants.platform():
        row = merchants.open_account(here.id, provider=provider, at=FRIDAY_EVENING)
        ready = merchants.Standing(charges_enabled=True, payouts_enabled=True, details_submitted=True)
        merchants.note_account(row, reference=account, standing=ready, by=by, at=FRIDAY_EVENING)
    connecting.offer("card" if provider == "stripe" else "paypal", True, by=by, at=FRIDAY_EVENING)


class Desk:
    """What happens around a card payment, in the words of those who do it."""

    def __init__(self, standin: Any, client: Any, account: str, at: datetime = FRIDAY_EVENING) -> None:
        self.standin, self.client, self.account, self.at = standin, client, account, at

    def order(self, *names: str, **wished: Any) -> Any:
        """Giulia orders and wants to pay by card."""
        from shared_apps.journal.facts import Actor
        from tenant_apps.ordering import actions

        basket = filled_basket(*names)
        return actions.place_order(basket, wish=wish(**{"tender": "card"} | wished), by=Actor.guest(), at=self.at)

    def begin(self, order: Any) -> Any:
        from shared_apps.journal.facts import Actor
        from tenant_apps.payments import asking

        return asking.begin(order, "card", user=None, by=Actor.guest(), at=self.at)[0]

    def confirm(self, payment: Any, card: str = VISA) -> Any:
        """The browser hands the card to Stripe."""
        return self.client.v1.payment_intents.confirm(
            payment.reference,
            {"payment_method": card, "return_url": "http://napoli.localhost/back"},
            {"stripe_account": self.account},
        )

    def settle(self, payment: Any) -> Any:
        from tenant_apps.payments import asking

        return asking.ask_open(asking.settle(payment, at=self.at), at=self.at)

    def held(self, *names: str, card: str = VISA, **wished: Any) -> tuple[Any, Any]:
        """An order whose money is held by the bank: (order, payment)."""
        order = self.order(*names, **wished)
        payment = self.begin(order)
        self.confirm(payment, card)
        payment = self.settle(payment)
        order.refresh_from_db()
        return order, payment

    def captured(self, *names: str, **wished: Any) -> tuple[Any, Any]:
        """An order that the shop took on, and its money taken."""
        order, payment = self.held(*names, **wished)
        self.accept(order)
        self.follow()
        return order, self.fresh(payment)

    def accept(self, order: Any) -> Any:
        from shared_apps.journal.facts import Actor
        from tenant_apps.ordering import actions, queries

        return actions.accept_order(queries.order_for_staff(order.id), by=Actor("staff", None, "counter"), at=self.at)

    def follow(self) -> None:
        """What the relay and the workers do: every reaction once, then every call that is due."""
        follow(self.at)

    def fresh(self, row: Any) -> Any:
        return type(row).objects.get(pk=row.pk)

    def intent(self, payment: Any) -> Any:
        return self.client.v1.payment_intents.retrieve(
            payment.reference, {"expand": ["latest_charge"]}, {"stripe_account": self.account}
        )

    def provider_balance(self) -> int:
        """What the account has at Stripe, in cents."""
        entries = self.client.v1.balance_transactions.list({"limit": 100}, {"stripe_account": self.account})
        return sum(entry.net for entry in entries.auto_paging_iter())

    def ledger_balance(self) -> int:
        from tenant_apps.payments import queries

        return queries.account("stripe")


def follow(at: datetime = FRIDAY_EVENING) -> None:
    from django.utils.module_loading import import_string

    from config.reactions import REACTIONS
    from shared_apps.journal import actions as journal
    from shared_apps.journal.models import Entry
    from tenant_apps.payments import asking
    from tenant_apps.payments.models import Call

    for _again in range(6):
        before = Entry.objects.count()
        for entry in Entry.objects.order_by("id"):
            for name in REACTIONS.get(entry.fact, ()):
                if ".payments." in name:
                    journal.react_once(entry, import_string(name), name=name, at=at)
        for id in Call.objects.due(at=at).values_list("id", flat=True):
            asking.ask(id, at=at)
        if Entry.objects.count() == before and not Call.objects.due(at=at).exists():
            return


@pytest.fixture
def desk(shop: Any, standin: Any, stripe_client: Any, shop_account: str) -> Desk:
    """napoli, open, taking cards; the whole test happens inside."""
    take_cards(shop_account)
    return Desk(standin, stripe_client, shop_account)


@pytest.fixture
def webhooks(desk: Desk, at_platform: Client) -> Callable[[], int]:
    """Bring the waiting webhooks to the product as Stripe would: signed, over HTTP."""
    desk.standin.deliver = deliver_to(at_platform)

    def bring() -> int:
        place = tenants.current()
        with tenants.platform():
            brought = desk.standin.flush()
        assert tenants.current() == place
        return brought

    return bring


@pytest.fixture
def phone(napoli: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A customer's, on Friday evening."""
    monkeypatch.setenv("NOW", FRIDAY_EVENING.isoformat())
    return Client(HTTP_HOST=napoli.host, headers={"accept-language": "en"})


@pytest.fixture
def owner(napoli: Any, ciro: Any) -> Client:
    client = Client(HTTP_HOST=napoli.host, headers={"accept-language": "en"})
    client.force_login(ciro)
    return client


from tests.tenant_apps.payments.buyer import *  # noqa: E402, F403  it needs what stands above

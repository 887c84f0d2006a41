"""Whose PayPal account is paid to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import tenants
from shared_apps.billing import merchants
from shared_apps.billing.errors import AccountTaken
from shared_apps.journal.facts import Actor
from tenant_apps.payments import connecting, reconciling
from tests.standins.paypal.conftest import NAPOLI, ROMA
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, open_for_business
from tests.tenant_apps.payments.buyer import Buyer

PATH = "/manage/payments/setup/paypal/"


@pytest.fixture
def taken(shop: Any, roma: Any, settings: Any) -> str:
    """A merchant id that is roma's."""
    settings.PAYPAL_CLIENT_ID = "client"
    with tenants.inside(roma):
        open_for_business()
        connecting.set_paypal(ROMA, by=Actor.system("cast"), at=FRIDAY_EVENING)
    return ROMA


def test_an_account_of_another_shop_is_refused(taken: str, napoli: Any, owner: Client) -> None:
    assert owner.post(PATH, {"merchant_id": NAPOLI}).status_code == 302
    answer = owner.post(PATH, {"merchant_id": taken})
    assert answer.status_code == 409
    assert "belongs to another shop" in answer.content.decode()
    with tenants.platform():
        account = merchants.account_of(napoli.id, "paypal")
    assert account is not None and (account.reference, account.charges_enabled) == (NAPOLI, True)


def test_who_is_refused_first_has_no_paypal(taken: str, napoli: Any) -> None:
    from tenant_apps.shop import queries

    with pytest.raises(AccountTaken):
        connecting.set_paypal(taken, by=Actor.system("test"), at=FRIDAY_EVENING)
    assert "paypal" not in queries.the_shop().tenders


def test_what_is_no_merchant_id_is_said(taken: str, owner: Client) -> None:
    assert owner.post(PATH, {"merchant_id": "napoli"}).status_code == 422


@pytest.mark.parametrize("now", [ROMA, ""])
def test_what_was_paid_to_a_former_account_is_looked_after_there(
    buyer: Buyer, post: Callable[[], int], now: str
) -> None:
    order, payment = buyer.captured()
    post()
    connecting.set_paypal(now, by=Actor.system("test"), at=buyer.at)
    buyer.pay.refund(next(iter(buyer.pay.store.captures)), value="2.00")
    assert post() == 1
    assert buyer.fresh(payment).refunded == 200
    buyer.give(order, 100)
    buyer.follow()
    buyer.pay.refund(next(iter(buyer.pay.store.captures)), value="1.00")
    (run,) = reconciling.reconcile(at=buyer.at)
    assert (run.checked, run.differences) == (1, [])
    assert buyer.fresh(payment).refunded == 400
    assert buyer.in_balance()


def test_a_former_account_that_is_anothers_now_tells_both_of_theirs(
    buyer: Buyer, post: Callable[[], int], roma: Any
) -> None:
    _order, payment = buyer.captured()
    post()
    connecting.set_paypal("", by=Actor.system("test"), at=buyer.at)
    with tenants.inside(roma):
        open_for_business()
        connecting.set_paypal(NAPOLI, by=Actor.system("test"), at=FRIDAY_EVENING)
    buyer.pay.refund(next(iter(buyer.pay.store.captures)), value="2.00")
    assert post() == 1
    assert buyer.fresh(payment).refunded == 200

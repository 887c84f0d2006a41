"""Whose PayPal account is paid to."""

from typing import Any

import pytest
from django.test import Client

import tenants
from shared_apps.billing import merchants
from shared_apps.billing.errors import AccountTaken
from shared_apps.journal.facts import Actor
from tenant_apps.payments import connecting
from tests.standins.paypal.conftest import NAPOLI, ROMA
from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING, open_for_business

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

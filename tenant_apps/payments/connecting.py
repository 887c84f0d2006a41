"""Getting paid: the pizzeria's own account with Stripe, opened and finished on Stripe's pages, and its PayPal account.

As with payments: the row first, then the provider with the row's id as the key, then what it said.
"""

from datetime import datetime
from typing import Any

import tenants
from shared_apps.billing import merchants
from shared_apps.billing.merchants import Standing
from shared_apps.billing.models import MerchantAccount
from shared_apps.journal.facts import Actor
from tenant_apps.payments import errors
from tenant_apps.payments.gateways import Refused, Unsure
from tenant_apps.payments.gateways.stripe import asked, client
from tenant_apps.payments.merchant import account_of, is_configured
from tenant_apps.payments.models import Method
from tenant_apps.shop import actions as shops
from tenant_apps.shop import queries as shop_queries

STRIPE, PAYPAL = MerchantAccount.Provider.STRIPE, MerchantAccount.Provider.PAYPAL
# Stripe's word for an account that our key reaches not, or not any more: https://docs.stripe.com/error-codes
_NOT_OURS = "account_invalid"


def lead_to_stripe(*, back: str, again: str, by: Actor, at: datetime) -> str:
    """Return the address of Stripe's own page on which the owner goes on; the account is opened when there is none.

    Raises ProviderAway or ProviderRefused. Safe to repeat: a pizzeria has one account.
    """
    here = tenants.current()
    if here is None or not is_configured(Method.CARD):
        raise errors.MethodNotReady()
    with tenants.platform():
        account = merchants.open_account(here.id, provider=STRIPE, at=at)
    try:
        if not account.reference:
            account = _open_at_stripe(account, by=by, at=at)
        with asked():
            wish: Any = {"account": account.reference, "type": "account_onboarding"}
            link = client().v1.account_links.create(wish | {"refresh_url": again, "return_url": back})
    except Unsure as unsure:
        raise errors.ProviderAway() from unsure
    except Refused as refused:
        raise errors.ProviderRefused(why=refused.message or refused.code) from refused
    return str(link.url)


def _open_at_stripe(account: MerchantAccount, *, by: Actor, at: datetime) -> MerchantAccount:
    shop = shop_queries.the_shop()
    wish: Any = {
        "type": "standard",
        "country": shop.country,
        "business_profile": {"name": shop.name, "mcc": "5812"},
        "metadata": {"pizzeria": str(account.pizzeria_id)},
    }
    if shop.email:
        wish["email"] = shop.email
    with asked():
        made = client().v1.accounts.create(wish, {"idempotency_key": f"account-{account.id}"})
    with tenants.platform():
        return merchants.note_account(account, reference=made.id, standing=_standing(made), by=by, at=at)


def sync_stripe(*, by: Actor, at: datetime) -> MerchantAccount | None:
    """Ask Stripe how the account stands, write it down, and offer cards at the checkout or not. Raises Unsure, Refused."""
    account = account_of(Method.CARD)
    if account is None or not account.reference:
        return account
    with asked():
        found = client().v1.accounts.retrieve(account.reference)
    with tenants.platform():
        account = merchants.note_account(account, reference=found.id, standing=_standing(found), by=by, at=at)
    offer(Method.CARD, account.charges_enabled, by=by, at=at)
    return account


def note_cut_off(*, by: Actor, at: datetime) -> None:
    """The owner has taken our access away at Stripe, which is asked whether it still is so: then no cards any more.

    Raises Unsure or Refused.
    """
    try:
        sync_stripe(by=by, at=at)
    except Unsure as unsure:
        account = account_of(Method.CARD)
        said = getattr(unsure.__cause__, "error", None)
        if account is None or getattr(said, "code", "") != _NOT_OURS:
            raise
        standing = Standing(charges_enabled=False, payouts_enabled=False, details_submitted=account.details_submitted)
        with tenants.platform():
            merchants.note_account(account, reference=account.reference, standing=standing, by=by, at=at)
        offer(Method.CARD, False, by=by, at=at)


def set_paypal(merchant_id: str, *, by: Actor, at: datetime) -> MerchantAccount:
    """Let PayPal pay to this merchant id from now on; "" stops it. Raises AccountTaken for another pizzeria's."""
    here = tenants.current()
    if here is None:
        raise tenants.NoTenant("an account belongs to a pizzeria")
    ready = bool(merchant_id)
    with tenants.platform():
        account = merchants.open_account(here.id, provider=PAYPAL, at=at)
        standing = Standing(charges_enabled=ready, payouts_enabled=ready, details_submitted=ready)
        account = merchants.note_account(account, reference=merchant_id, standing=standing, by=by, at=at)
    offer(Method.PAYPAL, ready, by=by, at=at)
    return account


def offer(tender: str, is_offered: bool, *, by: Actor, at: datetime) -> None:
    """Put a way to pay on the checkout, or take it off."""
    known = shop_queries.the_shop().tenders
    if (tender in known) != is_offered:
        wanted = [*known, tender] if is_offered else [one for one in known if one != tender]
        shops.offer_tenders([str(one) for one in wanted], by=by, at=at)


def _standing(account: Any) -> Standing:
    requirements = account.requirements
    missing = list(requirements.currently_due or []) if requirements else []
    return Standing(account.charges_enabled, account.payouts_enabled, account.details_submitted, missing)

"""This pizzeria's own accounts with the providers, as the platform keeps them, and our share by its plan."""

from dataclasses import dataclass

from django.conf import settings

import tenants
from shared_apps.billing import merchants
from shared_apps.billing.models import MerchantAccount
from shared_apps.billing.plans import plan_of
from tenant_apps.payments.models import Method
from tenants.models import Pizzeria

PROVIDERS = {Method.CARD: MerchantAccount.Provider.STRIPE, Method.PAYPAL: MerchantAccount.Provider.PAYPAL}


@dataclass(frozen=True)
class Merchant:
    """Where an online payment goes: ``reference`` is the pizzeria's account, ``fee_bps`` our share."""

    reference: str
    fee_bps: int


def ready() -> dict[Method, Merchant]:
    """Return where money goes by each online method that the pizzeria can take. Two queries."""
    here = tenants.current()
    if here is None:
        return {}
    with tenants.platform():
        accounts = {one.provider: one for one in merchants.accounts_of(here.id) if one.charges_enabled}
    known = {method: accounts.get(provider) for method, provider in PROVIDERS.items() if is_configured(method)}
    bps = plan_of(plan_code()).payment_fee_bps if any(known.values()) else 0
    return {method: Merchant(account.reference, bps) for method, account in known.items() if account}


def merchant(method: str) -> Merchant | None:
    """Return where money paid by this method goes, None while the pizzeria cannot take it. Two queries."""
    return ready().get(Method(method))


def plan_code() -> str:
    """Return which plan the pizzeria is on. One query."""
    here = tenants.current()
    with tenants.platform():
        return Pizzeria.objects.values_list("plan", flat=True).get(id=here.id) if here else ""


def account_of(method: str) -> MerchantAccount | None:
    """Return the pizzeria's account for the method, also one that is not ready yet; None without, or without our keys."""
    here = tenants.current()
    if here is None or not is_configured(method):
        return None
    with tenants.platform():
        return merchants.account_of(here.id, PROVIDERS[Method(method)])


def is_configured(method: str) -> bool:
    """Whether this installation has the provider's keys."""
    return bool(settings.STRIPE_SECRET_KEY if method == Method.CARD else settings.PAYPAL_CLIENT_ID)

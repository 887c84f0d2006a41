"""Who saved a card: the shop's card company knows them by a name of theirs, which is all that is kept here."""

from shared_apps.accounts.models import User
from tenant_apps.payments.gateways.stripe import asked, client
from tenant_apps.payments.models import CardHolder


def holder(user: User, merchant: str) -> str:
    """Return the customer's name at the card company, made when they first pay. Raises Unsure or Refused.

    The key follows from who it is and where: asked twice at once it is one customer.
    """
    if reference := known(user, merchant):
        return reference
    with asked():
        options = {"idempotency_key": f"holder-{merchant}-{user.id}", "stripe_account": merchant}
        customer = client().v1.customers.create({"metadata": {"user": str(user.id)}}, options)
    CardHolder.objects.update_or_create(user=user, defaults={"merchant": merchant, "reference": customer.id})
    return str(customer.id)


def known(user: User, merchant: str) -> str:
    """Return the customer's name at the card company, "" for one who has none there yet. One query."""
    return CardHolder.objects.filter(user=user, merchant=merchant).values_list("reference", flat=True).first() or ""

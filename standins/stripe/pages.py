"""What people see at the stand-in: onboarding, 3-D Secure, the card form. The markup is in `browser/`."""

from . import payments, setup_intents
from .routing import Routes
from .store import Store, Thing

routes = Routes()


def authenticate(store: Store, id: str, *, passed: bool) -> Thing:
    """What came of 3-D Secure, for a payment or a setup intent; the intent as it is afterwards."""
    books = store.holder(id)
    assert books is not None
    if id.startswith("seti_"):
        intent = books.get("setup_intent", id)
        setup_intents.authenticated(books, intent, passed=passed)
    else:
        intent = books.get("payment_intent", id)
        payments.authenticated(books, intent, passed=passed)
    return intent

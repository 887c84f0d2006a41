"""Speaking to Stripe: one client, and its many errors told apart into three that matter."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import stripe
from django.conf import settings

TIMEOUT = 20  # seconds; a person is waiting


class Away(Exception):
    """No answer, or none that says anything: whether it was done is not known. The same key may be sent again."""


class Broken(Away):
    """An error of the provider's own: the same key may be answered with it for a day, whatever was done
    (https://docs.stripe.com/api/idempotent_requests).
    """


class Declined(Exception):
    """The bank said no. The text is for the card's owner."""


class Refused(Exception):
    """The provider will not do this, however often it is asked."""


def client() -> stripe.StripeClient:
    """Return the client of the platform's own account. Raises Away when none is configured."""
    if not settings.STRIPE_SECRET_KEY:
        raise Away("no key is set")
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@lru_cache(maxsize=4)
def _client(key: str, base: str) -> stripe.StripeClient:
    # No retries here: what got no answer is asked again by the completer, with the same key.
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
        max_network_retries=0,
    )


@contextmanager
def speaking() -> Iterator[stripe.StripeClient]:
    """Give the client. Raises Away, Declined or Refused instead of what the SDK raises."""
    try:
        yield client()
    except stripe.CardError as error:
        raise Declined(error.user_message or str(error)) from error
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        if error.http_status == 409:  # the same key is under way in another process
            raise Away(str(error)) from error
        raise Refused(error.user_message or str(error)) from error
    except stripe.StripeError as error:
        raise (Broken if (error.http_status or 0) >= 500 else Away)(str(error)) from error

"""Who signs for cash: another person's own password, asked for on the spot."""

from django.http import HttpRequest

from shared_apps.accounts.models import User
from tenant_apps.payments import till_errors, till_queries
from toolbox import throttle

MOST_TRIES = 10


def signed_by(request: HttpRequest, id: str, password: str) -> User:
    """Return the person whose password it is. Raises WrongSignature, TooOften."""
    throttle.count("cash-signature", f"{request.user.pk}", most=MOST_TRIES, seconds=600)
    signer = till_queries.signers().filter(id=id).first()
    if signer is None or not signer.check_password(password):
        raise till_errors.WrongSignature()
    return signer

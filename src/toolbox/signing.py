"""Signed values that only the house that signed them, and only for the same purpose, will believe."""

from datetime import timedelta
from typing import Any

from django.core import signing

from toolbox.tenant_db import entered

BadSignature = signing.BadSignature
Expired = signing.SignatureExpired


def sign(value: Any, *, purpose: str) -> str:
    """Return ``value`` (anything JSON can say) as text safe in a URL. Raises NoTenant when nothing was entered."""
    return signing.dumps(value, salt=_salt(purpose))


def unsign(text: str, *, purpose: str, max_age: timedelta) -> Any:
    """Return what was signed here for this purpose. Raises BadSignature, and Expired when it is too old."""
    return signing.loads(text, salt=_salt(purpose), max_age=max_age)


def _salt(purpose: str) -> str:
    return f"{entered().key}:{purpose}"

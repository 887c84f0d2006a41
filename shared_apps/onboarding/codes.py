"""The code that proves a mailbox: six digits that follow from a row's seed and the secret key.

So no table, backup or journal holds it, and the mail can be written again by
whoever takes over after a crash.
"""

import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare, get_random_string

from shared_apps.onboarding.models import SignUp

DIGITS = 6


def new_seed() -> str:
    return get_random_string(32)


def code_of(sign_up: SignUp) -> str:
    """Return the code this sign-up waits for."""
    text = f"{sign_up.id}:{sign_up.code_seed}"
    digest = hmac.digest(f"sign-up code:{settings.SECRET_KEY}".encode(), text.encode(), "sha256")
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}d}"


def is_right(sign_up: SignUp, said: str) -> bool:
    digits = "".join(char for char in said if char.isascii() and char.isdigit())
    return constant_time_compare(digits, code_of(sign_up))

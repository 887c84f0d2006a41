"""How often one may sign up, guess and ask, by address and by mailbox."""

from django.http import HttpRequest

from toolbox import throttle


def limit_sign_ups(request: HttpRequest, *, email: str) -> None:
    """Count a sign-up. Raises TooOften beyond 20 an hour from one address or 5 for one mailbox."""
    throttle.count("sign-up-from", throttle.address(request), most=20, seconds=3600)
    throttle.count("sign-up-for", email, most=5, seconds=3600)


def limit_code_tries(request: HttpRequest) -> None:
    """Count a try at a code. Raises TooOften beyond 60 in ten minutes from one address."""
    throttle.count("sign-up-code-from", throttle.address(request), most=60, seconds=600)

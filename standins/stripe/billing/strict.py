"""What Stripe can and this stand-in cannot is refused aloud: a wish that is overlooked would look granted."""

from ..errors import StripeError
from ..store import Thing


def only(params: Thing, *known: str) -> None:
    """Raises 400 for a parameter that Stripe has and the stand-in does not act on."""
    for name in params:
        if name not in known:
            raise StripeError(f"The stand-in does not know what to do with {name}.", code="standin_limit", param=name)


def off(params: Thing, *names: str) -> None:
    """These may be said only to say no (`automatic_tax[enabled]=false`)."""
    for name in names:
        if (params.get(name) or {}).get("enabled"):
            raise StripeError(f"The stand-in has no {name}.", code="standin_limit", param=name)

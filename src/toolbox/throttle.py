"""How often somebody may ask for the same thing; counted in the house's own part of the cache."""

import hashlib
import ipaddress
import logging

import redis
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal

log = logging.getLogger(__name__)


class TooOften(Refusal):
    code = "too_often"
    status = 429
    message = _("That was too often. Please try again in a few minutes.")

    @property
    def wait(self) -> int:
        return int(self.detail["wait"])


class Uncounted(TooOften):
    """Redis is gone, and nobody counts: caught by whoever would rather go on than refuse."""


def count(what: str, who: str, *, most: int, seconds: int) -> None:
    """Count one more time that ``who`` does ``what``; raises TooOften beyond ``most`` in a window of ``seconds``.

    When Redis is gone it raises Uncounted: what is counted here is mostly not to be guessed without limit.
    """
    # A hash: neither an address nor a mailbox is to be read off the cache.
    key = f"throttle:{what}:{hashlib.blake2s(who.strip().lower().encode(), digest_size=12).hexdigest()}"
    try:
        cache.add(key, 0, timeout=seconds)
        number = cache.incr(key)
    except ValueError:  # the window ended between the two lines
        number = 1
    except redis.RedisError:
        log.warning("cannot count %s: Redis is away", what)
        raise Uncounted(wait=seconds) from None
    if number > most:
        raise TooOften(wait=seconds)


def address(request: HttpRequest) -> str:
    """Return the caller's address, as far as TRUSTED_PROXY_COUNT lets headers be believed."""
    trusted = settings.TRUSTED_PROXY_COUNT
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if trusted and len(forwarded) >= trusted and forwarded[-trusted].strip():
        return forwarded[-trusted].strip()
    return request.META.get("REMOTE_ADDR", "")


def visitor(request: HttpRequest) -> str:
    """Return a word for where the caller is, from which nobody reads the address back: one a household, also in IPv6."""
    where = address(request)
    try:
        ip = ipaddress.ip_address(where)
    except ValueError:
        ip = None
    if ip is not None and ip.version == 6:
        # A household has a whole network of these.
        where = str(ipaddress.ip_network((ip, 64), strict=False))
    return salted_hmac("throttle.visitor", where).hexdigest()

"""Which names a shop's address may have."""

import re

from tenants.errors import InvalidSlug, SlugReserved

_SHAPE = re.compile(r"[a-z](?:-?[a-z0-9]){2,39}", re.ASCII)

# Names that are the platform's, that mail and certificate authorities trust, or that a visitor would.
RESERVED = frozenset(
    """
    about abuse account accounts admin administrator api app apps assets auth autoconfig autodiscover
    billing blog cdn checkout contact dashboard demo dev developer dns docs email example ftp git graphql
    healthz help hostmaster hq id images imap info internal invoice legal live localhost login logout mail
    manage media metrics mobile monitor mx news ns ns1 ns2 oauth official owner pay payment payments paypal
    pizzamama platform pop pop3 postmaster press privacy public register revenue root sales secure security shop
    signin signup smtp sso staff stage staging static status store stripe support system team terms test
    trust uploads verify webhook webhooks webmail wpad www www2
    """.split()  # noqa: SIM905  (a list of 90 quoted words is no better to read)
)


def look_alike(slug: str) -> str:
    """Return what the slug looks like at a glance: ``rn`` reads as ``m``, ``1`` as ``l``, hyphens are overlooked."""
    seen = slug.replace("-", "").replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return seen.translate(str.maketrans("01i35", "olles"))


_RESERVED_LOOKS = frozenset(look_alike(name) for name in RESERVED)


def clean(wish: str) -> str:
    """Return the slug for what somebody typed, trimmed and in small letters.

    Raises InvalidSlug for a shape that is no host name of ours (only ASCII letters,
    so no letter of another alphabet can pose as one of them) and SlugReserved for
    the platform's own names and what looks like them. (The shape allows no ``--``,
    so nothing encoded as ``xn--`` gets in.)
    """
    slug = wish.strip().lower()
    if not (3 <= len(slug) <= 40 and _SHAPE.fullmatch(slug)):
        raise InvalidSlug()
    if look_alike(slug) in _RESERVED_LOOKS:
        raise SlugReserved(slug=slug)
    return slug

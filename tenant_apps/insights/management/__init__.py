"""What the commands of insights share: going into a pizzeria by its slug."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

import tenants
from tenants import Here
from tenants.models import Pizzeria


@contextmanager
def inside(slug: str) -> Iterator[Here]:
    """Be in the pizzeria of that slug; raises CommandError when there is none."""
    with tenants.platform():
        pizzeria = Pizzeria.objects.filter(slug=slug.lower()).first()
    if pizzeria is None:
        raise CommandError(f"there is no pizzeria {slug!r}")
    with tenants.inside(pizzeria) as here:
        yield here


def active_slugs() -> list[str]:
    """The slugs of every active pizzeria."""
    with tenants.platform():
        return list(Pizzeria.objects.filter(state="active").order_by("slug").values_list("slug", flat=True))

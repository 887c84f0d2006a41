"""The ways the registry refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal
from toolbox.tenant_db import NoTenant


class NoSuchPizzeria(NoTenant):
    """The id belongs to no pizzeria."""


class NotActive(NoTenant):
    """The pizzeria is suspended or closed; no work is done for it."""


class InvalidSlug(Refusal):
    code = "slug_invalid"
    status = 422
    message = _("An address has 3 to 40 small letters, digits and single hyphens, and starts with a letter.")


class SlugReserved(Refusal):
    code = "slug_reserved"
    status = 422
    message = _("The address “%(slug)s” is reserved. Please choose another one.")


class SlugTaken(Refusal):
    code = "slug_taken"
    message = _("The address “%(slug)s” is taken, or looks too much like another shop's. Please choose another one.")


class AlreadySuspended(Refusal):
    code = "already_suspended"
    message = _("%(name)s is suspended already.")


class NotSuspended(Refusal):
    code = "not_suspended"
    message = _("%(name)s is not suspended.")

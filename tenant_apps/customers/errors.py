"""The ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class TooManyAddresses(Refusal):
    code = "too_many_addresses"
    message = _("You have %(most)s addresses already. Remove one that you no longer need.")

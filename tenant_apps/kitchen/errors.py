"""The ways the kitchen refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class NotInTheKitchen(Refusal):
    code = "not_in_the_kitchen"
    message = _("Order #%(number)s is %(state_name)s: nothing of it is being made right now.")


class BadPause(Refusal):
    code = "pause_invalid"
    status = 422
    message = _("That is no time to pause for. Orders go on being taken: choose again.")

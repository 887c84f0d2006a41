"""The ways the kitchen refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class NotInTheKitchen(Refusal):
    code = "not_in_the_kitchen"
    message = _("Order #%(number)s is %(state_name)s: nothing of it is being made right now.")


class ReasonMissing(Refusal):
    code = "reason_missing"
    status = 422
    message = _("Say why: the customer will read it.")

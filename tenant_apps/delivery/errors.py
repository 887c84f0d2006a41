"""The ways the delivery room refuses. Ordering says them with the times that are still free."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class OvenFull(Refusal):
    code = "oven_full"
    message = _("There are not enough places left in the oven for that time.")


class DoughGone(Refusal):
    code = "dough_gone"
    message = _("There is not enough dough left for that day.")


class NotHeld(Refusal):
    """Nobody is turned away by it: the time is only not kept for them before they order."""

    code = "not_held"
    message = _("This time is not held for you. Order while it is free.")

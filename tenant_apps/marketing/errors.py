"""The ways marketing refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class EmptyChoice(Refusal):
    code = "deal_choice_empty"
    status = 422
    message = _("“%(name)s” has nothing to choose from: tick a product, or take the choice out.")


class StillOffered(Refusal):
    code = "deal_still_offered"
    message = _("Take the deal off the menu first.")

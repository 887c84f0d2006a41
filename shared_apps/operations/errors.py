"""The ways running the platform refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class ReasonNeeded(Refusal):
    code = "reason_needed"
    status = 422
    message = _("Please say why in a few words: whoever looks at this next year will want to know.")

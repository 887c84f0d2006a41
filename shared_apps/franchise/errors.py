"""The ways head office's room refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class InAnotherFranchise(Refusal):
    code = "in_another_franchise"
    message = _("%(name)s belongs to another franchise already.")

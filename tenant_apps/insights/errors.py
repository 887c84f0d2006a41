"""The ways learning from sales is refused."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class NothingToImport(Refusal):
    code = "nothing_to_import"
    status = 422
    message = _("The file holds no sale that can be read (%(bad)s bad rows).")


class NothingToLearnFrom(Refusal):
    code = "nothing_to_learn_from"
    message = _("This shop has not sold anything yet, so there is nothing to learn from.")

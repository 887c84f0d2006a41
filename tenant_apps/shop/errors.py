"""The ways the shop refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class NotPaused(Refusal):
    code = "not_paused"
    message = _("Orders are not paused.")


class PauseTooLong(Refusal):
    code = "pause_too_long"
    status = 422
    message = _("A pause ends within 24 hours. To close for longer, add a closed day.")


class NotBusy(Refusal):
    code = "not_busy"
    message = _("The usual times are promised already.")


class BadRush(Refusal):
    code = "rush_invalid"
    status = 422
    message = _("Orders can be promised %(least)s to %(most)s minutes later, for at most 24 hours. Choose again.")


class VatNumberWrong(Refusal):
    code = "vat_number_wrong"
    status = 422
    message = _(
        "This is no VAT number. An Italian partita IVA has eleven digits; for another country put its letters in front."
    )


class HoursOverlap(Refusal):
    code = "hours_overlap"
    status = 422
    message = _("On %(weekday)s two openings overlap.")


class ClosedTooLong(Refusal):
    code = "closed_too_long"
    status = 422
    message = _("The last day comes after the first, at most %(most)s days later.")

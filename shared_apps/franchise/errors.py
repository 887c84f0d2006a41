"""The ways head office's room refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class InAnotherFranchise(Refusal):
    code = "in_another_franchise"
    message = _("%(name)s belongs to another franchise already.")


class LeftBefore(Refusal):
    code = "left_before"
    message = _("%(name)s has left a franchise, and its statements there are not closed.")


class LastDayTooEarly(Refusal):
    """``day`` is the first that is possible, as people write it."""

    code = "last_day_too_early"
    status = 422
    message = _("Days that are frozen stay as they are. %(day)s is the earliest last day.")


class BackTooEarly(Refusal):
    code = "back_too_early"
    status = 422
    message = _(
        "A month has one statement. It can belong to the franchise again from %(day)s on, and not from a day to come."
    )


class NotInThisFranchise(Refusal):
    code = "not_in_this_franchise"
    message = _("%(name)s does not belong to this franchise.")


class TooEarly(Refusal):
    """``month`` is the first that is possible, as people write it."""

    code = "formula_too_early"
    status = 422
    message = _("A formula never changes a month that has begun. This one can hold from %(month)s on.")


class NothingDeclared(Refusal):
    code = "nothing_declared"
    message = _("No formula is declared for %(month)s.")


class MonthNotOver(Refusal):
    code = "month_not_over"
    message = _("%(month)s is not over in every store yet.")


class EarlierMonthOpen(Refusal):
    code = "earlier_month_open"
    message = _("%(month)s has to be frozen first.")

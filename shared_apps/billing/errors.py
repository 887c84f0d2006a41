"""The ways billing refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class _OfThePlan(Refusal):
    """Said with a way to the plans for whoever may choose one."""

    page = "billing/refused.html"
    way = "ui/way_to_plan.html"


class LimitReached(_OfThePlan):
    code = "limit_reached"
    status = 402
    message = _("Your plan %(plan)s goes up to %(most)s: %(what)s. A larger plan has room for more.")


class NotInPlan(_OfThePlan):
    code = "not_in_plan"
    status = 402
    message = _("%(what)s: not part of the plan %(plan)s, but of: %(plans)s.")


class Restricted(_OfThePlan):
    """A bill is overdue: orders go on, the back office waits."""

    code = "bill_overdue"
    status = 402
    message = _("A bill is overdue, so nothing can be changed here for now; your orders go on.")


class UnknownPlan(Refusal):
    code = "unknown_plan"
    status = 422
    message = _("We do not sell this plan.")


class NoCard(Refusal):
    code = "card_missing"
    status = 422
    message = _("Please add a card first.")


class CardDeclined(Refusal):
    code = "card_declined"
    status = 402
    message = _("The bank has declined the card: %(why)s This payment was not made.")


class UnknownCoupon(Refusal):
    code = "unknown_coupon"
    status = 422
    message = _("This code is not valid, or no longer.")


class CouponByMonth(Refusal):
    code = "coupon_by_month"
    status = 422
    message = _("This code takes something off for some months: it is for plans paid by the month.")


class TaxIdWrong(Refusal):
    code = "tax_id_wrong"
    status = 422
    message = _("This is not a valid VAT number. In Italy: IT and eleven digits.")


class NotSubscribed(Refusal):
    code = "not_subscribed"
    message = _("There is no subscription that could be changed.")


class AlreadySubscribed(Refusal):
    code = "already_subscribed"
    message = _("You have a subscription already.")


class NeverLeft(Refusal):
    code = "never_left"
    message = _("This is for those who have left. Choose a plan instead.")


class StillBusy(Refusal):
    code = "still_busy"
    message = _("The change before this one is still under way. Please look again in a minute.")


class ProviderAway(Refusal):
    """Nothing is lost: what was intended is written down and finished as soon as the provider answers.

    424 (failed dependency, RFC 4918): we are well ourselves, and nobody should take this host out of service.
    """

    code = "provider_away"
    status = 424
    message = _("Our payment provider does not answer just now. Please look again in a few minutes.")


class ProviderRefused(Refusal):
    code = "provider_refused"
    message = _("Our payment provider has refused this: %(why)s")


class AccountTaken(Refusal):
    """Money of one shop would go where another shop's goes."""

    code = "account_taken"
    message = _("This account belongs to another shop already. Look at the ID again, or ask us.")

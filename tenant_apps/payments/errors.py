"""The ways payments refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class NothingDue(Refusal):
    code = "nothing_due"
    message = _("Nothing is to be paid for this order any more.")


class MethodNotReady(Refusal):
    code = "method_not_ready"
    message = _("This shop cannot take that right now. Choose another way to pay; nothing was charged.")


class ProviderAway(Refusal):
    """424 (failed dependency, RFC 4918): we are well ourselves, and nobody should take this host out of service."""

    code = "provider_away"
    status = 424
    message = _("The payment service does not answer. Nothing was charged twice: wait a moment and try again.")


class ProviderRefused(Refusal):
    code = "provider_refused"
    message = _("The payment service said no: %(why)s")


class RefundTooMuch(Refusal):
    code = "refund_too_much"
    message = _("At most %(left)s can still go back for this order.")


class RefundNothing(Refusal):
    code = "refund_nothing"
    status = 422
    message = _("Choose at least one line, or an amount.")


class RefundLineGone(Refusal):
    code = "refund_line"
    status = 422
    message = _("Of one of these lines there is no such number left to give back. Look at the order again.")


class RefundNotSo(Refusal):
    code = "refund_reason"
    message = _("That reason is written by what happens to the order. Choose the one why money goes back beside it.")


class NothingFailed(Refusal):
    code = "nothing_failed"
    message = _("Nothing of this refund waits to be given back any more.")


class DisputeClosedAlready(Refusal):
    code = "dispute_closed"
    message = _("This dispute is decided already; nothing can be added.")


class AnsweredAtPayPal(Refusal):
    code = "dispute_at_paypal"
    message = _("PayPal takes answers to its disputes in its own Resolution Centre only.")


class EvidenceMissing(Refusal):
    code = "evidence_missing"
    status = 422
    message = _("Write in a sentence or two what happened: the bank reads it.")

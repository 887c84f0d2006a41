"""The ways the till refuses."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class NothingDue(Refusal):
    code = "nothing_due"
    message = _("Order %(number)s is paid: nothing is left to take.")


class NothingToHandBack(Refusal):
    code = "nothing_to_hand_back"
    message = _("Nothing of order %(number)s is to go back at the counter.")


class MoreThanDue(Refusal):
    code = "more_than_due"
    message = _("Only %(due)s is left to pay.")


class BadAmount(Refusal):
    code = "bad_amount"
    status = 422
    message = _("That is no amount that can be paid.")


class TooLittle(Refusal):
    code = "too_little"
    status = 422
    message = _("%(tendered)s is less than %(amount)s.")


class VoucherGivesNoChange(Refusal):
    code = "voucher_gives_no_change"
    message = _("Meal vouchers give no change: only %(due)s is left to pay. Take fewer of them and the rest otherwise.")


class NotAtTheCounter(Refusal):
    code = "not_at_the_counter"
    status = 422
    message = _("That is not how one pays at the counter.")


class NotPlacedYet(Refusal):
    code = "not_placed_yet"
    message = _("This order waits for its payment online; the shop has not been asked yet.")


class KeyUsed(Refusal):
    code = "key_used"
    message = _("This form was sent already for something else. Please open the page again.")


class NotTakenHere(Refusal):
    code = "not_taken_here"
    message = _("Only what was taken at the counter or at the door, and whole, can be taken back here.")


class TooLateToTakeBack(Refusal):
    code = "too_late_to_take_back"
    message = _("That was taken on another day, which is counted already. Make a refund instead.")


class WhyMissing(Refusal):
    code = "reason_missing"
    status = 422
    message = _("Please say why.")


class NotEnough(Refusal):
    code = "not_enough"
    message = _("There is only %(there)s.")


class SamePerson(Refusal):
    code = "same_person"
    status = 422
    message = _("Somebody else has to count it and sign for it.")


class WrongSignature(Refusal):
    code = "wrong_signature"
    status = 422
    message = _("That is not the password of who signs.")


class MayNotSign(Refusal):
    code = "may_not_sign"
    status = 422
    message = _("Who works at the counter signs for cash.")


class DrawerIsOpen(Refusal):
    code = "drawer_is_open"
    message = _("The drawer is open already.")


class DrawerIsClosed(Refusal):
    code = "drawer_is_closed"
    message = _("The drawer is closed. Open it first, with what lies in it.")


class DayIsClosed(Refusal):
    code = "day_is_closed"
    message = _("That day is closed already.")


class EarlierDayOpen(Refusal):
    code = "earlier_day_open"
    message = _("Close %(day)s first: days are closed one after the other.")


class DayNotOver(Refusal):
    code = "day_not_begun"
    status = 422
    message = _("That day has not begun.")


class NoReceipt(Refusal):
    code = "no_receipt"
    status = 404
    message = _("There is no receipt yet: it is written when the order is paid.")


class FiscalNotInstalled(Refusal):
    code = "fiscal_not_installed"
    status = 422
    message = _("%(name)s is not installed here: receipts stay without fiscal value.")

"""The ways the kitchen refuses."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.ordering.errors import CheckoutRefusal
from toolbox.refusals import Refusal


class NotInTheKitchen(Refusal):
    code = "not_in_the_kitchen"
    message = _("Order %(number)s is %(state_name)s: nothing of it is being made right now.")


class NotMadeHere(Refusal):
    code = "not_made_here"
    message = _("Nothing of order %(number)s is made at this station any more.")


class BadPause(Refusal):
    code = "pause_invalid"
    status = 422
    message = _("That is no time to pause for. Orders go on being taken: choose again.")


class NothingToPrint(Refusal):
    code = "nothing_to_print"
    message = _("There is nothing of this kind to print for order %(number)s.")


class NoPrinter(Refusal):
    code = "no_printer"
    message = _("No printer of this shop prints that. Open the PDF and print it from here, or add a printer first.")


class PrintersOff(Refusal):
    code = "printers_off"
    message = _("This installation cannot reach printers in a shop's network. Papers are printed from the browser.")


class BadPrinterAddress(Refusal):
    code = "printer_address_invalid"
    status = 422
    message = _("%(address)s is no address in the network of this shop's printers.")


class BadOut(Refusal):
    code = "out_invalid"
    status = 422
    message = _("That is no time for it to come back. Nothing was taken off: choose again.")


class TimeMissing(CheckoutRefusal):
    code = "time_missing"
    status = 422
    field = "when"
    message = _("No time is chosen. Ask the caller for when, and choose it.")

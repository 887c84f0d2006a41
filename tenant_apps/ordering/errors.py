"""The ways ordering refuses. ``field`` names the part of the checkout page where it is said."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pizzeria.pricing import Invalid
from toolbox.refusals import Refusal


class NotOrderable(Refusal):
    """The price engine's own refusal of a configuration; its code and its words."""

    status = 422
    GONE = frozenset(
        {"sold_out", "recipe_sold_out", "unknown_product", "unknown_ingredient", "unknown_dough", "unknown_deal"}
        | {"not_now", "not_for_type"}
    )

    def __init__(self, invalid: Invalid) -> None:
        super().__init__()
        self.invalid = invalid
        self.code = invalid.code
        self.status = 409 if invalid.code in self.GONE else 422

    def __str__(self) -> str:
        # It may quote what was sent, and half a character cannot be sent back.
        return self.invalid.text(get_language() or "en").encode("utf-8", "replace").decode()


class TooMany(Refusal):
    code = "quantity_out_of_range"
    status = 422
    message = _("Order between 1 and %(most)s of one kind.")


class OneOfADeal(Refusal):
    code = "one_of_a_deal"
    status = 422
    message = _("A deal has one of each choice. For another one, take the deal again.")


class BasketFull(Refusal):
    code = "basket_full"
    message = _("The basket is full: at most %(most)s different things in one order.")


class BasketGone(Refusal):
    code = "not_found"
    status = 404
    message = _("This basket is no longer there.")


class CheckoutRefusal(Refusal):
    field = ""


class BasketEmpty(CheckoutRefusal):
    code = "basket_empty"
    message = _("The basket is empty.")


class LinesUnavailable(CheckoutRefusal):
    code = "lines_unavailable"
    message = _("Something in your basket cannot be had right now: %(names)s. Take it out or change it.")


class TypeNotOffered(CheckoutRefusal):
    code = "order_type_not_offered"
    field = "order_type"
    message = _("This shop does not offer that.")


class AddressMissing(CheckoutRefusal):
    code = "address_missing"
    status = 422
    field = "address"
    message = _("Where shall we bring it? Street and number, please.")


class ContactMissing(CheckoutRefusal):
    code = "contact_missing"
    status = 422
    field = "phone"
    message = _("Give a phone number or an e-mail address, so that we can reach you.")


class NameMissing(CheckoutRefusal):
    code = "name_missing"
    status = 422
    field = "name"
    message = _("What name shall we call out?")


class TenderNotOffered(CheckoutRefusal):
    code = "tender_not_offered"
    status = 422
    field = "tender"
    message = _("This shop does not take that. Choose another way to pay.")


class BadTip(CheckoutRefusal):
    code = "bad_tip"
    status = 422
    field = "tip"
    message = _("A tip is an amount from nothing to %(most)s, and only for what is brought.")


class BelowMinimum(CheckoutRefusal):
    code = "below_minimum"
    message = _("%(to_go)s to go to the minimum order.")


class ShopClosed(CheckoutRefusal):
    code = "shop_closed"
    field = "when"
    message = _("The shop takes no orders right now. Choose a time below.")


class TakesNoOrders(CheckoutRefusal):
    """Not the time of day: the shop has not paid us for long. What it has taken on goes on."""

    code = "takes_no_orders"
    message = _("This shop takes no new orders at the moment.")


class SlotUnavailable(CheckoutRefusal):
    """``detail["next_slots"]``: the starts of the next free slots."""

    code = "slot_unavailable"
    field = "when"
    message = _("That time is no longer possible. Please choose another one.")


class NoPlaces(CheckoutRefusal):
    """``detail["next_slots"]``: the starts of the next slots that are free for this basket."""

    field = "when"


class SlotFull(NoPlaces):
    code = "slot_full"
    message = _("The oven has not enough places left at that time. Your basket is safe: choose another time.")


class KitchenFull(NoPlaces):
    code = "kitchen_full"
    message = _("The oven is full until we close. Your basket is safe: choose another time.")


class NoDough(NoPlaces):
    code = "dough_gone"
    message = _("There is not enough dough left for that day. Choose another day, or order less.")


class TooBusy(NoPlaces):
    code = "too_busy"
    message = _("Many people are ordering at this moment. Nothing is lost: please try again.")


class PriceChanged(CheckoutRefusal):
    """``detail["quote"]`` is the price as it is now, with its derivation."""

    code = "price_changed"
    message = _("The price has changed to %(total)s. Please look at it again before you order.")


class KeyReused(Refusal):
    code = "idempotency_key_reused"
    status = 422
    message = _("This Idempotency-Key was used for another order.")


class BadKey(Refusal):
    code = "idempotency_key_invalid"
    status = 422
    message = _("An Idempotency-Key has 1 to %(most)s visible ASCII characters.")


class InFlight(Refusal):
    code = "in_flight"
    message = _("This order is being placed right now. Look again in a moment.")


class StateChanged(Refusal):
    code = "state_changed"
    message = _("That is not possible: order #%(number)s is %(state_name)s by now.")


class TooLateToCancel(Refusal):
    code = "too_late_to_cancel"
    message = _("The kitchen has your order already. Please call the shop.")


class TooManyCalls(Refusal):
    code = "too_many_calls"
    message = _("%(most)s callers are waiting already. Finish or drop one of them first.")


class NothingFound(Refusal):
    code = "nothing_found"
    status = 422
    message = _("Nothing on the menu is called “%(words)s”.")


class TooLateToEdit(Refusal):
    code = "too_late_to_edit"
    message = _(
        "Order %(number)s is %(state_name)s: it cannot be changed any more. Take a new order for what is missing."
    )


class TooLateToEditAlone(Refusal):
    code = "too_late_to_edit"
    message = _("The shop has accepted your order already. Please call, they can still change it.")


class NoSuchLine(Refusal):
    code = "no_such_line"
    status = 422
    message = _("The order has no such line, or no longer.")


class EditedMeanwhile(Refusal):
    code = "edited_meanwhile"
    message = _("Somebody else has changed this order meanwhile. Look at it as it is now, then change it.")


class NothingChanged(Refusal):
    code = "nothing_changed"
    message = _("Nothing is different. Change something first, or leave the order as it is.")


class NothingLeft(Refusal):
    code = "nothing_left"
    message = _("Nothing would be left of the order. Cancel it instead.")


class DealIsWhole(Refusal):
    code = "deal_is_whole"
    status = 422
    message = _("This belongs to a deal: it stays or goes with the whole deal.")


class BadMinutes(Refusal):
    code = "minutes_out_of_range"
    status = 422
    message = _("Choose between %(least)s and %(most)s minutes.")


class ReasonMissing(Refusal):
    code = "reason_missing"
    status = 422
    message = _("Say why: the customer will read it.")

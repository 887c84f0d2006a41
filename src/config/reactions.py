"""Every reaction of the house on one page.

REACTIONS: what else happens when a fact is announced. A handler takes the journal's
entry, runs once per entry in a worker, inside the house where the fact happened.

LIVE: which screens hear of a fact, as topics of the live stream.
"""

from collections.abc import Callable

from shared_apps.journal.models import Entry


def _screens(entry: Entry) -> tuple[str, ...]:
    return (f"order:{entry.payload['order']}", "kitchen", "counter", "manage")


def _house(entry: Entry) -> tuple[str, ...]:
    return ("kitchen", "counter")


def _menu(entry: Entry) -> tuple[str, ...]:
    return ("menu", "kitchen", "counter")


def _slots(entry: Entry) -> tuple[str, ...]:
    return ("slots", "counter")


def _kitchen(entry: Entry) -> tuple[str, ...]:
    return ("kitchen",)


def _till(entry: Entry) -> tuple[str, ...]:
    return (f"order:{entry.payload['order']}", "counter")


REACTIONS: dict[str, tuple[str, ...]] = {
    "OrderPlaced": (
        "tenant_apps.ordering.reactions.tell_customer",
        "tenant_apps.insights.reactions.hand_in_today",
    ),
    "OrderAccepted": ("tenant_apps.kitchen.reactions.print_order", "tenant_apps.payments.reactions.capture"),
    "OrderRejected": (
        "tenant_apps.ordering.reactions.tell_customer",
        "tenant_apps.payments.reactions.give_back",
        "tenant_apps.insights.reactions.hand_in_today",
    ),
    "OrderDelayed": ("tenant_apps.ordering.reactions.tell_customer",),
    "OrderEdited": (
        "tenant_apps.ordering.reactions.tell_customer",
        "tenant_apps.kitchen.reactions.print_changes",
        "tenant_apps.payments.reactions.adjust",
        "tenant_apps.payments.reactions.renew_receipt",
        "tenant_apps.insights.reactions.hand_in_today",
    ),
    "OrderCancelled": (
        "tenant_apps.ordering.reactions.tell_customer",
        "tenant_apps.payments.reactions.give_back",
        "tenant_apps.insights.reactions.hand_in_today",
    ),
    "CallPlanned": ("tenant_apps.payments.reactions.ask",),
    "PaymentTooLate": ("tenant_apps.payments.reactions.tell_of_money",),
    "PaymentLost": ("tenant_apps.payments.reactions.tell_of_money",),
    "PaymentCaptured": ("tenant_apps.payments.reactions.write_receipt",),
    "RefundSettled": (
        "tenant_apps.payments.reactions.tell_of_money",
        "tenant_apps.payments.reactions.write_credit_note",
        "tenant_apps.insights.reactions.hand_in_refund",
    ),
    "RefundFailed": (
        "tenant_apps.payments.reactions.write_credit_note",
        "tenant_apps.payments.reactions.tell_owners",
        "tenant_apps.insights.reactions.hand_in_refund",
    ),
    "RefundHandedOver": (
        "tenant_apps.payments.reactions.write_credit_note",
        "tenant_apps.insights.reactions.hand_in_refund",
    ),
    "EvidenceRefused": ("tenant_apps.payments.reactions.tell_owners_to_answer",),
    "OrderDelivered": ("tenant_apps.payments.till_reactions.take_at_the_door",),
    "IngredientRanOut": ("tenant_apps.ordering.reactions.look_again",),
    "SignUpRequested": ("shared_apps.onboarding.reactions.mail_code",),
    "CodeRenewed": ("shared_apps.onboarding.reactions.mail_code",),
    "PizzeriaOpened": ("shared_apps.onboarding.reactions.mail_news",),
    "SignUpRefused": ("shared_apps.onboarding.reactions.mail_news",),
    "NoticeDue": ("shared_apps.billing.reactions.mail_notice",),
    "InvoicePaid": ("shared_apps.billing.reactions.mail_receipt",),
    "StaffInvited": ("shared_apps.accounts.reactions.mail_invitation",),
}

LIVE: dict[str, Callable[[Entry], tuple[str, ...]]] = {
    "OrderPlaced": _screens,
    "OrderAccepted": _screens,
    "OrderRejected": _screens,
    "OrderDelayed": _screens,
    "OrderEdited": _screens,
    "PreOrderInTrouble": _house,
    "PreOrderSettled": _house,
    "PaymentAuthorised": _screens,
    "PaymentCaptured": _screens,
    "PaymentLost": _screens,
    "RefundFailed": _screens,
    "RefundHandedOver": _till,
    "DisputeOpened": _screens,
    "EvidenceRefused": _screens,
    "OrderStarted": _screens,
    "OrderReady": _screens,
    "OrderRecalled": _screens,
    "OrderDispatched": _screens,
    "OrderDelivered": _screens,
    "OrderCollected": _screens,
    "OrderCancelled": _screens,
    "PaymentTaken": _till,
    "PaymentTakenBack": _till,
    "ItemFinished": _kitchen,
    "ItemReopened": _kitchen,
    "IngredientRanOut": _menu,
    "IngredientRestored": _menu,
    "ProductChanged": _menu,
    "MenuLoaded": _menu,
    "MenuPublished": _menu,
    "DealAdded": _menu,
    "DealChanged": _menu,
    "DealRemoved": _menu,
    "OrdersPaused": _menu,
    "OrdersResumed": _menu,
    "RushDeclared": _menu,
    "RushEnded": _menu,
    "StationFinished": _kitchen,
    "StationReopened": _kitchen,
    "ChangesSeen": _kitchen,
    "PrintingFailed": _kitchen,
    "PrintingStopped": _kitchen,
    "SlotFilled": _slots,
    "PlacesChanged": _slots,
    "DoughChanged": _slots,
}

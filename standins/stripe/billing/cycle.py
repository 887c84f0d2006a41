"""What happens by itself: trials that end, periods that turn, drafts that are finalised, cards that are tried again."""

from collections.abc import Callable, Iterator

from ..routing import Books, Routes
from ..store import Store, Thing
from . import calendar, catalog, invoices, items, meters, subscriptions

routes = Routes()
Act = Callable[[Books, Thing, int], None]
WARNED, TOLD_AHEAD = 3 * calendar.DAY, 7 * calendar.DAY
INCOMPLETE_FOR = 23 * calendar.HOUR


@routes.tick
def let_time_pass(store: Store) -> None:
    """Everything without a test clock goes by the stand-in's own."""
    for account in {*store.accounts_with(subscriptions.KIND), *store.accounts_with(invoices.KIND)}:
        books = store.at(account)
        run(books, None, books.now)


def run(books: Books, clock: Thing | None, until: int) -> None:
    """Does all that is due until then, each thing at its own moment and in order."""
    while due := min(_due(books, clock["id"] if clock else None, until), key=lambda one: one[:2], default=None):
        moment, _rank, act, thing = due
        if clock:
            clock["frozen_time"] = max(clock["frozen_time"], moment)
        books.touch(thing)
        act(books, thing, moment)


def _due(books: Books, clock: str | None, until: int) -> Iterator[tuple[int, int, Act, Thing]]:
    for subscription in books.all(subscriptions.KIND, test_clock=clock):
        for rank, (moment, act) in enumerate(_of_subscription(subscription)):
            if moment is not None and moment <= until:
                yield moment, rank, act, subscription
    for invoice in books.all(invoices.KIND, test_clock=clock):
        for moment, act in _of_invoice(invoice):
            if moment is not None and moment <= until:
                yield moment, 9, act, invoice


def _of_subscription(subscription: Thing) -> Iterator[tuple[int | None, Act]]:
    """What comes next for it, and when. Of two things at one moment the earlier named is first."""
    status = subscription["status"]
    if status == "incomplete":
        yield subscription["created"] + INCOMPLETE_FOR, expire
    if status not in ("trialing", "active", "past_due", "unpaid"):
        return
    ends = min(item["current_period_end"] for item in items.of(subscription))
    if status == "trialing" and not subscription["_told"]:
        yield max(subscription["trial_end"] - WARNED, subscription["created"]), warn
    if status == "active" and subscription["_upcoming"] < ends and not subscriptions.ends_by(subscription, ends):
        yield ends - TOLD_AHEAD, tell_upcoming
    if subscription["pause_collection"] and subscription["pause_collection"]["resumes_at"]:
        yield subscription["pause_collection"]["resumes_at"], collect_again
    if subscription["cancel_at_period_end"]:
        yield ends, cancel
    yield subscription["cancel_at"], cancel
    yield ends, renew


def _of_invoice(invoice: Thing) -> Iterator[tuple[int | None, Act]]:
    if invoice["status"] == "draft" and invoice["auto_advance"]:
        yield invoice["automatically_finalizes_at"], finalise
    if invoice["status"] == "open":
        yield invoice["next_payment_attempt"], try_again


# -- subscriptions ------------------------------------------------------------------------------------
def expire(books: Books, subscription: Thing, at: int) -> None:
    invoice = books.get(invoices.KIND, subscription["latest_invoice"])
    if invoice["status"] == "open":
        invoices.void(books, invoice, at)
    subscription["ended_at"] = at
    subscriptions.set_status(books, subscription, "incomplete_expired")


def warn(books: Books, subscription: Thing, at: int) -> None:
    subscription["_told"] = True
    books.emit("customer.subscription.trial_will_end", subscription)


def tell_upcoming(books: Books, subscription: Thing, at: int) -> None:
    from . import previews  # it previews what this module does

    subscription["_upcoming"] = min(item["current_period_end"] for item in items.of(subscription))
    books.emit("invoice.upcoming", previews.next_invoice(books, subscription, at))


def collect_again(books: Books, subscription: Thing, at: int) -> None:
    subscriptions.tell(books, subscription, {"pause_collection": None})


def cancel(books: Books, subscription: Thing, at: int) -> None:
    """The end that was asked for; what was counted until then is still invoiced."""
    last_invoice(books, subscription, at)
    subscriptions.end(books, subscription, at, reason="cancellation_requested")


def last_invoice(books: Books, subscription: Thing, at: int, more: list[Thing] | None = None) -> None:
    found = items.counted(books, subscription, items.of(subscription), at) + (more or [])
    pending = items.waiting(books, subscription["customer"], subscription["id"])
    if subscription["status"] != "trialing" and (pending or any(line["amount"] for line in found)):
        start = items.of(subscription)[0]["current_period_start"]
        period = (start, at)
        invoice = subscriptions.bill(
            books, subscription, found, pending, at=at, reason="subscription_cycle", period=period
        )
        invoices.finalise(books, invoice, at)
        if invoice["status"] == "open":
            invoices.charge(books, invoice, at)


def renew(books: Books, subscription: Thing, at: int) -> None:
    """The next period, with the invoice for it; after a trial the first one that is paid for."""
    if subscription["status"] == "trialing" and not _trial_leads_on(books, subscription, at):
        return
    due = [item for item in items.of(subscription) if item["current_period_end"] <= at]
    start = due[0]["current_period_start"]
    found = [] if subscription["status"] == "trialing" else items.counted(books, subscription, due, at)
    found += items.begin(books, subscription, due, at)
    pending = items.waiting(books, subscription["customer"], subscription["id"])
    before: Thing = {"items": {"data": [{"current_period_end": at, "current_period_start": start}]}}
    if subscription["status"] == "trialing":
        before["status"], subscription["status"] = "trialing", "active"
    period = (start, at)
    invoice = subscriptions.bill(books, subscription, found, pending, at=at, reason="subscription_cycle", period=period)
    books.emit("customer.subscription.updated", subscription, before)
    _send(books, subscription, invoice, at)


def _send(books: Books, subscription: Thing, invoice: Thing, at: int) -> None:
    """Most drafts are finalised in an hour; those of a subscription nobody collects from stay, or go the way it says."""
    pause = subscription["pause_collection"]
    if subscription["status"] == "unpaid" or (pause and pause["behavior"] == "keep_as_draft"):
        invoice["auto_advance"] = False
    elif pause:
        invoices.finalise(books, invoice, at)
        if invoice["status"] == "open":
            (invoices.void if pause["behavior"] == "void" else invoices.give_up)(books, invoice, at)
    else:
        invoice["automatically_finalizes_at"] = at + invoices.GRACE


def _trial_leads_on(books: Books, subscription: Thing, at: int) -> bool:
    """Without a card, what was agreed for that: an invoice all the same, a pause, or the end."""
    customer = books.get("customer", subscription["customer"])
    if subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]:
        return True
    wish = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if wish == "cancel":
        subscriptions.end(books, subscription, at, reason="payment_failed")
    elif wish == "pause":
        subscription["status_details"] = {"paused": {"reason": "trial_end_without_payment_method"}}
        subscription["status"] = "paused"
        books.emit("customer.subscription.updated", subscription, {"status": "trialing"})
        books.emit("customer.subscription.paused", subscription)
    return bool(wish == "create_invoice")


# -- invoices -----------------------------------------------------------------------------------------
def finalise(books: Books, invoice: Thing, at: int) -> None:
    """What was counted late but within the hour is still in it."""
    for line in invoice["lines"]["data"]:
        if "_meter" in line:
            period = line["period"]
            many = meters.usage(books, line["_meter"], invoice["customer"], period["start"], period["end"])
            amount = catalog.cost(line["_price"], many)
            line |= {"quantity": many, "quantity_decimal": str(many), "amount": amount, "subtotal": amount}
    invoices.finalise(books, invoice, at)
    if invoice["status"] == "open" and invoice["collection_method"] == "charge_automatically":
        invoices.charge(books, invoice, at)


def try_again(books: Books, invoice: Thing, at: int) -> None:
    invoices.charge(books, invoice, at)

"""Transaction search: what a reconciliation reads back. Here at once; with PayPal up to three hours later."""

from datetime import timedelta

from standins.paypal import amounts
from standins.paypal.calls import Answer, Call
from standins.paypal.errors import Refused
from standins.paypal.store import PLATFORM, Document, Entry, read, written

_CODES = {
    "capture": "T0006",  # express checkout payment
    "refund": "T1107",  # payment refund initiated by merchant
    "platform_fee": "T0113",  # partner fee
    "platform_fee_refund": "T1108",  # fee reversal
    "dispute": "T1201",  # chargeback
}
_LONGEST = timedelta(days=31)


def transactions(call: Call) -> Answer:
    """One page of the movements of the merchant in the assertion (or of the platform), oldest first."""
    query = call.query
    for name in ("start_date", "end_date"):
        if name not in query:
            raise Refused("MISSING_REQUIRED_PARAMETER", field=f"/{name}")
    start, end = read(query["start_date"]), read(query["end_date"])
    if not start <= end <= start + _LONGEST:
        raise Refused("INVALID_DATE_RANGE", status=400, field="/end_date")
    size, page = int(query.get("page_size", 100)), int(query.get("page", 1))
    mine = [entry for entry in call.store.entries if entry.merchant == (call.merchant or PLATFORM)]
    found = [entry for entry in mine if start <= entry.at <= end and _wanted(entry, query)]
    return Answer(
        200,
        {
            "transaction_details": [_shown(call, entry) for entry in found[(page - 1) * size : page * size]],
            "account_number": call.merchant or PLATFORM,
            "start_date": written(start),
            "end_date": written(end),
            "last_refreshed_datetime": call.store.stamp(),
            "page": page,
            "total_items": len(found),
            "total_pages": -(-len(found) // size),
            "links": [],
        },
    )


def _wanted(entry: Entry, query: dict[str, str]) -> bool:
    return query.get("transaction_id", entry.about) == entry.about


def _shown(call: Call, entry: Entry) -> Document:
    store = call.store
    about = store.captures.get(entry.about) or store.refunds.get(entry.about) or {}
    return {
        "transaction_info": {
            "paypal_account_id": entry.merchant,
            "transaction_id": entry.about,
            "transaction_event_code": _CODES[entry.kind],
            "transaction_initiation_date": written(entry.at),
            "transaction_updated_date": written(entry.at),
            "transaction_amount": amounts.write(entry.gross, entry.currency),
            "fee_amount": amounts.write(-entry.fee, entry.currency),
            "transaction_status": "S",
            **({"invoice_id": about["invoice_id"]} if "invoice_id" in about else {}),
            **({"custom_field": about["custom_id"]} if "custom_id" in about else {}),
        }
    }


def balances(call: Call) -> Answer:
    merchant = call.merchant or PLATFORM
    currencies = sorted({entry.currency for entry in call.store.entries if entry.merchant == merchant})
    shown = []
    for currency in currencies:
        has = amounts.write(call.store.balance(merchant, currency), currency)
        nothing = {"currency_code": currency, "value": "0.00"}
        shown.append(
            {"currency": currency, "total_balance": has, "available_balance": has, "withheld_balance": nothing}
        )
    return Answer(
        200,
        {
            "balances": shown,
            "account_id": merchant,
            "as_of_time": call.store.stamp(),
            "last_refresh_time": call.store.stamp(),
        },
    )

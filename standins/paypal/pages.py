"""PayPal's pages, and the one on which a buyer agrees: PayPal's window, with the ends a test wants as buttons."""

from html import escape
from urllib.parse import urlencode, urlsplit

from standins.paypal import orders
from standins.paypal.errors import Refused
from standins.paypal.store import Document, Store

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;background:#f5f7fa;margin:0;color:#001435}
main{max-width:24rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:12px;box-shadow:0 1px 4px #0003}
h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:.25rem 0 1rem}strong{font-size:1.75rem}
label{display:block;margin:.75rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.6rem}
button{display:block;width:100%;min-height:48px;margin:.6rem 0;font:inherit;font-weight:600;border-radius:24px;
border:1px solid #0070e0;background:#fff;color:#0070e0;cursor:pointer}button.main{background:#0070e0;color:#fff}
small{color:#515764}
"""
# What each button means: the wallet's behaviour, "" for the way back to the shop.
ENDS = {"pay": "good", "insufficient-funds": "declined", "e-cheque": "pending", "cancel": ""}


def approval(store: Store, order_id: str) -> str:
    """The page's HTML. Raises Refused when there is no such order or nothing to approve."""
    order = orders.find(store, order_id)
    if order["status"] == "COMPLETED":
        raise Refused("ORDER_ALREADY_CAPTURED")
    unit = order["purchase_units"][0]
    amount = f"{unit['amount']['currency_code']} {unit['amount']['value']}"
    about = escape(unit.get("description") or unit.get("invoice_id") or "")
    payee = escape(unit["payee"].get("merchant_id") or unit["payee"].get("email_address") or "the shop")
    return page(f"""<h1>PayPal <small>stand-in: no money moves</small></h1>
<p>{about}<br><small>to {payee}</small></p><p><strong>{escape(amount)}</strong></p>
<form method="post" action="/checkoutnow?token={escape(order_id)}">
<label>E-mail <input name="email" type="email" value="giulia@example.com" autocomplete="off"></label>
<label>Password <input name="password" type="password" value="giulia" autocomplete="off"></label>
<button class="main" name="end" value="pay">Pay {escape(amount)}</button>
<button name="end" value="insufficient-funds">Pay, but there are insufficient funds</button>
<button name="end" value="e-cheque">Pay by e-cheque (takes days to clear)</button>
<button name="end" value="cancel">Cancel and return to the shop</button>
</form>""")


def page(main: str) -> str:
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>PayPal stand-in</title>
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>{main}</main></body></html>"""


def decide(store: Store, order_id: str, end: str) -> str:
    """Do what the button says and return the address in the shop to go on at."""
    checkout = store.checkouts[orders.find(store, order_id)["id"]]
    if end not in ENDS:
        raise Refused("INVALID_PARAMETER_VALUE", field="/end")
    if end == "cancel":
        return _with(checkout.cancel_url, {"token": order_id})
    order: Document = orders.approve(store, order_id, funding=ENDS[end])
    return _with(checkout.return_url, {"token": order_id, "PayerID": order["payer"]["payer_id"]})


def _with(url: str, query: dict[str, str]) -> str:
    glue = "&" if urlsplit(url).query else "?"
    return f"{url}{glue}{urlencode(query)}"

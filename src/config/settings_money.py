"""Who moves the money: Stripe and PayPal, or in development their stand-ins on the next ports.

Production uses a provider only when its keys are set; without them a shop takes cash, its own card machine and vouchers.
"""

import os

from config import environment as env

_PRODUCTION = os.environ.get("ENVIRONMENT") == "production"
_PORT = int(os.environ.get("PORT", "8000"))


def _read(name: str, *, development: str = "", production: str = "") -> str:
    return os.environ.get(name) or (production if _PRODUCTION else development)


# -- Stripe ---------------------------------------------------------------------------------------
STANDIN_PORT = int(os.environ.get("STANDIN_PORT", _PORT + 2))  # Stripe's stand-in; PayPal's is on the port after it
_STANDIN = f"http://localhost:{STANDIN_PORT}"
# Nobody gave us an account at Stripe: outside production the stand-ins do.
USES_STANDINS = not _PRODUCTION and not os.environ.get("STRIPE_SECRET_KEY")
STRIPE_SECRET_KEY = _read("STRIPE_SECRET_KEY", development="sk_test_standin")
STRIPE_PUBLISHABLE_KEY = _read("STRIPE_PUBLISHABLE_KEY", development="pk_test_standin")
STRIPE_API_BASE = _read("STRIPE_API_BASE", development=_STANDIN, production="https://api.stripe.com")
STRIPE_JS_URL = _read(
    "STRIPE_JS_URL", development=f"{_STANDIN}/v3/stripe.js", production="https://js.stripe.com/endive/stripe.js"
)
STRIPE_WEBHOOK_SECRET = _read("STRIPE_WEBHOOK_SECRET", development="whsec_standin")
STRIPE_CONNECT_WEBHOOK_SECRET = _read("STRIPE_CONNECT_WEBHOOK_SECRET", development="whsec_standin_connect")
STRIPE_LIVE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
if STRIPE_SECRET_KEY:
    env.require(_PRODUCTION, "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_CONNECT_WEBHOOK_SECRET")

# -- PayPal ---------------------------------------------------------------------------------------
PAYPAL_CLIENT_ID = _read("PAYPAL_CLIENT_ID", development="standin-client")
PAYPAL_CLIENT_SECRET = _read("PAYPAL_CLIENT_SECRET", development="standin-secret")
PAYPAL_API_BASE = _read(
    "PAYPAL_API_BASE", development=f"http://localhost:{STANDIN_PORT + 1}", production="https://api-m.paypal.com"
)
PAYPAL_WEBHOOK_ID = _read("PAYPAL_WEBHOOK_ID", development="WH-STANDIN")
if PAYPAL_CLIENT_ID:
    env.require(_PRODUCTION, "PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID")

# What the browser may load and talk to when a card is typed in (Stripe's own list for a strict policy).
STRIPE_ORIGINS = (
    {
        "script-src": ["https://js.stripe.com", "https://*.js.stripe.com"],
        "frame-src": ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
        "connect-src": ["https://api.stripe.com"],
    }
    if STRIPE_JS_URL.startswith("https://js.stripe.com")
    else {key: [STRIPE_JS_URL.split("/v3/")[0]] for key in ("script-src", "frame-src", "connect-src")}
)

"""`python -m standins --port 8002 --data stripe.sqlite --webhook http://localhost:8000/webhooks/stripe/=whsec_standin`.

Stripe listens on the port, PayPal (where it is there) on the next one. Ends with Ctrl-C or SIGTERM.
"""

import argparse
import contextlib
import importlib
import importlib.util
import signal
import sys
import threading
from pathlib import Path

from . import stripe


def main(arguments: list[str] | None = None) -> None:
    wish = _parser().parse_args(arguments)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with contextlib.ExitStack() as running:
        standin = running.enter_context(stripe.StandIn(wish.port, host=wish.host, data=wish.data, deliver=wish.webhook))
        sys.stderr.write(f"Stripe's stand-in: {standin.url}\n")
        if importlib.util.find_spec("standins.paypal"):
            # Found by name: each of the two works without the other.
            paypal = importlib.import_module("standins.paypal")
            data = wish.data and wish.data.with_name(f"paypal-{wish.data.name}")
            other = running.enter_context(
                paypal.StandIn(
                    wish.port + 1,
                    host=wish.host,
                    data=data,
                    deliver=[paypal.Endpoint(*pair) for pair in wish.paypal_webhook],
                )
            )
            sys.stderr.write(f"PayPal's stand-in: {other.url}\n")
        stop.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m standins", description=__doc__)
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 in a container of its own")
    parser.add_argument("--data", type=Path, help="file that outlives a restart")
    parser.add_argument(
        "--webhook", type=_endpoint, action="append", default=[], metavar="URL=SECRET[=connect|account]"
    )
    parser.add_argument("--paypal-webhook", type=_pair, action="append", default=[], metavar="URL=WEBHOOK_ID")
    return parser


def _endpoint(text: str) -> stripe.Endpoint:
    url, secret, *scope = text.split("=")
    if scope not in ([], ["account"], ["connect"]):
        raise argparse.ArgumentTypeError(f"{scope} is neither connect nor account")
    return stripe.Endpoint(url, secret, connect=scope == ["connect"])


def _pair(text: str) -> tuple[str, str]:
    url, _, id = text.partition("=")
    return url, id


if __name__ == "__main__":
    main()

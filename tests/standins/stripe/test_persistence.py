"""A demo that is started again on the same file finds what was there."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import authorise

ROOT = Path(__file__).parents[3]


def client_of(standin: StandIn) -> stripe.StripeClient:
    return stripe.StripeClient("sk_test_x", base_addresses={"api": standin.url}, max_network_retries=0)


def test_everything_is_there_again_after_a_restart(tmp_path: Path) -> None:
    seen: list[str] = []

    def take(payload: bytes, signature: str, connect: bool) -> int:
        seen.append(json.loads(payload)["type"])
        return 200

    with StandIn(data=tmp_path / "stripe.sqlite", deliver=take, background=False) as first:
        account = first.open_account()
        intent = authorise(client_of(first), account, 1200, metadata={"order": "7"})
        first.clock.advance(3600)
        moment = first.clock.now()
    with StandIn(data=tmp_path / "stripe.sqlite", deliver=take, background=False) as second:
        options = {"stripe_account": account}
        found = client_of(second).v1.payment_intents.retrieve(intent.id, options=options)
        assert (found.status, found.metadata["order"]) == ("requires_capture", "7")
        assert second.clock.now() - moment in range(5)
        assert client_of(second).v1.payment_intents.capture(intent.id, options=options).status == "succeeded"
        second.flush()
        assert seen[0] == "account.updated"  # what the first had not delivered any more
        assert seen[-1] == "payment_intent.succeeded"
    with StandIn(data=tmp_path / "stripe.sqlite", deliver=take, background=False) as third:
        assert third.flush() == 0
        assert len(third.events) == len(seen)


def test_it_is_started_by_command_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "standins", "--port", "0", "--data", str(tmp_path / "s.sqlite")]
    command += ["--webhook", "http://127.0.0.1:9/webhooks/stripe-connect/=whsec_x=connect"]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        url = line.removeprefix("Stripe's stand-in: ").strip()
        client = stripe.StripeClient("sk_test_x", base_addresses={"api": url})
        assert client.v1.customers.create(params={"name": "Giulia"}).name == "Giulia"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0

"""Connect: an account is opened, its owner tells Stripe about the shop, and only then it takes cards."""

import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
import stripe

from standins.stripe import StandIn
from tests.standins.stripe.acts import authorise, types


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Do not follow: the address is the answer."""


def visit(url: str, **form: str) -> tuple[int, str, str]:
    """Status, where it leads to, text."""
    body = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(url, data=body, headers={"Accept-Language": "it"})
    try:
        with urllib.request.build_opener(_Stay).open(request) as answer:
            return answer.status, "", answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode()


def open_account(client: stripe.StripeClient) -> stripe.Account:
    return client.v1.accounts.create(
        params={
            "country": "IT",
            "controller": {"stripe_dashboard": {"type": "express"}, "fees": {"payer": "application"}},
            "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
            "metadata": {"pizzeria": "napoli"},
        }
    )


def link_to(client: stripe.StripeClient, account: str) -> str:
    return client.v1.account_links.create(
        params={
            "account": account,
            "type": "account_onboarding",
            "return_url": "https://shop.test/back",
            "refresh_url": "https://shop.test/again",
        }
    ).url


def test_an_owner_onboards(standin: StandIn, stripe_client) -> None:
    account = open_account(stripe_client)
    assert (account.charges_enabled, account.capabilities.card_payments) == (False, "inactive")
    with pytest.raises(stripe.InvalidRequestError, match="onboarding"):
        authorise(stripe_client, account.id, 1000)
    url = link_to(stripe_client, account.id)
    status, _, text = visit(url)
    assert (status, "Racconta a Stripe" in text) == (200, True)
    assert (
        visit(url, action="activate", name="Da Ciro", iban="IT60 X054 2811 1010 0000 0123 456")[1]
        == "https://shop.test/back"
    )
    after = stripe_client.v1.accounts.retrieve(account.id)
    assert (after.charges_enabled, after.payouts_enabled, after.details_submitted) == (True, True, True)
    assert (after.business_profile.name, after.external_accounts.data[0].last4) == ("Da Ciro", "3456")
    assert (after.requirements.currently_due, after.capabilities.card_payments) == ([], "active")
    event = standin.events[-1]
    assert (event["type"], event["account"]) == ("account.updated", account.id)
    assert authorise(stripe_client, account.id, 1000).status == "requires_capture"


def test_charges_may_work_while_payouts_do_not(stripe_client) -> None:
    account = open_account(stripe_client)
    visit(link_to(stripe_client, account.id), action="activate_without_payouts")
    after = stripe_client.v1.accounts.retrieve(account.id)
    assert (after.charges_enabled, after.payouts_enabled) == (True, False)
    assert after.requirements.currently_due == ["external_account"]


def test_who_leaves_comes_back_with_nothing_changed(stripe_client) -> None:
    account = open_account(stripe_client)
    assert visit(link_to(stripe_client, account.id), action="leave")[1] == "https://shop.test/back"
    assert not stripe_client.v1.accounts.retrieve(account.id).details_submitted


def test_a_link_works_once_and_not_for_long(standin: StandIn, stripe_client) -> None:
    account = open_account(stripe_client)
    url = link_to(stripe_client, account.id)
    assert visit(url)[0] == 200
    assert visit(url)[1] == "https://shop.test/again"
    late = link_to(stripe_client, account.id)
    standin.clock.advance(301)
    assert visit(late)[1] == "https://shop.test/again"


def test_an_account_is_changed_restricted_and_closed(standin: StandIn, stripe_client, shop_account) -> None:
    changed = stripe_client.v1.accounts.update(
        shop_account, params={"business_profile": {"url": "https://napoli.test"}}
    )
    assert (changed.business_profile.url, changed.business_profile.name) == ("https://napoli.test", "Pizzeria")
    request = urllib.request.Request(f"{standin.url}/_accounts/{shop_account}/restrict", method="POST")
    urllib.request.urlopen(request).close()
    assert not stripe_client.v1.accounts.retrieve(shop_account).charges_enabled
    own = stripe_client.v1.accounts.retrieve_current(options={"stripe_account": shop_account})
    assert own.id == shop_account
    assert stripe_client.v1.accounts.delete(shop_account).deleted
    with pytest.raises(stripe.PermissionError):
        stripe_client.v1.accounts.retrieve(shop_account)


def test_an_express_account_has_a_dashboard(standin: StandIn, stripe_client) -> None:
    account = open_account(stripe_client)
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.accounts.login_links.create(account.id)
    visit(link_to(stripe_client, account.id), action="activate", name="Da Ciro")
    assert "Da Ciro" in visit(stripe_client.v1.accounts.login_links.create(account.id).url)[2]


def test_three_d_secure_leads_back_to_the_shop(standin: StandIn, stripe_client, shop_account) -> None:
    intent = authorise(
        stripe_client,
        shop_account,
        1550,
        payment_method="pm_card_threeDSecure2Required",
        return_url="https://shop.test/back?a=1",
    )
    url = intent.next_action.redirect_to_url.url
    assert "EUR 15.50" in visit(url)[2]
    back = urllib.parse.parse_qs(urllib.parse.urlsplit(visit(url, action="leave")[1]).query)
    assert (back["redirect_status"], back["a"]) == (["pending"], ["1"])
    back = urllib.parse.parse_qs(urllib.parse.urlsplit(visit(url, action="complete")[1]).query)
    assert (back["redirect_status"], back["payment_intent"]) == (["succeeded"], [intent.id])
    assert back["payment_intent_client_secret"] == [intent.client_secret]
    assert types(standin)[-1] == "payment_intent.amount_capturable_updated"
    assert visit(url)[0] == 200

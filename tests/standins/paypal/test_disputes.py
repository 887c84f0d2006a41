"""A buyer complains to PayPal: the money, the answer, the decision, and who may look at it."""

import pytest
import requests

from standins import paypal as standin
from tests.standins.paypal.conftest import NAPOLI, ROMA, Desk
from toolbox import paypal


def acting_for(merchant: str, pay: standin.StandIn) -> dict[str, str]:
    token = next(iter(pay.store.tokens))
    return {"Authorization": f"Bearer {token}", "PayPal-Auth-Assertion": paypal.assertion(merchant)}


@pytest.mark.parametrize(("won", "balance"), [(True, 497), (False, -1503)])
def test_a_dispute_holds_the_money_until_it_is_decided(
    desk: Desk, pay: standin.StandIn, won: bool, balance: int
) -> None:
    dispute = pay.open_dispute(desk.taken())
    assert pay.balance(NAPOLI) == -1503
    pay.resolve_dispute(dispute, won=won)
    assert pay.balance(NAPOLI) == balance
    assert [e["event_type"] for e in pay.events[-2:]] == ["CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.RESOLVED"]


def test_evidence_is_given_to_a_dispute(desk: Desk, pay: standin.StandIn) -> None:
    dispute = pay.open_dispute(desk.taken())
    path, headers = f"{pay.url}/v1/customer/disputes/{dispute}", acting_for(NAPOLI, pay)
    evidence = {"evidences": [{"evidence_type": "PROOF_OF_FULFILLMENT", "notes": "Delivered at 20:14"}]}
    assert requests.post(f"{path}/provide-evidence", json=evidence, headers=headers, timeout=5).status_code == 200
    assert requests.get(path, headers=headers, timeout=5).json()["status"] == "UNDER_REVIEW"


def test_disputes_are_listed_to_their_merchant(desk: Desk, pay: standin.StandIn) -> None:
    capture, other = desk.taken(), desk.taken(invoice="1-2")
    dispute, newer = pay.open_dispute(capture, amount="5.00"), pay.open_dispute(other)
    path = f"{pay.url}/v1/customer/disputes"

    def asked(merchant: str, at: str = path, **query: str) -> requests.Response:
        return requests.get(at, params=query, headers=acting_for(merchant, pay), timeout=5)

    assert [one["dispute_id"] for one in asked(NAPOLI).json()["items"]] == [newer, dispute]
    listed = asked(NAPOLI, disputed_transaction_id=capture).json()["items"]
    assert [(one["dispute_id"], one["dispute_amount"]["value"]) for one in listed] == [(dispute, "5.00")]
    assert asked(ROMA).json()["items"] == []
    assert asked(ROMA, f"{path}/{dispute}").status_code == 403
    pay.store.private.add(NAPOLI)
    assert asked(NAPOLI).status_code == 403


def test_what_a_dispute_moved_stands_in_it(desk: Desk, pay: standin.StandIn) -> None:
    dispute = pay.open_dispute(desk.taken(), amount="5.00")
    pay.resolve_dispute(dispute, won=True)
    moved = pay.store.disputes[dispute]["fund_movements"]
    assert [(one["party"], one["type"], one["reason"], one["amount"]["value"]) for one in moved] == [
        ("SELLER", "DEBIT", "DISPUTE_SETTLEMENT", "5.00"),
        ("SELLER", "DEBIT", "DISPUTE_FEE", "14.00"),
        ("SELLER", "CREDIT", "DISPUTE_SETTLEMENT", "5.00"),
    ]


def test_a_merchant_answers_in_the_resolution_centre(desk: Desk, pay: standin.StandIn) -> None:
    dispute = pay.open_dispute(desk.taken())
    centre = f"{pay.url}/disputes/"
    assert dispute in requests.get(centre, timeout=5).text
    for deed, status in (("answer", "UNDER_REVIEW"), ("lost", "RESOLVED")):
        assert requests.post(centre, data={"id": dispute, "deed": deed}, timeout=5).status_code == 200
        assert pay.store.disputes[dispute]["status"] == status
    assert requests.post(centre, data={"id": dispute, "deed": "won"}, timeout=5).status_code == 422

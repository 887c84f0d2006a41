"""What the shop sees of its money."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

import tenants
from tenant_apps.payments import reconciling
from tenant_apps.payments.models import Reconciliation
from tests.tenant_apps.payments.conftest import Desk


def test_the_comparison_page_shows_that_nothing_differs(desk: Desk, owner: Client) -> None:
    desk.captured()
    (run,) = reconciling.reconcile(at=desk.at)
    assert (run.differences, run.ours, run.checked) == ([], run.theirs, 1)
    page = owner.get("/manage/payments/check/")
    assert "No difference." in page.content.decode()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"kind": "no_answer", "payment": "p", "what": "time out"}, "No answer"),
        ({"kind": "unknown", "reference": "pi_1", "ours": 0, "theirs": 950}, "A payment that is not in your books"),
        ({"kind": "balance", "ours": 1, "theirs": 950}, "The balance"),
        ({"kind": "ledger", "payment": "p", "ours": 1, "theirs": 950}, "A payment"),
    ],
)
def test_each_kind_of_difference_is_said(shop: Any, owner: Client, found: dict[str, Any], words: str) -> None:
    Reconciliation.objects.create(method="card", at=shop_time(), checked=1, ours=1, theirs=950, differences=[found])
    page = owner.get("/manage/payments/check/").content.decode()
    assert words in page
    assert "No difference." not in page
    assert "1 difference between" in owner.get("/manage/payments/").content.decode()


def test_a_charge_that_the_books_do_not_know_is_found(desk: Desk) -> None:
    """Somebody took money on the account by other means."""
    desk.client.v1.payment_intents.create(
        {
            "amount": 500,
            "currency": "eur",
            "confirm": True,
            "payment_method": "pm_card_visa",
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        },
        {"stripe_account": desk.account},
    )
    (run,) = reconciling.reconcile(at=now_there(desk))
    assert {found["kind"] for found in run.differences} == {"unknown", "balance"}


def test_an_order_page_gives_one_piece_back_and_a_second_press_nothing_more(desk: Desk, owner: Client) -> None:
    order, payment = desk.captured()
    line = order.lines.get()
    sent = {f"line_{line.id}": "1", "reason": "missing", "bearer": "store", "note": "", "key": "once", "extra": ""}
    for _again in range(2):
        assert owner.post(f"/manage/payments/orders/{order.id}/refund/", sent).status_code == 302
    assert desk.fresh(payment).refunded == payment.captured // 2
    page = owner.get(f"/manage/payments/orders/{order.id}/").content.decode()
    assert "something was missing" in page.lower()


def test_a_number_of_pieces_that_is_none_gives_nothing_back(desk: Desk, owner: Client) -> None:
    order, payment = desk.captured()
    sent = {f"line_{order.lines.get().id}": "9" * 5000, "reason": "late", "bearer": "store", "key": "long", "extra": ""}
    assert owner.post(f"/manage/payments/orders/{order.id}/refund/", sent).status_code == 422
    assert desk.fresh(payment).refunded == 0


def test_many_disputes_come_page_by_page(desk: Desk, owner: Client) -> None:
    from tenant_apps.payments.models import Dispute

    _order, payment = desk.captured()
    for number in range(51):
        Dispute.objects.create(
            payment=payment, reference=f"dp_{number}", amount=100, state="needs_response", opened_at=desk.at
        )
    pages = [owner.get(f"/manage/disputes/?page={page}").content.decode() for page in ("1", "2", "x")]
    assert [page.count("waits for your answer") for page in pages] == [50, 1, 50]


def test_too_much_is_said_on_the_page(desk: Desk, owner: Client) -> None:
    order, _payment = desk.captured()
    sent = {"extra": "500", "reason": "other", "bearer": "store", "key": "more"}
    answer = owner.post(f"/manage/payments/orders/{order.id}/refund/", sent)
    assert answer.status_code == 409
    assert "can still go back" in answer.content.decode()


def test_a_dispute_is_answered_once(desk: Desk, owner: Client) -> None:
    from tenant_apps.payments.models import Dispute

    _order, payment = desk.captured()
    charge = desk.intent(payment).latest_charge.id
    desk.standin.dispute(charge)
    desk.settle(payment)
    dispute = Dispute.objects.get()
    address = f"/manage/disputes/{dispute.id}/"
    assert "waits for your answer" in owner.get("/manage/disputes/").content.decode()
    assert owner.post(address, {"uncategorized_text": "short"}).status_code == 422
    told = {"uncategorized_text": "Luca brought it at eight, she signed for it."}
    assert owner.post(address, told).status_code == 302
    desk.follow()
    there = desk.client.v1.disputes.retrieve(dispute.reference, options={"stripe_account": desk.account})
    assert there.status == "under_review"
    assert owner.post(address, told).status_code == 409
    desk.standin.decide_dispute(dispute.reference, won=True)
    desk.settle(payment)
    assert "won" in owner.get(address).content.decode()
    assert desk.ledger_balance() == desk.provider_balance()


def test_the_payments_come_as_a_file(desk: Desk, owner: Client) -> None:
    order, payment = desk.captured()
    rows = owner.get("/manage/payments/?format=csv").content.decode().splitlines()
    assert len(rows) == 2 and str(order.number) in rows[1] and "captured" in rows[1]
    assert owner.get("/manage/payments/?q=4242&method=card&state=captured").context["page"].object_list[0] == payment
    assert not owner.get("/manage/payments/?q=nobody").context["page"].object_list


def test_roma_sees_nothing_of_it(desk: Desk, napoli: Any, roma: Any, renzo: Any) -> None:
    order, _payment = desk.captured()
    with tenants.inside(roma):
        client = Client(HTTP_HOST=roma.host)
        client.force_login(renzo)
    assert client.get(f"/manage/payments/orders/{order.id}/").status_code == 404


def shop_time() -> Any:
    from tests.tenant_apps.ordering.conftest import FRIDAY_EVENING

    return FRIDAY_EVENING


def now_there(desk: Desk) -> Any:
    """The stand-in keeps the real time."""
    from datetime import UTC, datetime

    return datetime.now(UTC) + timedelta(minutes=1)

"""What a shop says to its customer's bank, and what becomes of an answer that is not taken."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared_apps.journal.facts import Actor
from tenant_apps.notifications.models import Message
from tenant_apps.payments import actions, asking, queries
from tenant_apps.payments.gateways import Refused
from tenant_apps.payments.gateways.stripe import GATEWAY
from tenant_apps.payments.models import Call, Dispute
from tests.tenant_apps.ordering.conftest import facts
from tests.tenant_apps.payments.conftest import Desk

FROM = re.compile(r'FROM "(\w+)"')
STAFF = Actor("staff", None, "counter")
SAID = {"uncategorized_text": "Luca brought it at eight, she signed for it."}


@pytest.fixture
def disputed(desk: Desk) -> Dispute:
    _order, payment = desk.captured()
    desk.standin.dispute(desk.intent(payment).latest_charge.id)
    desk.settle(payment)
    return Dispute.objects.get()


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The bank's form takes nothing."""

    def refuses(*_args: Any, **_options: Any) -> None:
        raise Refused("evidence_too_long", "Too many characters.")

    monkeypatch.setattr(GATEWAY, "send_evidence", refuses)
    return monkeypatch


def test_an_answer_that_is_not_taken_can_be_sent_again(
    desk: Desk, disputed: Dispute, deaf: pytest.MonkeyPatch, owner: Client
) -> None:
    address = f"/manage/disputes/{disputed.id}/"
    page = owner.post(address, SAID, follow=True).content.decode()
    assert "did not take your answer" in page and SAID["uncategorized_text"] in page and "Send to the bank" in page
    assert "on its way" not in page
    assert queries.attention().disputes == 1
    deaf.undo()
    assert "on its way" in owner.post(address, SAID, follow=True).content.decode()
    there = desk.client.v1.disputes.retrieve(disputed.reference, options={"stripe_account": desk.account})
    assert there.status == "under_review"
    assert queries.attention().disputes == 0


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "did not arrive · Pizzeria"), ("it", "non è arrivata · Pizzeria")]
)
def test_the_owner_is_told_of_it(
    desk: Desk, disputed: Dispute, deaf: pytest.MonkeyPatch, ciro: Any, language: str, subject: str
) -> None:
    ciro.language = language
    ciro.save(update_fields=["language"])
    actions.answer_dispute(disputed, evidence=SAID, by=STAFF, at=desk.at)
    desk.follow()
    assert facts(disputed.payment.order_id).count("EvidenceRefused") == 1
    letter = Message.objects.get(to=ciro.email, text__contains=f"/manage/disputes/{disputed.id}/")
    assert subject in letter.subject and "Too many characters." in letter.text


def test_an_answer_that_the_bank_has_already_is_not_asked_for_again(
    desk: Desk, disputed: Dispute, owner: Client
) -> None:
    """Its own answer was lost on the way, and a second try is refused."""
    desk.standin.faults.api("reset_after", f"/v1/disputes/{disputed.reference}", method="POST", times=2)
    owner.post(f"/manage/disputes/{disputed.id}/", SAID)
    call = Call.objects.open().get(verb="evidence")
    asking.settle(disputed.payment, at=desk.at)
    actions.refuse_call(call, code="refused", message="This dispute can no longer be answered.", at=desk.at)
    assert desk.fresh(disputed).sent_at is not None
    assert "EvidenceRefused" not in facts(disputed.payment.order_id)


def test_an_answer_locks_as_what_the_bank_says_is_written(desk: Desk, disputed: Dispute) -> None:
    """The order, its payment, then the dispute: whoever waits for one of them holds none that another waits for."""
    with CaptureQueriesContext(connection) as asked:
        actions.answer_dispute(desk.fresh(disputed), evidence=SAID, by=STAFF, at=desk.at)
    locked = [found[1] for one in asked if "FOR UPDATE" in one["sql"] and (found := FROM.search(one["sql"]))]
    assert locked[:3] == ["ordering_order", "payments_payment", "payments_dispute"]
    assert all("JOIN" not in one["sql"] or "FOR UPDATE OF" in one["sql"] for one in asked if "FOR UPDATE" in one["sql"])

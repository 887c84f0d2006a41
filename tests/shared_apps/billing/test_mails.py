"""What the owner hears from us by mail, in their language, and that nobody else does."""

import re
from typing import Any

import pytest

import tenants
from pizzeria import dunning
from shared_apps.billing import plans, reactions, tasks
from shared_apps.billing.models import Call, Invoice, Subscription
from shared_apps.journal.models import Entry
from tests.shared_apps.billing.conftest import OVERDUE, bill, days, seen

CODES = sorted(
    {
        notice.code
        for account in (
            dunning.Account(days(30)),
            dunning.Account(days(30), subscribed=True, unpaid_since=days(40)),
            dunning.Account(days(30), ended_at=days(40)),
        )
        for notice in dunning.notices(account)
    }
)


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent to one address is done at once."""
    for task in (tasks.mail_notice_to, tasks.mail_receipt_to):
        monkeypatch.setattr(task, "delay", task)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["it", "en"])
def test_every_notice_has_its_mail_in_both_languages(
    row: Subscription, ciro: Any, mailoutbox: Any, napoli: Any, code: str, language: str
) -> None:
    with tenants.inside(napoli):
        type(ciro).objects.filter(pk=ciro.pk).update(language=language)
    tasks.mail_notice(str(row.pk), code)
    (mail,) = mailoutbox
    assert mail.to == [ciro.email]
    assert "Pizzeria Napoli" in mail.subject
    assert "http://napoli.localhost" in mail.body and "/manage/billing/" in mail.body
    assert bool(re.search(r"\b([Ii]l|un|la)\b", mail.body)) == (language == "it")
    assert "%(" not in mail.subject + mail.body and "{" not in mail.body


def test_only_owners_and_the_mailbox_for_bills_hear_of_it(
    row: Subscription, ciro: Any, mara: Any, giulia: Any, mailoutbox: Any
) -> None:
    Subscription.objects.filter(pk=row.pk).update(email="conti@napoli.test")
    tasks.mail_notice(str(row.pk), "failed")
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ciro@napoli.test", "conti@napoli.test"]


def test_a_receipt_says_how_much_and_where_the_paper_is(
    row: Subscription, ciro: Any, settle: Any, mailoutbox: Any
) -> None:
    settle(seen(), bill(pdf_url="https://pay.test/1.pdf"), at=days(30))
    tasks.mail_receipt(str(row.pk), str(Invoice.objects.get().id))
    assert "PM-0001" in mailoutbox[0].subject
    assert "84,18" in mailoutbox[0].body and "https://pay.test/1.pdf" in mailoutbox[0].body


def test_a_payment_that_failed_can_be_confirmed_where_the_bill_is(
    row: Subscription, ciro: Any, settle: Any, mailoutbox: Any
) -> None:
    settle(seen(status="past_due"), bill(page_url="https://pay.test/1", **OVERDUE), at=days(60))
    tasks.mail_notice(str(row.pk), "failed")
    assert "https://pay.test/1" in mailoutbox[0].body


def test_an_address_that_fails_keeps_nobody_else_from_hearing_and_is_tried_for_a_day(
    row: Subscription, ciro: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Subscription.objects.filter(pk=row.pk).update(email="conti@napoli.test")
    asked: list[str] = []
    monkeypatch.setattr(tasks.mail_notice_to, "delay", lambda *args: asked.append(args[2]))
    tasks.mail_notice(str(row.pk), "failed")
    assert sorted(asked) == ["ciro@napoli.test", "conti@napoli.test"]
    first, most, times = (tasks.RETRY[name] for name in ("retry_backoff", "retry_backoff_max", "max_retries"))
    assert sum(min(first * 2**number, most) for number in range(times)) > 23 * 3600


def test_the_coupon_for_coming_back_is_promised_once(row: Subscription, ciro: Any, mailoutbox: Any) -> None:
    used = {"verb": "subscribe", "state": "done", "params": {"coupon": plans.WIN_BACK_COUPON}}
    Call.objects.create(subscription=row, intended_at=days(1), tried_at=days(1), **used)
    tasks.mail_notice(str(row.pk), "win_back")
    assert mailoutbox == []


@pytest.mark.parametrize("interval, is_promised", [("month", True), ("year", False)])
def test_what_is_off_for_some_months_is_promised_to_who_paid_by_the_month(
    row: Subscription, ciro: Any, mailoutbox: Any, interval: str, is_promised: bool
) -> None:
    Subscription.objects.filter(pk=row.pk).update(interval=interval)
    tasks.mail_notice(str(row.pk), "win_back")
    assert ("30 %" in mailoutbox[0].body) == is_promised


def test_facts_lead_to_mails(
    row: Subscription, settle: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[str, ...]] = []
    monkeypatch.setattr(tasks.mail_notice, "delay", lambda *args: sent.append(("notice", *args)))
    monkeypatch.setattr(tasks.mail_receipt, "delay", lambda *args: sent.append(("receipt", *args)))
    settle(seen(), bill(), at=days(30))
    settle(seen(status="past_due"), bill(2, **OVERDUE), at=days(60))
    monkeypatch.setenv("NOW", days(60.1).isoformat())
    tasks.move_everybody_on()
    with django_capture_on_commit_callbacks(execute=True):
        reactions.mail_notice(Entry.objects.get(fact="NoticeDue"))
        reactions.mail_receipt(Entry.objects.get(fact="InvoicePaid"))
    paid = Invoice.objects.get(state="paid")
    assert sent == [("notice", str(row.pk), "failed"), ("receipt", str(row.pk), str(paid.id))]


def test_one_that_does_not_move_on_holds_up_nobody(
    row: Subscription, roma: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    usual = tasks.actions.move_on

    def move_on(id: Any, *, at: Any) -> Any:
        if id == row.pk:
            raise RuntimeError("broken")
        return usual(id, at=at)

    monkeypatch.setattr(tasks.actions, "move_on", move_on)
    monkeypatch.setenv("NOW", days(0.1).isoformat())
    assert tasks.move_everybody_on() >= 2
    assert Subscription.objects.get(pk=roma.id).state == "trialing"
    assert "does not move on" in caplog.text

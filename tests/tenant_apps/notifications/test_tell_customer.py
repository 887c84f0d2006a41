"""What a customer gets by mail, and that it arrives once whatever breaks."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import connection

import tenants
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.notifications import actions, tasks
from tenant_apps.notifications.actions import Letter
from tenant_apps.notifications.models import Message
from tenant_apps.ordering import actions as ordering
from tenant_apps.ordering.reactions import tell_customer
from tests import orders
from tests.orders import LUNCH

SHOP = Actor("staff", "carla", "cashier")
LETTER = Letter(to="giulia@example.com", subject="Ciao", text="…")


@pytest.fixture
def open_napoli(inside_napoli):
    orders.open_for_business()
    return inside_napoli


def told(fact):
    return Entry.objects.filter(fact=fact).latest("id")


def react(fact):
    journal.react_once(told(fact), tell_customer, name="tell", at=LUNCH)
    return Message.objects.filter(cause=str(told(fact).id)).first()


def test_who_placed_an_order_is_thanked_in_their_language_with_a_link(open_napoli):
    order = orders.order("2 Diavola", email="giulia@example.com", language="en")
    message = react("OrderPlaced")
    link = f"http://{open_napoli.host}"
    assert message.to == "giulia@example.com"
    assert message.reply_to == "ciao@napoli.test"
    assert message.subject == f"We have your order #{order.number} · {open_napoli.name}"
    for words in (f"/orders/{order.id}/", link, "2 x Diavola, Classic", "12:5"):
        assert words in message.text
    assert f"/orders/{order.id}/" in message.html
    assert "Diavola · Classic<" in message.html


def test_names_are_escaped_in_html_and_plain_in_text(open_napoli):
    orders.order(email="giulia@example.com", name="Giulia <b>& co</b>", language="en")
    message = react("OrderPlaced")
    assert "Giulia <b>& co</b>" in message.text
    assert "<b>&" not in message.html and "&lt;b&gt;&amp; co" in message.html


def test_a_rejection_says_why(open_napoli):
    order = orders.order(email="giulia@example.com", language="en")
    ordering.reject_order(order, reason="The oven is broken.", by=SHOP, at=LUNCH)
    assert "The oven is broken." in react("OrderRejected").text


def test_a_delay_and_a_cancellation_are_told_too(open_napoli):
    order = orders.order(email="giulia@example.com", language="en")
    order = ordering.accept_order(order, by=SHOP, at=LUNCH)
    order = ordering.delay_order(order, minutes=20, by=SHOP, at=LUNCH)
    assert "13:1" in react("OrderDelayed").text
    ordering.cancel_order(order, by=SHOP, at=LUNCH, reason="Nobody is here.")
    assert "Nobody is here." in react("OrderCancelled").text


def test_who_left_no_address_gets_none(open_napoli):
    orders.order()
    assert react("OrderPlaced") is None


def test_told_twice_is_written_once(open_napoli):
    orders.order(email="giulia@example.com")
    entry = told("OrderPlaced")
    tell_customer(entry)
    tell_customer(entry)
    assert Message.objects.count() == 1


def test_the_message_is_sent_after_the_commit(open_napoli, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.send_message, "delay", sent.append)
    orders.order(email="giulia@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        message = react("OrderPlaced")
    assert sent == [str(message.id)]


def written(**changes):
    message = actions.write_message(LETTER, cause="a", at=LUNCH)
    Message.objects.filter(id=message.id).update(**changes)
    message.refresh_from_db()
    return message


def fail(error):
    def post(message):
        raise error

    return post


def test_what_is_sent_is_not_sent_again(inside_napoli, monkeypatch):
    monkeypatch.setenv("NOW", LUNCH.isoformat())
    message = written(html="<p>Ciao</p>", reply_to="ciao@napoli.test")
    tasks.send_message(str(message.id))
    tasks.send_message(str(message.id))
    message.refresh_from_db()
    (letter,) = mail.outbox
    assert letter.from_email.startswith(f"{inside_napoli.name} <")
    assert (letter.to, letter.reply_to) == (["giulia@example.com"], ["ciao@napoli.test"])
    assert letter.alternatives[0].content == "<p>Ciao</p>"
    assert message.sent_at == LUNCH


def test_a_mail_server_that_is_away_is_tried_again_later_and_later(inside_napoli, monkeypatch):
    message = written()
    monkeypatch.setattr(tasks, "_post", fail(SMTPServerDisconnected("gone")))
    waits = []
    at = LUNCH
    for _ in range(10):
        monkeypatch.setenv("NOW", at.isoformat())
        tasks.send_message(str(message.id))
        message.refresh_from_db()
        waits.append(int((message.next_at - at).total_seconds()))
        at = message.next_at
    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == 7200
    assert "gone" in message.error and message.sent_at is None
    monkeypatch.undo()
    monkeypatch.setenv("NOW", at.isoformat())
    tasks.send_waiting()
    message.refresh_from_db()
    assert len(mail.outbox) == 1 and message.error == ""


def test_after_three_days_it_is_given_up(inside_napoli, monkeypatch):
    message = written(written_at=LUNCH - timedelta(days=3))
    monkeypatch.setenv("NOW", LUNCH.isoformat())
    monkeypatch.setattr(tasks, "_post", fail(OSError("no route")))
    tasks.send_waiting()
    message.refresh_from_db()
    assert message.given_up_at == LUNCH
    assert not Message.objects.due(at=LUNCH + timedelta(days=9)).exists()


@pytest.mark.parametrize(("code", "ends"), [(550, True), (451, False)])
def test_a_mailbox_that_does_not_exist_is_not_tried_again(inside_napoli, monkeypatch, code, ends):
    message = written()
    monkeypatch.setenv("NOW", LUNCH.isoformat())
    monkeypatch.setattr(tasks, "_post", fail(SMTPRecipientsRefused({"giulia@example.com": (code, b"no")})))
    tasks.send_message(str(message.id))
    message.refresh_from_db()
    assert bool(message.given_up_at) is ends


def test_two_workers_do_not_send_the_same_message(inside_napoli):
    message = written()
    assert actions.take_message(message.id, at=LUNCH) is not None
    assert actions.take_message(message.id, at=LUNCH) is None
    assert actions.take_message("00000000-0000-0000-0000-000000000000", at=LUNCH) is None


def test_a_worker_killed_while_sending_leaves_it_due_again(inside_napoli):
    message = written()
    actions.take_message(message.id, at=LUNCH)  # and then nothing more was heard of it
    assert Message.objects.due(at=LUNCH + timedelta(seconds=29)).count() == 0
    assert Message.objects.due(at=LUNCH + timedelta(seconds=30)).count() == 1


def test_the_sweeper_visits_only_shops_with_something_to_send(napoli, roma, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.send_waiting, "delay", lambda: sent.append(tenants.current().slug))
    with tenants.inside(napoli):
        written()
    tasks.send_waiting_everywhere()
    assert sent == ["napoli"]


def test_no_mail_server_is_called_inside_a_transaction(torino, monkeypatch):
    seen = []
    monkeypatch.setattr(tasks, "_post", lambda message: seen.append(connection.in_atomic_block))
    with tenants.inside(torino):
        message = actions.write_message(LETTER, cause="b", at=LUNCH)
        tasks.send_message(str(message.id))
    assert seen == [False]

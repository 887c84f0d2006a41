"""Whoever the plan refuses is shown the way to it: by a link in the toast, the fragment or the page that says so."""

from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client

import tenants
from shared_apps.billing.errors import LimitReached, Restricted
from tenants import actions as registry

STAFF = "/manage/staff/"
INVITE = {"email": "nino@example.test", "role": "kitchen"}
LINK = '<a href="/manage/billing/">Plan and bills</a>'
WORDS = "A bill is overdue, so nothing can be changed here for now; your orders go on."


@pytest.fixture
def overdue(napoli: Any) -> Any:
    with tenants.platform():
        registry.set_terms(napoli.id, plan="pro", standing="restricted")
    return napoli


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def toasts(page: Any) -> str:
    text = " ".join(page.content.decode().split())
    return text[text.index('id="toasts"') :].partition("</span>")[0]


def test_a_toast_leads_the_owner_to_the_plan(overdue: Any, ciro: Any, signed_in: Any) -> None:
    page = english(signed_in(overdue, ciro)).post(
        STAFF, INVITE, headers={"referer": f"http://{overdue.host}{STAFF}"}, follow=True
    )
    assert f"{WORDS} {LINK}" in toasts(page)


def test_it_tells_others_whom_to_ask(overdue: Any, mara: Any, signed_in: Any) -> None:
    page = english(signed_in(overdue, mara)).post(
        STAFF, INVITE, headers={"referer": f"http://{overdue.host}{STAFF}"}, follow=True
    )
    assert f"{WORDS} Please tell the owner." in toasts(page)
    assert "billing" not in toasts(page)


def test_a_view_that_says_it_itself_does_so_with_the_link(overdue: Any, ciro: Any, anna: Any, signed_in: Any) -> None:
    page = english(signed_in(overdue, ciro)).post(f"{STAFF}{anna.id}/role/", {"role": "cashier"}, follow=True)
    assert f"{WORDS} {LINK}" in toasts(page)


def test_a_fragment_has_it_too_and_is_shown(overdue: Any, ciro: Any, signed_in: Any) -> None:
    browser = english(signed_in(overdue, ciro))
    answer = browser.post(STAFF, INVITE, headers={"hx-request": "true"})
    assert answer.status_code == Restricted.status
    assert f"{WORDS} {LINK}" in answer.content.decode()
    assert f'{{"code":"{Restricted.status}","swap":true}}' in browser.get(STAFF).content.decode()


def test_without_a_page_to_go_back_to_it_has_its_own(overdue: Any, ciro: Any, signed_in: Any) -> None:
    answer = english(signed_in(overdue, ciro)).post(STAFF, INVITE)
    assert answer.status_code == Restricted.status
    assert WORDS in answer.content.decode() and 'href="/manage/billing/"' in answer.content.decode()


def test_what_people_typed_is_never_markup() -> None:
    refusal = LimitReached(what="<b>people</b>", most=3, have=3, plan="<a href=/x>")
    said = Message(constants.ERROR, str(refusal), extra_tags=refusal.way)
    shown = render_to_string("ui/toasts.html", {"messages": [said], "can": {"billing_edit": True}})
    assert "&lt;b&gt;people" in shown and "&lt;a href=/x&gt;" in shown
    assert shown.count("<a ") == 1


def test_other_messages_have_no_way() -> None:
    said = [Message(constants.ERROR, "No."), Message(constants.SUCCESS, "Yes.", extra_tags="saved")]
    shown = render_to_string("ui/toasts.html", {"messages": said, "can": {"billing_edit": True}})
    assert "<span>No.</span>" in shown and "<span>Yes.</span>" in shown

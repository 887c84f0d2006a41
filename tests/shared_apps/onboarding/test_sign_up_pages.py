"""The pages of signing up, an owner's shops, the mails and the command: what the main road does not pass."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

import tenants
from shared_apps.accounts.models import User
from shared_apps.franchise.models import Store
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from shared_apps.onboarding import actions, codes, mails, reactions, tasks
from shared_apps.onboarding.errors import SignUpOver
from shared_apps.onboarding.models import Ownership, SignUp
from tenants.models import Pizzeria
from tests.shared_apps.onboarding.test_sign_up import FORM, wish

BY = Actor.guest()
State = SignUp.State


@pytest.fixture(autouse=True)
def _no_counts(db):
    with tenants.platform():
        cache.clear()


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def asked(on_platform):
    return actions.request_sign_up(wish(), by=BY, at=timezone.now())


def refuse(sign_up, reason="failed"):
    SignUp.objects.filter(id=sign_up.id).update(state=State.REFUSED, problem=reason, verified_at=sign_up.requested_at)


def file(text):
    return SimpleUploadedFile("menu.csv", text.encode())


def test_a_wrong_menu_file_is_shown_row_by_row(at_platform):
    bad = file("kind,category,name,price,allergens\npizza,Pizze,Margherita,sei,none\n")
    page = at_platform.post("/signup/", {**FORM, "menu": "csv", "menu_file": bad})
    assert page.status_code == 422 and "sei" in page.content.decode()


def test_a_menu_from_a_file_needs_the_file(at_platform):
    assert at_platform.post("/signup/", {**FORM, "menu": "csv"}).status_code == 422


def test_a_huge_file_is_refused(at_platform):
    page = at_platform.post("/signup/", {**FORM, "menu": "csv", "menu_file": file("x" * 500_001)})
    assert page.status_code == 422


@pytest.mark.parametrize(
    "changes", [{"password": "12345678"}, {"slug": "admin"}, {"email": "nobody"}, {"pizzeria_name": ""}]
)
def test_what_is_not_right_is_said_on_the_page(at_platform, changes):
    assert at_platform.post("/signup/", {**FORM, **changes}).status_code == 422
    with tenants.platform():
        assert not SignUp.objects.exists()


def test_signing_up_without_end_is_said_on_the_page(at_platform):
    for word in ("uno", "due", "tre", "quattro", "cinque"):
        assert at_platform.post("/signup/", {**FORM, "slug": f"prova-{word}-qui"}).status_code == 302
    assert at_platform.post("/signup/", {**FORM, "slug": "prova-sei-qui"}).status_code == 422


def test_a_wrong_code_is_said_at_the_field(at_platform, asked):
    wrong = "000000" if codes.code_of(asked) != "000000" else "111111"
    page = at_platform.post(f"/signup/{asked.id}/", {"code": wrong}, headers={"Accept-Language": "en"})
    assert page.status_code == 422 and "4 tries are left" in page.content.decode()


def test_another_code_can_be_had(at_platform, asked):
    old = codes.code_of(asked)
    assert at_platform.post(f"/signup/{asked.id}/code/").status_code == 302
    asked.refresh_from_db()
    assert codes.code_of(asked) != old
    assert at_platform.post(f"/api/v1/signups/{asked.id}/code/").status_code == 202


def test_what_is_over_takes_no_code_and_gives_none(at_platform, asked):
    refuse(asked, "expired")
    for act in (
        lambda at: actions.verify_sign_up(asked.id, code="1", by=BY, at=at),
        lambda at: actions.renew_code(asked.id, by=BY, at=at),
    ):
        with pytest.raises(SignUpOver):
            act(timezone.now())
    assert (
        at_platform.post(
            f"/api/v1/signups/{asked.id}/verify/", {"code": "1"}, content_type="application/json"
        ).status_code
        == 410
    )


def test_a_verified_sign_up_needs_no_second_code(asked):
    SignUp.objects.filter(id=asked.id).update(state=State.VERIFIED)
    assert actions.verify_sign_up(asked.id, code="x", by=BY, at=timezone.now()).state == State.VERIFIED


@pytest.mark.parametrize(
    "state, reason",
    [("refused", "slug_taken"), ("refused", "failed"), ("refused", "expired"), ("verified", ""), ("provisioning", "")],
)
def test_each_state_has_its_page(at_platform, asked, state, reason):
    SignUp.objects.filter(id=asked.id).update(state=state, problem=reason)
    assert at_platform.get(f"/signup/{asked.id}/").status_code == 200


def test_the_shop_somebody_else_took_over_is_not_made_twice(asked):
    at = timezone.now()
    SignUp.objects.filter(id=asked.id).update(state=State.PROVISIONING, started_at=at, attempts=1)
    stale = SignUp.objects.get(id=asked.id)
    SignUp.objects.filter(id=asked.id).update(started_at=at + actions.GIVEN_UP_AFTER)
    with pytest.raises(RuntimeError):
        actions._make_shop(stale, at=at)
    assert not Pizzeria.objects.filter(slug="da-ciro").exists()
    actions._refuse(stale, reason="failed", at=at)
    assert SignUp.objects.get().state == State.PROVISIONING


@pytest.mark.parametrize(
    "reason, words", [("failed", "Something on our side"), ("slug_taken", "taken by another shop")]
)
def test_bad_news_come_by_mail_too_and_once(asked, outbox, reason, words):
    SignUp.objects.filter(id=asked.id).update(language="en")
    refuse(asked, reason)
    for _ in range(2):
        mails.send_news(asked.id, at=timezone.now())
    assert len(outbox) == 1 and words in outbox[0].body


def test_a_wish_that_ran_out_is_forgotten_in_silence(asked, outbox):
    SignUp.objects.filter(id=asked.id).update(state=State.REFUSED, problem="expired")
    mails.send_news(asked.id, at=timezone.now())
    assert not outbox


def test_the_facts_lead_to_the_mails(asked, outbox, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(tasks.mail_code, "delay", tasks.mail_code)
    monkeypatch.setattr(tasks.mail_news, "delay", tasks.mail_news)
    with django_capture_on_commit_callbacks(execute=True):
        reactions.mail_code(Entry.objects.get(fact="SignUpRequested"))
    refuse(asked)
    with django_capture_on_commit_callbacks(execute=True):
        reactions.mail_news(Entry(payload={"signup": str(asked.id)}))
        reactions.mail_news(Entry(payload={"signup": None}))
    assert len(outbox) == 2


def test_the_sweeper_sends_mails_that_were_lost(asked, outbox, monkeypatch):
    monkeypatch.setattr(tasks.mail_code, "delay", tasks.mail_code)
    monkeypatch.setattr(tasks.mail_news, "delay", tasks.mail_news)
    past = timezone.now() - actions.GIVEN_UP_AFTER
    SignUp.objects.filter(id=asked.id).update(code_made_at=past)
    tasks.finish_signups()
    refuse(asked)
    SignUp.objects.filter(id=asked.id).update(finished_at=past)
    tasks.finish_signups()
    tasks.finish_signups()
    assert len(outbox) == 2


def test_an_owner_enters_a_shop_of_theirs_and_no_other(at_platform, on_platform):
    pizzeria = actions.open_pizzeria(wish(), password_hash="", by=BY, at=timezone.now())
    owner = User.objects.get(email=FORM["email"])
    assert str(Ownership.objects.get()) == f"{owner.id} owns {pizzeria.id}"
    at_platform.force_login(owner)
    assert "Da Ciro" in at_platform.get("/account/shops/").content.decode()
    assert "da-ciro.localhost" in at_platform.post(f"/account/shops/{pizzeria.id}/enter/").content.decode()
    at_platform.force_login(User.objects.create_user("other@example.test", role="owner"))
    assert at_platform.post(f"/account/shops/{pizzeria.id}/enter/").status_code == 404


def test_a_command_makes_a_pizzeria_of_a_franchise(on_platform, capsys):
    call_command(
        "provision_pizzeria", name="Da Pina", slug="da-pina", owner_email="pina@example.test", franchise="Pina & Co"
    )
    assert "da-pina.localhost" in capsys.readouterr().out
    assert Store.objects.get().franchise.name == "Pina & Co"
    with pytest.raises(CommandError):
        call_command("provision_pizzeria", name="Da Pina", slug="da-pina", owner_email="pina@example.test")
    call_command("provision_pizzeria", name="Sola", slug="sola-soletta", owner_email="pina@example.test", menu="empty")
    assert Pizzeria.objects.filter(slug="sola-soletta", store=None).exists()


def test_a_password_that_is_too_plain_is_refused_by_api(at_platform):
    answer = at_platform.post("/api/v1/signup/", {**FORM, "password": "password"}, content_type="application/json")
    assert answer.status_code == 422


def test_of_two_right_codes_one_takes_the_step(asked, monkeypatch):
    def another_was_faster(sign_up, said):
        return bool(SignUp.objects.filter(id=sign_up.id).update(state=State.VERIFIED))

    monkeypatch.setattr(codes, "is_right", another_was_faster)
    assert actions.verify_sign_up(asked.id, code="x", by=BY, at=timezone.now()).state == State.VERIFIED
    assert not Entry.objects.filter(fact="SignUpVerified").exists()

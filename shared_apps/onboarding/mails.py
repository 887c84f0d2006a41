"""What a sign-up's mailbox gets: the code, then the news. Sent outside any transaction, noted afterwards."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from shared_apps.onboarding import codes
from shared_apps.onboarding.actions import CODE_LASTS
from shared_apps.onboarding.models import SignUp

State = SignUp.State


def send_code(id: UUID, *, at: datetime) -> None:
    """Mail the code this sign-up waits for, unless it has gone out or is no longer waited for."""
    sign_up = SignUp.objects.filter(id=id, state=State.REQUESTED, code_mailed_at=None).first()
    if sign_up is None:
        return
    minutes = int(CODE_LASTS.total_seconds() // 60)
    _send(sign_up, "code", code=codes.code_of(sign_up), minutes=minutes, page=_page(f"/signup/{sign_up.id}/"))
    SignUp.objects.filter(id=id, code_seed=sign_up.code_seed).update(code_mailed_at=at)


def send_news(id: UUID, *, at: datetime) -> None:
    """Mail that the shop is live, or that there is none, once."""
    sign_up = SignUp.objects.filter(id=id, state__in=(State.ACTIVE, State.REFUSED), told_at=None).first()
    if sign_up is None or sign_up.verified_at is None:
        return
    _send(
        sign_up,
        "live" if sign_up.state == State.ACTIVE else "refused",
        page=_page("/signup/"),
        account=_page("/account/shops/"),
    )
    SignUp.objects.filter(id=id).update(told_at=at)


def _send(sign_up: SignUp, name: str, **words: object) -> None:
    with translation.override(sign_up.language):
        text = render_to_string(f"onboarding/mail/{name}.txt", {"sign_up": sign_up, **words})
    # The first line is the subject, so that a mail's words stand in one file.
    subject, _, body = text.strip().partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [sign_up.email])


def _page(path: str) -> str:
    return f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_DOMAIN}{settings.PUBLIC_PORT}{path}"

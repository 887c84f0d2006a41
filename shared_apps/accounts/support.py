"""A support person's visit to a shop: whom they look over the shoulder of, why, and until when."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest

from shared_apps.accounts.models import User

LASTS = timedelta(minutes=30)
_KEY = "support"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Visit:
    """Ids are strings; ``until`` is an ISO instant, for it travels in the session."""

    platform_user: str
    user: str
    reason: str
    until: str

    @property
    def ends_at(self) -> datetime:
        return datetime.fromisoformat(self.until)


def begin(request: HttpRequest, *, user: User, platform_user: str, reason: str, at: datetime) -> None:
    """Make this browser's session a visit. Unlike a sign-in it leaves no trace on the person visited."""
    visit = Visit(platform_user, str(user.pk), reason, (at + LASTS).isoformat())
    request.session.flush()
    request.session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: _BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            _KEY: asdict(visit),
        }
    )
    request.session.set_expiry(int(LASTS.total_seconds()))


def of(request: HttpRequest) -> Visit | None:
    """Return the visit of this session; None for everybody else. One whose time is over is ended here."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None  # a page for everybody must not begin to depend on a session because of this question
    data = request.session.get(_KEY)
    if not data:
        return None
    visit = Visit(**data)
    if request.at >= visit.ends_at:
        request.session.flush()
        return None
    return visit

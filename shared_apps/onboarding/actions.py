"""From a wish to a working shop.

requested -> verified -> provisioning -> active, and refused from the first three.
Every step is one conditional UPDATE, so that of two who try one wins; making the
shop is one transaction with the step to active. A kill at any moment therefore
leaves a sign-up in a state from which ``finish_sign_ups`` goes on, or a free name.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from pizzeria import menu_csv
from shared_apps.accounts import actions as accounts
from shared_apps.accounts.models import User
from shared_apps.accounts.permissions import OWNER
from shared_apps.billing import actions as billing
from shared_apps.billing import limits, plans
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from shared_apps.onboarding import codes
from shared_apps.onboarding.errors import CodeUsedUp, MenuFileWrong, SignUpOver, TooManyCodes, WrongCode
from shared_apps.onboarding.facts import CodeRenewed, PizzeriaOpened, SignUpRefused, SignUpRequested, SignUpVerified
from shared_apps.onboarding.models import Ownership, SignUp
from shared_apps.onboarding.queries import GIVEN_UP_AFTER
from tenants import provisioning, slugs
from tenants.errors import InvalidSlug, SlugReserved, SlugTaken
from tenants.models import Pizzeria

log = logging.getLogger(__name__)

CODE_LASTS = timedelta(minutes=10)
WISH_LASTS = timedelta(minutes=60)
MOST_TRIES = 5
MOST_CODES = 5
MOST_ATTEMPTS = 5

State = SignUp.State
CURRENCIES = {"IT": "EUR"}  # the countries whose taxes the price engine knows
_SYSTEM = Actor.system("onboarding")
_SLUG_REFUSALS = (InvalidSlug, SlugReserved, SlugTaken)


@dataclass(frozen=True)
class Wish:
    """What somebody who wants a shop tells us. ``menu``: starter, empty or csv (then ``menu_csv`` is the file)."""

    pizzeria_name: str
    slug: str
    email: str
    password: str = field(repr=False)
    country: str = "IT"
    timezone: str = "Europe/Rome"
    language: str = "it"
    menu: str = "starter"
    menu_csv: str = ""
    plan: str = plans.DEFAULT  # that its trial is of


def request_sign_up(wish: Wish, *, by: Actor, at: datetime) -> SignUp:
    """Hold the name and let a code be mailed. Raises InvalidSlug, SlugReserved, SlugTaken, MenuFileWrong or LimitReached.

    Whether the e-mail is known here makes no difference, so nobody learns it.
    """
    slug = provisioning.check_slug(wish.slug)
    if wish.menu == "csv":
        check_menu(wish.menu_csv, language=wish.language, plan=wish.plan)
    password = make_password(wish.password)  # before the transaction: it takes a while on purpose
    with transaction.atomic():
        free_expired(at=at, slug=slug)
        try:
            with transaction.atomic():
                sign_up = SignUp.objects.create(
                    pizzeria_name=wish.pizzeria_name,
                    slug=slug,
                    look_alike=slugs.look_alike(slug),
                    email=wish.email.lower(),
                    password=password,
                    country=wish.country,
                    timezone=wish.timezone,
                    language=wish.language,
                    menu=wish.menu,
                    menu_csv=wish.menu_csv if wish.menu == "csv" else "",
                    code_seed=codes.new_seed(),
                    code_made_at=at,
                    requested_at=at,
                    expires_at=at + WISH_LASTS,
                )
        except IntegrityError:
            raise SlugTaken(slug=slug) from None
        journal.record(SignUpRequested(str(sign_up.id), slug), by=by, at=at)
    return sign_up


def check_menu(text: str, *, language: str, plan: str = plans.DEFAULT) -> None:
    """Raise MenuFileWrong, with every problem by row, when no menu can be made of this file; or LimitReached."""
    sheet, problems = menu_csv.read(text, language=language)
    if problems:
        raise MenuFileWrong(problems)
    limits.check_room("products", adding=len(sheet.products), plan=plan)


@transaction.atomic
def renew_code(id: UUID, *, by: Actor, at: datetime) -> None:
    """Let another code be mailed; the one before is good no more. Raises SignUpOver or TooManyCodes."""
    change = {"code_seed": codes.new_seed(), "code_made_at": at, "code_mailed_at": None, "tries": 0}
    waiting = SignUp.objects.filter(id=id, state=State.REQUESTED, expires_at__gt=at)
    if not waiting.filter(codes_made__lt=MOST_CODES).update(codes_made=F("codes_made") + 1, **change):
        raise TooManyCodes() if waiting.exists() else SignUpOver()
    journal.record(CodeRenewed(str(id)), by=by, at=at)


def verify_sign_up(id: UUID, *, code: str, by: Actor, at: datetime) -> SignUp:
    """Take the step to verified and return the row; a sign-up that has taken it already is returned as it is.

    Raises WrongCode, CodeUsedUp or SignUpOver. Each try is counted in its own
    transaction before the code is looked at, so that many at once are not more tries.
    """
    waiting = SignUp.objects.filter(id=id, state=State.REQUESTED, expires_at__gt=at)
    good = waiting.filter(tries__lt=MOST_TRIES, code_made_at__gt=at - CODE_LASTS)
    counted = good.update(tries=F("tries") + 1)
    sign_up = SignUp.objects.get(id=id)
    if not counted:
        return _already(sign_up, at=at)
    if not codes.is_right(sign_up, code):
        raise WrongCode(left=MOST_TRIES - sign_up.tries) if sign_up.tries < MOST_TRIES else CodeUsedUp()
    with transaction.atomic():
        if waiting.update(state=State.VERIFIED, verified_at=at):
            journal.record(SignUpVerified(str(id)), by=by, at=at)
    sign_up.refresh_from_db()
    return sign_up


def _already(sign_up: SignUp, *, at: datetime) -> SignUp:
    if sign_up.state == State.REFUSED or (sign_up.state == State.REQUESTED and sign_up.expires_at <= at):
        raise SignUpOver()
    if sign_up.state == State.REQUESTED:
        raise CodeUsedUp()
    return sign_up


def provision_sign_up(id: UUID, *, at: datetime) -> SignUp:
    """Make the verified shop, or leave it to whoever is making it; return the row as it is then.

    A name that was taken meanwhile refuses the sign-up. Any other fault leaves it
    for the sweeper, which tries MOST_ATTEMPTS times before the name is given free.
    """
    abandoned = Q(state=State.PROVISIONING, started_at__lte=at - GIVEN_UP_AFTER)
    mine = SignUp.objects.filter(Q(state=State.VERIFIED) | abandoned, id=id)
    if not mine.update(state=State.PROVISIONING, started_at=at, attempts=F("attempts") + 1):
        return SignUp.objects.get(id=id)
    sign_up = SignUp.objects.get(id=id)
    try:
        _make_shop(sign_up, at=at)
    except _SLUG_REFUSALS as refusal:
        _refuse(sign_up, reason=refusal.code, at=at)
    except Exception:
        # The step to provisioning stands and its time runs out: the sweeper comes back to it.
        log.exception("sign-up %s: attempt %s failed", sign_up.id, sign_up.attempts)
        if sign_up.attempts >= MOST_ATTEMPTS:
            _refuse(sign_up, reason="failed", at=at)
    sign_up.refresh_from_db()
    return sign_up


@transaction.atomic
def _make_shop(sign_up: SignUp, *, at: datetime) -> None:
    """Schema, registry row, owner and the step to active: all of it or nothing."""
    pizzeria = open_pizzeria(
        Wish(
            pizzeria_name=sign_up.pizzeria_name,
            slug=sign_up.slug,
            email=sign_up.email,
            password="",
            country=sign_up.country,
            timezone=sign_up.timezone,
            language=sign_up.language,
            menu=sign_up.menu,
            menu_csv=sign_up.menu_csv,
        ),
        password_hash=sign_up.password,
        sign_up=sign_up,
        by=_SYSTEM,
        at=at,
    )
    # What was only needed to get here is not kept: the owner's password is the owner's.
    done = {"state": State.ACTIVE, "pizzeria": pizzeria, "finished_at": at, "password": "", "menu_csv": ""}
    ours = SignUp.objects.filter(id=sign_up.id, state=State.PROVISIONING, started_at=sign_up.started_at)
    if not ours.update(**done):
        raise RuntimeError("somebody else took this sign-up over")  # undoes everything above


@transaction.atomic
def open_pizzeria(
    wish: Wish, *, password_hash: str, sign_up: SignUp | None = None, by: Actor, at: datetime
) -> Pizzeria:
    """Make a shop for an owner whose mailbox is proven, on the platform and inside; return its registry row."""
    new_shop = import_module(settings.NEW_SHOP)

    def seed() -> None:
        new_shop.fill(wish, by=by, at=at)
        _make_owner(wish.email, password_hash, by=by, at=at)

    pizzeria = provisioning.create_pizzeria(
        provisioning.NewPizzeria(
            name=wish.pizzeria_name,
            slug=wish.slug,
            country=wish.country,
            timezone=wish.timezone,
            currency=CURRENCIES[wish.country],
            language=wish.language,
            plan=wish.plan,
        ),
        seed=seed,
        by=by,
        at=at,
    )
    owner = _make_owner(wish.email, password_hash, by=by, at=at)
    billing.begin_trial(pizzeria, by=by, at=at)
    Ownership.objects.get_or_create(user=owner, pizzeria=pizzeria, defaults={"since": at})
    fact = PizzeriaOpened(str(pizzeria.id), pizzeria.slug, str(sign_up.id) if sign_up else None)
    journal.record(fact, by=by, at=at)
    return pizzeria


def _make_owner(email: str, password_hash: str, *, by: Actor, at: datetime) -> User:
    """Return the owner's user in the house one is in. Somebody known here keeps their role and password."""
    known = User.objects.filter(email__iexact=email).first()
    owner = accounts.add_person(email, role=(known.role if known else "") or OWNER, by=by, at=at)
    if password_hash and not owner.has_usable_password():
        owner.password = password_hash
        owner.save(update_fields=["password"])
    return owner


@transaction.atomic
def free_expired(*, at: datetime, slug: str | None = None) -> None:
    """Refuse the wishes that nobody verified in time: their names are free again."""
    over = SignUp.objects.filter(state=State.REQUESTED, expires_at__lte=at)
    if slug is not None:
        over = over.filter(look_alike=slugs.look_alike(slug))
    for sign_up in over.select_for_update(skip_locked=True):
        _refuse(sign_up, reason="expired", at=at)


@transaction.atomic
def _refuse(sign_up: SignUp, *, reason: str, at: datetime) -> None:
    change: dict[str, Any] = {
        "state": State.REFUSED,
        "problem": reason,
        "finished_at": at,
        "password": "",
        "menu_csv": "",
    }
    as_seen = SignUp.objects.filter(id=sign_up.id, state=sign_up.state, started_at=sign_up.started_at)
    if as_seen.update(**change):
        journal.record(SignUpRefused(str(sign_up.id), reason), by=_SYSTEM, at=at)

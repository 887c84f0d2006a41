"""The platform's front page, signing up, and an owner's shops."""

from typing import Any
from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pizzeria import drawing
from shared_apps.accounts import actions as accounts
from shared_apps.accounts.access import leave_for, signed_in
from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.onboarding import actions, queries
from shared_apps.onboarding.access import limit_code_tries, limit_sign_ups
from shared_apps.onboarding.errors import MenuFileWrong
from shared_apps.onboarding.forms import CodeForm, SignUpForm
from shared_apps.onboarding.models import SignUp
from toolbox.refusals import Refusal

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_HERO = drawing.Recipe.of("hero", ("pomodoro", "mozzarella", "salami", "olive", "mushroom", "basil"))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "onboarding/home.html", {"art": drawing.svg(_HERO)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    form = SignUpForm(request.POST or None, request.FILES or None, at=request.at)
    problems: Any = ()
    if request.method == "POST" and form.is_valid():
        try:
            limit_sign_ups(request, email=form.cleaned_data["email"])
            sign_up = actions.request_sign_up(_wish(form.cleaned_data), by=Actor.guest(), at=request.at)
        except MenuFileWrong as wrong:
            problems = wrong.detail["problems"]
            form.add_error("menu_file", str(wrong))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session["sign_up"] = str(sign_up.id)
            return redirect("onboarding:progress", id=sign_up.id)
    context = {"form": form, "problems": problems, **_address(request, form["slug"].value() or "")}
    return render(request, "onboarding/signup.html", context, status=422 if form.errors else 200)


def _wish(data: dict[str, Any]) -> actions.Wish:
    return actions.Wish(
        pizzeria_name=data["pizzeria_name"],
        slug=data["slug"],
        email=data["email"],
        password=data["password"],
        country=data["country"],
        timezone=data["timezone"],
        language=(get_language() or "it")[:2],
        menu=data["menu"],
        menu_csv=data["menu_file"],
    )


@require_safe
def address(request: HttpRequest) -> HttpResponse:
    """The address field while one types: proposed from the name until somebody writes their own."""
    typed, proposed = request.GET.get("slug", ""), request.GET.get("proposed", "")
    if not typed or typed == proposed:
        typed = proposed = queries.propose_slug(request.GET.get("pizzeria_name", "")[:80], at=request.at)
    return render(request, "onboarding/signup.html#address", {**_address(request, typed), "proposed": proposed})


def _address(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What the address field shows: ``refusal`` says why this name cannot be had."""
    context: dict[str, Any] = {"slug": slug, "proposed": "", "is_free": False, "host": request.get_host()}
    if slug:
        try:
            queries.check_free(slug, at=request.at)
            context["is_free"] = True
        except Refusal as refusal:
            context["refusal"] = str(refusal)
    return context


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """One page for the whole way: the code, the waiting, the shop."""
    sign_up = get_object_or_404(SignUp, id=id)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            limit_code_tries(request)
            actions.verify_sign_up(id, code=form.cleaned_data["code"], by=Actor.guest(), at=request.at)
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            sign_up = actions.provision_sign_up(id, at=request.at)
            _sign_in_new_owner(request, sign_up)
            return redirect("onboarding:progress", id=id)
    context = {"sign_up": sign_up, "form": form, "expired": sign_up.expires_at <= request.at}
    return render(request, "onboarding/progress.html", context, status=422 if form.errors else 200)


def _sign_in_new_owner(request: HttpRequest, sign_up: SignUp) -> None:
    """Spare the person who has just proven their mailbox, in this very browser, from signing in.

    Only whom this sign-up made: somebody known before may have a second factor.
    """
    if sign_up.state != SignUp.State.ACTIVE or request.session.get("sign_up") != str(sign_up.id):
        return
    owner = User.objects.filter(
        email__iexact=sign_up.email, created_at__gte=sign_up.requested_at, is_active=True
    ).first()
    if owner:
        login(request, owner, backend=_BACKEND)


@require_POST
def renew_code(request: HttpRequest, id: UUID) -> HttpResponse:
    limit_code_tries(request)
    actions.renew_code(id, by=Actor.guest(), at=request.at)
    return redirect("onboarding:progress", id=id)


@signed_in
@require_safe
def shops(request: HttpRequest) -> HttpResponse:
    return render(request, "onboarding/shops.html", {"ownerships": queries.shops_of(request.user)})


@signed_in
@require_POST
def enter_shop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lead an owner into their shop's back office without signing in there again."""
    ownership = get_object_or_404(queries.shops_of(request.user), pizzeria=id)
    person = request.user
    link = accounts.hand_over(ownership.pizzeria, person=person, purpose="owner", by=request.actor, at=request.at)
    return leave_for(request, link)

"""The owner's page: plan, usage, bills, card. On the shop's own host; the rows are the platform's."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import tenants
from pizzeria import dunning
from shared_apps.accounts.access import staff
from shared_apps.billing import actions, asking, plans, previews, queries, verbs
from shared_apps.billing.errors import CouponByMonth, NeverLeft, NotSubscribed, ProviderAway, TaxIdWrong, UnknownCoupon
from shared_apps.billing.forms import CouponForm, DetailsForm, LeavingForm
from shared_apps.billing.models import Subscription
from shared_apps.billing.stripe_client import Away, Refused

PERMISSION = "billing.edit"
_GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
@staff(PERMISSION)
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "billing/overview.html", _page(request))


def _page(request: HttpRequest, **more: Any) -> Mapping[str, Any]:
    here, at = request.pizzeria, request.at
    inside = import_string(settings.USAGE)()
    with tenants.platform():
        row = queries.subscription_of(here.id)
        page = {
            "row": row,
            "uses": queries.usage(row, inside=inside, zone=here.timezone, at=at),
            "bills": list(queries.bills(row)),
            "days_left": queries.days_left(row, at=at),
            "owed": queries.owed(row),
            "wins_back": queries.win_back_coupon(row) != "",
            "changes_at": dunning.changes_at(row.account, at=at),
        }
    interval = request.GET.get("interval")
    return {
        **page,
        "plans": plans.PLANS.values(),
        "features": plans.FEATURES,
        "limits": plans.LIMITS,
        "interval": interval if interval in plans.INTERVALS else row.interval,
        "details": DetailsForm.of(row),
        "coupon": CouponForm(),
        "win_back": {"percent": plans.WIN_BACK_PERCENT, "months": plans.WIN_BACK_MONTHS},
        **more,
    }


@require_safe
@staff(PERMISSION)
def next_bill(request: HttpRequest) -> HttpResponse:
    """What comes next, as a fragment of the page: the provider may take its time."""
    row = begun(request)
    page: dict[str, Any] = {"row": row}
    if row.is_subscribed:
        try:
            page["preview"] = previews.next_bill(row)
        except Away:
            page["is_away"] = True
        except Refused:  # there comes none: it ends with the period
            page["is_away"] = row.cancel_at is None
    return render(request, "billing/next_bill.html", page)


@require_http_methods(_GET_OR_POST)
@staff(PERMISSION)
def change_plan(request: HttpRequest) -> HttpResponse:
    """What a plan would cost from now on; and, confirmed, the change itself."""
    chosen = request.POST or request.GET
    plan, interval = queries.plan_called(chosen.get("plan", ""), chosen.get("interval", ""))
    row = begun(request)
    if not row.card:
        messages.info(request, _("First a card, then the plan. Nothing is charged before you confirm."))
        return redirect("billing:card")
    if request.method == "POST":
        row = _buy(request, row, plan, interval)
        return ended(request, _("You are on the plan %(plan)s.") % {"plan": row.terms.name}, row.is_subscribed)
    moment, coupon = int(request.at.timestamp()), ""
    trial_end = row.trial_ends_at if row.trial_ends_at > request.at else None
    try:
        if row.is_subscribed:
            preview = previews.of_change(row, plan, interval, proration_date=moment)
        else:
            coupon = verbs.coupon_for(interval, row.wished_coupon)
            preview = previews.of_beginning(row, plan, interval, coupon=coupon, trial_end=trial_end)
    except (Away, Refused) as error:
        raise ProviderAway() from error
    stops = [words for feature, words in plans.FEATURES.items() if feature in row.terms.features - plan.features]
    with tenants.platform():
        owed = 0 if row.is_subscribed else queries.owed(row)
    context = {"row": row, "plan": plan, "interval": interval, "preview": preview, "moment": moment, "coupon": coupon}
    context |= {"owed": owed, "stops": stops, "ends_discount": row.is_subscribed and verbs.ends_discount(row, interval)}
    return render(request, "billing/change_plan.html", context)


def _buy(request: HttpRequest, row: Subscription, plan: plans.Plan, interval: str, coupon: str = "") -> Subscription:
    """Subscribe, or change what is subscribed to."""
    params: dict[str, Any] = {"plan": plan.code, "interval": interval}
    if row.is_subscribed:
        shown = request.POST.get("moment", "")
        now = int(request.at.timestamp())
        # The moment of the preview, so that the bill is the one that was shown; not one of long ago or of the future.
        recent = shown.isascii() and shown.isdigit() and len(shown) < 12 and now - 3600 <= int(shown) <= now
        verb, params = "change", params | {"proration_date": int(shown) if recent else now}
    else:
        try:
            wish = coupon or verbs.coupon_for(interval, row.wished_coupon)
        except (Away, Refused) as error:
            raise ProviderAway() from error
        verb, params = "subscribe", params | {"coupon": wish, "back": way_back(request)}
        if row.trial_ends_at > request.at:
            params["trial_end"] = int(row.trial_ends_at.timestamp())
    return asked(request, verb, params)


@require_POST
@staff(PERMISSION)
def come_back(request: HttpRequest) -> HttpResponse:
    """One press: the plan one had, with the coupon for coming back where there is one. Raises NeverLeft."""
    row = begun(request)
    if row.is_subscribed:
        return redirect("billing:overview")
    if row.state_at(request.at) != dunning.CANCELLED:
        raise NeverLeft()
    if not row.card:
        return redirect("billing:card")
    with tenants.platform():
        coupon = queries.win_back_coupon(row)
    row = _buy(request, row, row.terms, row.interval, coupon=coupon)
    return ended(request, _("Welcome back. Your shop takes orders again."), row.is_subscribed)


@require_POST
@staff(PERMISSION)
def change_details(request: HttpRequest) -> HttpResponse:
    form = DetailsForm(request.POST)
    if form.is_valid():
        row = begun(request)
        try:
            with tenants.platform():
                call = actions.change_details(row.pk, form.details(), by=request.actor, at=request.at)
        except TaxIdWrong as wrong:
            form.add_error("tax_id", str(wrong))
        else:
            with tenants.platform():
                if call is not None:
                    asking.finish(call, by=request.actor, at=request.at)
            messages.success(request, _("Your details are saved; the next bill carries them."))
            return redirect("billing:overview")
    return render(request, "billing/overview.html", _page(request, details=form), status=422)


@require_POST
@staff(PERMISSION)
def use_coupon(request: HttpRequest) -> HttpResponse:
    form = CouponForm(request.POST)
    code = form.cleaned_data["code"].strip() if form.is_valid() else ""
    row = begun(request)
    try:
        found = verbs.find_coupon(code) if code else None
        fits = not (found and row.is_subscribed) or verbs.coupon_for(row.interval, found)
    except (Away, Refused) as error:
        raise ProviderAway() from error
    with tenants.platform():
        if found is None or queries.has_used(row, found):  # typed again it would begin anew
            raise UnknownCoupon()
    if not fits:
        raise CouponByMonth()
    if row.is_subscribed:
        asked(request, "coupon", {"coupon": found})
    else:
        with tenants.platform():
            actions.wish_coupon(row.pk, coupon=found)
    messages.success(request, _("The code is valid and will be taken off."))
    return redirect("billing:overview")


@require_http_methods(_GET_OR_POST)
@staff(PERMISSION)
def cancel(request: HttpRequest) -> HttpResponse:
    """Ask why, offer what one takes along, and end it with the period that is paid."""
    row = begun(request)
    form = LeavingForm(request.POST or None)
    ends = row.period_end if row.is_subscribed else row.trial_ends_at
    is_over = ends is None or ends <= request.at
    if request.method == "POST" and form.is_valid():
        reason, words = form.cleaned_data["reason"], form.cleaned_data["words"]
        with tenants.platform():
            actions.say_why_leaving(row.pk, reason=reason, words=words, by=request.actor, at=request.at)
        if row.is_subscribed:
            asked(request, "cancel", {"reason": reason, "words": words})
        else:
            with tenants.platform():
                actions.cancel_trial(row.pk, by=request.actor, at=request.at)
        words = _("It is cancelled. Until the end of the period everything goes on.")
        messages.success(request, _("It is cancelled. The orders you have go on.") if is_over else words)
        return redirect("billing:overview")
    return render(request, "billing/cancel.html", {"row": row, "form": form, "ends": ends, "is_over": is_over})


@require_POST
@staff(PERMISSION)
def keep(request: HttpRequest) -> HttpResponse:
    """Think better of a cancellation that has not taken effect."""
    row = begun(request)
    if row.is_subscribed:
        asked(request, "keep")
    else:
        with tenants.platform():
            actions.cancel_trial(row.pk, undo=True, by=request.actor, at=request.at)
    messages.success(request, _("Good. Everything stays as it is."))
    return redirect("billing:overview")


@require_POST
@staff(PERMISSION)
def pay(request: HttpRequest) -> HttpResponse:
    """Try the card once more for what is unpaid."""
    if not begun(request).is_subscribed:
        raise NotSubscribed()
    row = asked(request, "pay", {"back": way_back(request)})
    return ended(request, _("Paid. Thank you."), row.unpaid_since is None)


def way_back(request: HttpRequest) -> str:
    """Return the address that a bank leads back to."""
    return cast(str, request.pizzeria.url(reverse("billing:confirm")))


def ended(request: HttpRequest, words: str, is_done: bool) -> HttpResponse:
    """Say so on the page of the plan; or, when it is not done yet, lead to where the bank is asked."""
    if not is_done:
        return redirect("billing:confirm")
    messages.success(request, words)
    return redirect("billing:overview")


def begun(request: HttpRequest) -> Subscription:
    """Return the subscription of this shop, begun now where there was none."""
    here = cast(tenants.Here, request.pizzeria)
    with tenants.platform():
        found = Subscription.objects.filter(pk=here.id).first()
        return found or actions.begin_trial(queries.Pizzeria.objects.get(id=here.id), by=request.actor, at=request.at)


def asked(request: HttpRequest, verb: str, params: Mapping[str, Any] | None = None) -> Subscription:
    """Let the provider do it, as ``asking.ask`` does."""
    id = cast(UUID, request.pizzeria.id)
    with tenants.platform():
        return asking.ask(id, verb, params=params, by=request.actor, at=request.at)

"""From the draft to the menu: looked at as customers would see it, taken back, published, and gone back to."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pizzeria.menu_sheet import RulesRow, values_from
from shared_apps.accounts.access import staff
from tenant_apps.menu import actions, cards, drafts, previewing
from tenant_apps.menu.draft_forms import RulesForm
from tenant_apps.menu.models import MenuVersion
from tenant_apps.menu.views import drafting
from toolbox import refusals
from toolbox.refusals import Refusal

_BACK = {"undo": actions.undo_edit, "redo": actions.redo_edit, "discard": actions.discard_draft}


@staff("menu.edit")
@require_POST
def draft(request: HttpRequest, verb: str) -> HttpResponse:
    """Undo, redo, discard or publish."""
    if verb not in (*_BACK, "publish"):
        raise Http404
    known = {"revision": drafting.revision(request), "by": request.actor, "at": request.at}
    try:
        if verb == "publish":
            changes = len(actions.publish_draft(**known).changes)
            said = ngettext("Published: %(number)d change.", "Published: %(number)d changes.", changes)
            messages.success(request, said % {"number": changes})
        else:
            _BACK[verb](**known)
            messages.success(request, _("Put back.") if verb == "redo" else _("Taken back."))
    except Refusal as refusal:
        refusals.say(request, refusal)
    return drafting.lead_back(request)


@staff("menu.edit")
@never_cache
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """The shop's page as it will be; for staff alone and never kept."""
    read = drafts.read()
    sections = previewing.sections(read.sheet, at=request.at)
    return render(request, "menu/preview.html", {**cards.shown(sections), "draft": read})


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: HttpRequest) -> HttpResponse:
    """The menus that were published; ``number`` puts one of them into the draft."""
    if request.method != "POST":
        kept = MenuVersion.objects.defer("sheet")
        return drafting.show(request, "menu/versions.html", drafts.read(), {"versions": kept})
    said = request.POST.get("number", "")
    number = int(said) if said.isdecimal() and len(said) < 9 else 0
    try:
        actions.draft_version(number, revision=drafting.revision(request), by=request.actor, at=request.at)
    except Refusal as refusal:
        return drafting.refuse(request, refusal, back="menu:versions")
    messages.success(
        request, _("Version %(number)d is in the draft. Look at it, then publish it.") % {"number": number}
    )
    return redirect("menu:editor")


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    read = drafts.read()
    form = RulesForm(request.POST or None, rules=read.sheet.rules)
    context, status = {"form": form}, 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        said = values_from(RulesRow, form.values())
        different = {
            name: value for name, value in form.values().items() if said[name] != getattr(read.sheet.rules, name)
        }
        try:
            if different:
                drafting.put(request, {"verb": "set_rules", "set": different})
            messages.success(request, _("Saved in the draft."))
            return redirect("menu:rules")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            context |= drafting.moved(refusal)
            read, status = drafts.read(), refusal.status
    return drafting.show(request, "menu/rules.html", read, context, status=status)

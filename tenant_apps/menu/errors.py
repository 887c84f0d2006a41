"""The ways the menu refuses."""

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pizzeria.menu_checks import Refused
from toolbox.refusals import Refusal


class NotOut(Refusal):
    code = "not_out"
    message = _("%(name)s is not marked as sold out.")


class EditRefused(Refusal):
    """This edit makes no sense on this menu; ``code`` says why."""

    status = 422

    def __init__(self, refused: Refused) -> None:
        self.refused = refused
        super().__init__(code=refused.code)
        self.code = f"menu_{refused.code}"

    def __str__(self) -> str:
        return self.refused.text(get_language() or "en")


class DraftMoved(Refusal):
    """Somebody else has changed the menu since; ``changes`` says what, by language, ``revision`` where it stands."""

    code = "draft_moved"
    message = _(
        "Somebody else has changed the menu since you opened this page. Nothing is lost: look at their changes, then "
        "send yours again."
    )

    def __init__(self, revision: int, changes: Sequence[Mapping[str, str]]) -> None:
        self.revision = revision
        self.changes = changes
        super().__init__(revision=revision)


class CellsUnreadable(Refusal):
    code = "cells_unreadable"
    status = 422
    message = _("This is no price: %(what)s. Everything else is saved in the draft.")


class NothingToPublish(Refusal):
    code = "nothing_to_publish"
    message = _("The draft is as the menu is: there is nothing to publish.")


class NoSuchVersion(Refusal):
    code = "no_such_version"
    status = 404
    message = _("This version of the menu is not kept any more.")


class NoSuchPhoto(Refusal):
    code = "no_such_photo"
    status = 404
    message = _("This photo is gone. Choose it again from your telephone or computer.")

"""The ways signing up refuses."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from pizzeria.menu_csv import Problem
from toolbox.refusals import Refusal


class WrongCode(Refusal):
    code = "wrong_code"
    status = 422

    def __str__(self) -> str:
        return ngettext(
            "This is not the code we sent. One try is left.",
            "This is not the code we sent. %(left)d tries are left.",
            self.detail["left"],
        ) % {"left": self.detail["left"]}


class CodeUsedUp(Refusal):
    """Too old, or guessed at too often: only a new one helps."""

    code = "code_used_up"
    message = _("This code is no longer good. Ask for a new one.")


class TooManyCodes(Refusal):
    code = "too_many_codes"
    status = 429
    message = _("We have sent several codes already. Please look into your mailbox, or begin again in an hour.")


class SignUpOver(Refusal):
    """Refused or run out: the name is free again."""

    code = "sign_up_over"
    status = 410
    message = _("This sign-up has ended. Please begin again.")


class MenuFileWrong(Refusal):
    code = "menu_file_wrong"
    status = 422
    message = _("The menu file is not right yet. Please correct these rows and send it again.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        language = get_language() or "en"
        super().__init__(problems=[{"row": p.row, "code": p.code, "message": p.text(language)} for p in problems])

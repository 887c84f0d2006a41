"""The ways the menu refuses."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pizzeria.menu_csv import Problem
from toolbox.refusals import Refusal


class MenuFileWrong(Refusal):
    """The file was not imported; ``problems`` says why, row by row."""

    code = "menu_file_wrong"
    status = 422
    message = _("Nothing was imported. Please correct these rows and send the file again.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        language = get_language() or "en"
        rows = [{"row": problem.row, "code": problem.code, "message": problem.text(language)} for problem in problems]
        super().__init__(problems=rows)


class NotOut(Refusal):
    code = "not_out"
    message = _("%(name)s is not marked as sold out.")


class NoSuchSize(Refusal):
    code = "no_such_size"
    status = 422
    message = _("This product does not come in that size.")


class PizzaWithoutDough(Refusal):
    """A pizza would be sold in a size that no dough comes in, so nobody could order it."""

    code = "pizza_without_dough"
    status = 422
    message = _("No dough comes in %(size)s, so no pizza can. Give a dough a price there first.")


class NoSuchPhoto(Refusal):
    code = "no_such_photo"
    status = 404
    message = _("This photo is gone. Choose it again from your telephone or computer.")

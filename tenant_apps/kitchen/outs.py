"""What has run out, since when and by whom; and what each ingredient would take with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pizzeria.running_out import Effect, effects
from shared_apps.accounts.models import User
from shared_apps.journal.models import Entry
from tenant_apps.kitchen.errors import BadOut
from tenant_apps.kitchen.queries import end_of_service
from tenant_apps.marketing import queries as marketing
from tenant_apps.menu.models import Ingredient
from toolbox.i18n import text

FOR_A_WHILE = timedelta(hours=2)
NO_EFFECT = Effect(is_topping=False)


@dataclass(frozen=True)
class Stock:
    """``by``: who said that it is out, where that is known."""

    row: Ingredient
    is_out: bool
    effect: Effect
    by: str = ""

    @property
    def words(self) -> str:
        """What a search looks through."""
        return " ".join(self.row.name.values()) if isinstance(self.row.name, dict) else str(self.row.name)


def stock(*, at: datetime) -> list[Stock]:
    """Return every ingredient, those that are out first."""
    rows = list(Ingredient.objects.order_by("position", "id"))
    out = [row for row in rows if row.is_out(at=at)]
    takes, who = effects(marketing.price_menu(at=at)), _who(out)
    found = [Stock(row, row in out, takes.get(str(row.id), NO_EFFECT), who.get(str(row.id), "")) for row in rows]
    return sorted(found, key=lambda one: (not one.is_out, text(one.row.name).lower()))


def until(said: str, *, at: datetime) -> datetime | None:
    """Return when what is taken off comes back: "today", "2h", "" (restocked) or a moment. Raises BadOut."""
    if said == "today":
        return end_of_service(at=at)
    if said == "2h":
        return at + FOR_A_WHILE
    if not said:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise BadOut() from error
    if moment.tzinfo is None or moment <= at:
        raise BadOut()
    return moment


def _who(out: Iterable[Ingredient]) -> dict[str, str]:
    """Return for each of these the name of who took it off last."""
    ids = [str(row.id) for row in out]
    if not ids:
        return {}
    said = Entry.objects.filter(subject__in=ids, fact="IngredientRanOut").order_by("id")
    last = {entry.subject: entry.by_id for entry in said}
    names = {
        str(id): name for id, name in User.objects.filter(id__in=filter(None, last.values())).values_list("id", "name")
    }
    return {ingredient: names[person] for ingredient, person in last.items() if person in names}

"""Where receipts become fiscal documents: a place for each country's device or service, none of which is here yet.

Without one a receipt is plain paper, and says so. Whoever adds one writes a module beside this and puts it into
``ADAPTERS`` and ``Shop.FiscalDevice``; what each country asks of it stands in docs/fiscal.md. One that calls out
(``calls_out``) is never called inside a transaction: the receipt is written without a mark, and a task asks for the
mark after the commit, with the receipt's id as the key that makes asking twice one.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from tenant_apps.payments.models import Receipt
from tenant_apps.payments.till_errors import FiscalNotInstalled


@dataclass(frozen=True)
class FiscalMark:
    """What a fiscal device or service answered: its name, its number and what must be printed (a code, a signature)."""

    adapter: str
    is_fiscal: bool = False
    reference: str = ""
    printed: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class FiscalAdapter(Protocol):
    """``claims_compliance``: whether its receipts are fiscal documents in the shop's country."""

    name: str
    claims_compliance: bool
    calls_out: bool

    def register(self, receipt: Receipt) -> FiscalMark:
        """Make the receipt a fiscal document; asked twice for the same receipt it is the same mark."""
        ...

    def cancel(self, credit_note: Receipt) -> FiscalMark:
        """Tell that (part of) a receipt was taken back: ``credit_note.corrects``."""
        ...

    def close_day(self, day: date, *, gross: int, vat: int) -> FiscalMark:
        """Send the day's takings, in minor units."""
        ...


class Nothing:
    """No fiscal device: receipts say that they are none."""

    name = "none"
    claims_compliance = False
    calls_out = False

    def register(self, receipt: Receipt) -> FiscalMark:
        return FiscalMark(self.name)

    def cancel(self, credit_note: Receipt) -> FiscalMark:
        return FiscalMark(self.name)

    def close_day(self, day: date, *, gross: int, vat: int) -> FiscalMark:
        return FiscalMark(self.name)


ADAPTERS: dict[str, FiscalAdapter] = {"none": Nothing()}
# What a country asks for, by the name under which its adapter would stand in ADAPTERS.
PLACES = {
    "it-rt": _("the Italian telematic recorder (RT)"),
    "de-tse": _("the German security module (TSE)"),
    "es-verifactu": _("the Spanish VeriFactu service"),
}


def adapter(name: str = "none") -> FiscalAdapter:
    """Return the adapter of that name. Raises FiscalNotInstalled for one that has only its place here."""
    try:
        return ADAPTERS[name]
    except KeyError:
        raise FiscalNotInstalled(name=PLACES.get(name, name)) from None

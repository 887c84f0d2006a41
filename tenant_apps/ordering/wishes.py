"""What somebody asks for at the checkout, cleaned of what no row or page should hold."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from toolbox.typed import clean


@dataclass(frozen=True)
class Wish:
    """How, when, who and how it is paid. ``when`` is the start of a slot, None as soon as possible.

    ``expected_total`` is what the customer saw; None from somebody who saw none (a phone call).
    """

    order_type: str
    when: datetime | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    address_note: str = ""
    note: str = ""
    tender: str = "cash"
    tip: Decimal = Decimal(0)
    language: str = "it"
    channel: str = "web"
    expected_total: Decimal | None = None

    def cleaned(self) -> "Wish":
        return replace(
            self,
            name=clean(self.name, most=120),
            phone=clean(self.phone, most=30),
            email=clean(self.email, most=254),
            address=clean(self.address, most=300) if self.order_type == "delivery" else "",
            address_note=clean(self.address_note, most=160) if self.order_type == "delivery" else "",
            note=clean(self.note, most=300),
        )

    def fingerprint(self, basket_id: object) -> str:
        """Return the same text for the same request, however often it is sent."""
        body: dict[str, Any] = asdict(self) | {"basket": str(basket_id)}
        return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()

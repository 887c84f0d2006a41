"""One call of the API: who asks, for whom, and for how much of an answer."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from standins.paypal.errors import Refused
from standins.paypal.store import Document, Store


@dataclass(frozen=True)
class Call:
    store: Store
    client_id: str
    url: str  # this stand-in's own address
    headers: dict[str, str]  # names in lower case
    query: dict[str, str]
    body: Any
    raw: bytes = b""

    @property
    def request_id(self) -> str:
        return self.headers.get("paypal-request-id", "")

    @property
    def wants_all(self) -> bool:
        return self.headers.get("prefer", "").replace(" ", "") == "return=representation"

    @property
    def merchant(self) -> str:
        """Return the merchant of the PayPal-Auth-Assertion; "" when there is none.

        Raises Refused when it was not issued by this client.
        """
        assertion = self.headers.get("paypal-auth-assertion", "")
        if not assertion:
            return ""
        claims = _claims(assertion)
        if claims.get("iss") != self.client_id or not claims.get("payer_id"):
            raise Refused("PERMISSION_DENIED")
        return str(claims["payer_id"])

    def check_acts_for(self, payee: Document) -> None:
        """Refuse who acts on a merchant's money without naming the merchant, as PayPal does with third parties."""
        if (owner := payee.get("merchant_id")) and self.merchant != owner:
            raise Refused("PERMISSION_DENIED", description=f"PayPal-Auth-Assertion for {owner} is needed.")

    def check_may_see_disputes(self) -> None:
        """Refuse whom no merchant, or a merchant who did not allow it, lets look at disputes."""
        if not self.merchant or self.merchant in self.store.private:
            raise Refused("PERMISSION_DENIED")

    def link(self, path: str, rel: str, method: str = "GET") -> dict[str, str]:
        return {"href": f"{self.url}{path}", "rel": rel, "method": method}


@dataclass(frozen=True)
class Answer:
    """A status and a document. ``brief`` are the fields that are left without ``Prefer: return=representation``."""

    status: int
    document: Document | None
    brief: tuple[str, ...] = ()

    def shown(self, *, whole: bool) -> Document | None:
        if whole or not self.brief or self.document is None:
            return self.document
        return {name: self.document[name] for name in self.brief if name in self.document}


def _claims(assertion: str) -> dict[str, Any]:
    try:
        header, payload, signature = assertion.split(".")
        algorithm, claims = _decoded(header).get("alg"), _decoded(payload)
    except (ValueError, binascii.Error) as error:
        raise Refused("INVALID_AUTH_ASSERTION", status=400) from error
    if algorithm != "none" or signature:
        raise Refused("INVALID_AUTH_ASSERTION", status=400)
    return claims


def _decoded(part: str) -> dict[str, Any]:
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(claims, dict):
        raise ValueError("not an object")
    return claims

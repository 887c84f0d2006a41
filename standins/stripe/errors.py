"""What goes wrong, in Stripe's shape."""

from typing import Any


class StripeError(Exception):
    """Becomes `{"error": {...}}` with its HTTP status. What was changed before it was raised stays changed."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.details = {"message": message, "type": type, "code": code, "param": param, **more}

    @property
    def body(self) -> dict[str, Any]:
        return {"error": {key: value for key, value in self.details.items() if value is not None}}


def missing(kind: str, id: str, param: str = "id") -> StripeError:
    return StripeError(f"No such {kind}: '{id}'", status=404, code="resource_missing", param=param)


def unexpected_state(kind: str, message: str, thing: dict[str, Any]) -> StripeError:
    """An illegal move of a payment or a setup intent: `kind` is the object's name."""
    its_state: dict[str, Any] = {kind: dict(thing)}
    return StripeError(message, code=f"{kind}_unexpected_state", **its_state)


def declined(message: str, *, code: str, decline_code: str | None, **more: Any) -> StripeError:
    return StripeError(message, status=402, type="card_error", code=code, decline_code=decline_code, **more)

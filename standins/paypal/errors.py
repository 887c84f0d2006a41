"""How PayPal says no: a name, a debug id and the issue that a program reads."""

from typing import Any

MESSAGES = {
    400: (
        "INVALID_REQUEST",
        "Request is not well-formed, syntactically incorrect, or violates schema.",
    ),
    401: (
        "AUTHENTICATION_FAILURE",
        "Authentication failed due to missing authorization header, or invalid credentials.",
    ),
    403: ("NOT_AUTHORIZED", "Authorization failed due to insufficient permissions."),
    404: ("RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    405: ("METHOD_NOT_SUPPORTED", "The server does not implement the requested HTTP method."),
    409: ("RESOURCE_CONFLICT", "The server has detected a conflict while processing this request."),
    422: (
        "UNPROCESSABLE_ENTITY",
        "The requested action could not be performed, semantically incorrect, or failed business validation.",
    ),
    500: ("INTERNAL_SERVER_ERROR", "An internal server error has occurred."),
}

# What may be wrong with a well-formed request: the issue, its status, and what PayPal's reference says of it.
ISSUES: dict[str, tuple[int, str]] = {
    "ACTION_DOES_NOT_MATCH_INTENT": (422, "Order was created with an intent to do the other of authorize and capture."),
    "AMOUNT_MISMATCH": (422, "Should equal item_total + tax_total + shipping + handling + insurance - discounts."),
    "AUTHORIZATION_ALREADY_CAPTURED": (422, "Authorization has already been captured."),
    "AUTHORIZATION_AMOUNT_EXCEEDED": (422, "Amount exceeds the authorized amount."),
    "AUTHORIZATION_EXPIRED": (422, "An expired authorization cannot be captured."),
    "AUTHORIZATION_VOIDED": (422, "A voided authorization cannot be captured or reauthorized."),
    "CANNOT_BE_ZERO_OR_NEGATIVE": (422, "Must be greater than zero."),
    "CAPTURE_FULLY_REFUNDED": (422, "The capture has already been fully refunded."),
    "CAPTURE_NOT_COMPLETED": (422, "Only a completed capture can be refunded."),
    "CURRENCY_MISMATCH": (422, "Currency must be the same as that of the payment."),
    "CURRENCY_NOT_SUPPORTED": (422, "Currency code is not currently supported."),
    "DECIMAL_PRECISION": (422, "The value has more decimal places than the currency allows."),
    "DUPLICATE_INVOICE_ID": (422, "Requested invoice number has been previously captured."),
    "DUPLICATE_REQUEST_ID": (422, "The value of PayPal-Request-Id header has already been used for another request."),
    "INSTRUMENT_DECLINED": (422, "The instrument presented was either declined by the processor or bank."),
    "INVALID_RESOURCE_ID": (404, "Specified resource ID does not exist. Please check the resource ID and try again."),
    "ITEM_TOTAL_MISMATCH": (422, "Should equal sum of (unit_amount * quantity) across all items."),
    "MAX_CAPTURE_AMOUNT_EXCEEDED": (422, "Capture amount exceeds allowable limit."),
    "MULTIPLE_PURCHASE_UNITS_NOT_SUPPORTED": (422, "This stand-in takes orders of one purchase unit."),
    "ORDER_ALREADY_AUTHORIZED": (
        422,
        "Order already authorized. If 'intent=AUTHORIZE' only one authorization is allowed.",
    ),
    "ORDER_ALREADY_CAPTURED": (
        422,
        "Order already captured. If 'intent=CAPTURE' only one capture per order is allowed.",
    ),
    "ORDER_NOT_APPROVED": (422, "Payer has not yet approved the Order for payment."),
    "PAYEE_ACCOUNT_INVALID": (422, "Payee account is invalid."),
    "PAYEE_ACCOUNT_RESTRICTED": (422, "The merchant account is restricted."),
    "PAYPAL_REQUEST_ID_REQUIRED": (400, "A PayPal-Request-Id is required if you are trying to process payment."),
    "PERMISSION_DENIED": (403, "You do not have permission to access or perform operations on this resource."),
    "PLATFORM_FEE_EXCEEDED": (
        422,
        "Platform fee amount specified exceeds the amount that is available for transaction.",
    ),
    "PREVIOUSLY_CAPTURED": (422, "Authorization has been previously captured and hence cannot be voided."),
    "PREVIOUSLY_VOIDED": (422, "Authorization has been previously voided and hence cannot be voided again."),
    "REAUTHORIZATION_TOO_SOON": (422, "A reauthorization is only allowed from day 4 to day 29 of the authorization."),
    "REFUND_AMOUNT_EXCEEDED": (
        422,
        "The refund amount must be less than or equal to the capture amount not yet refunded.",
    ),
    "REFUND_TIME_LIMIT_EXCEEDED": (422, "You are over the time limit to perform a refund on this capture."),
}


class Refused(Exception):
    """An answer in PayPal's error shape."""

    def __init__(
        self, issue: str, *, status: int = 0, field: str = "", description: str = "", link: dict[str, str] | None = None
    ) -> None:
        super().__init__(issue)
        known, words = ISSUES.get(issue, (400, issue.replace("_", " ").capitalize() + "."))
        self.status, self.issue, self.field, self.link = status or known, issue, field, link
        self.description = description or words

    def body(self, debug_id: str) -> dict[str, Any]:
        name, message = MESSAGES[self.status]
        detail = {"issue": self.issue, "description": self.description}
        if self.field:
            detail |= {"field": self.field, "location": "body"}
        information = {
            "href": f"https://developer.paypal.com/api/rest/responses/#{self.issue}",
            "rel": "information_link",
            "method": "GET",
        }
        links = [information, self.link] if self.link else [information]
        return {"name": name, "message": message, "debug_id": debug_id, "details": [detail], "links": links}

"""PayPal's own client, pointed at where the settings say and made careful with money.

Its ``Configuration`` knows two addresses by name; ours is a setting, so that the same client talks to PayPal's production,
its sandbox and a stand-in. A POST that moves money is never sent twice by the client itself: whoever calls decides, with the
same ``paypal_request_id``.

What comes out of a call: ``ErrorException`` (PayPal said no: ``response_code``, ``name``, ``details[].issue``), another
``ApiException`` (5xx: nobody knows what was done), ``requests.RequestException`` (the line broke, or no answer in SECONDS:
nobody knows either) and ``AuthValidationException`` (no token could be had: nothing was done).
"""

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from apimatic_core.authentication.multiple.single_auth import Single
from apimatic_core.request_builder import RequestBuilder
from apimatic_core.response_handler import ResponseHandler
from apimatic_core.types.parameter import Parameter
from django.conf import settings
from paypalserversdk.api_helper import APIHelper
from paypalserversdk.configuration import Configuration, Server
from paypalserversdk.controllers.base_controller import BaseController
from paypalserversdk.exceptions.api_exception import ApiException
from paypalserversdk.exceptions.error_exception import ErrorException
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.http.http_method_enum import HttpMethodEnum
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

SECONDS = 20  # to answer: PayPal's captures take up to ten when a bank is slow
_SIGNED = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time")


class _Addressed(Configuration):
    """The SDK's configuration with an address of ours instead of the name of an environment."""

    def __init__(self, base: str, **options: Any) -> None:
        super().__init__(**options)
        self._base = base.rstrip("/")

    def get_base_uri(self, server: Server = Server.DEFAULT) -> str:
        return self._base


class _Lacking(BaseController):
    """The calls of PayPal's that its SDK lacks."""

    def disputes(self, merchant: str, *, capture: str = "", id: str = "") -> Any:
        """Return the page of a capture's disputes, or one dispute whole, as PayPal writes it in JSON."""
        return (
            self.new_api_call_builder.request(
                RequestBuilder()
                .server(Server.DEFAULT)
                .path("/v1/customer/disputes" + ("/{id}" if id else ""))
                .http_method(HttpMethodEnum.GET)
                .template_param(Parameter().key("id").value(id).should_encode(True))
                .query_param(Parameter().key("disputed_transaction_id").value(capture or None))
                .header_param(Parameter().key("PayPal-Auth-Assertion").value(assertion(merchant)))
                .header_param(Parameter().key("accept").value("application/json"))
                .auth(Single("Oauth2"))
            )
            .response(
                ResponseHandler()
                .deserializer(APIHelper.json_deserialize)
                .is_api_response(True)
                .local_error("500", "PayPal does not know what it did.", ApiException)
                .local_error("default", "PayPal says no.", ErrorException)
            )
            .execute()
            .body
        )

    def verify(self, body: str) -> str:
        answer = (
            self.new_api_call_builder.request(
                RequestBuilder()
                .server(Server.DEFAULT)
                .path("/v1/notifications/verify-webhook-signature")
                .http_method(HttpMethodEnum.POST)
                .header_param(Parameter().key("Content-Type").value("application/json"))
                .body_param(Parameter().value(body))
                .auth(Single("Oauth2"))
            )
            .response(ResponseHandler().deserializer(APIHelper.json_deserialize).is_api_response(True))
            .execute()
        )
        return str(answer.body["verification_status"])


def client() -> PaypalServersdkClient:
    """Return the client of PAYPAL_CLIENT_ID at PAYPAL_API_BASE. It keeps its token and its connections: one per process."""
    return _client(settings.PAYPAL_API_BASE, settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET)


@cache
def _client(base: str, client_id: str, secret: str) -> PaypalServersdkClient:
    credentials = ClientCredentialsAuthCredentials(client_id, secret, o_auth_clock_skew=60)
    # max_retries=0: no retry at all, not even of a GET. No logging configuration: the SDK writes no header anywhere.
    return PaypalServersdkClient(
        config=_Addressed(base, timeout=SECONDS, max_retries=0, client_credentials_auth_credentials=credentials)
    )


def assertion(merchant_id: str) -> str:
    """Return the ``paypal_auth_assertion`` that names the merchant for whom the platform acts.

    PayPal's own form: an unsigned JSON Web Token. The bearer token proves who we are; this says on whose account.
    """
    parts = ({"alg": "none"}, {"iss": settings.PAYPAL_CLIENT_ID, "payer_id": merchant_id})
    header, claims = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return f"{header}.{claims}."


def disputes(capture: str, merchant: str) -> list[dict[str, Any]]:
    """Return the disputes about what a merchant captured, each whole: the list alone does not say what was moved.

    The fields are those of https://developer.paypal.com/docs/api/customer-disputes/v1/. Raises what every call raises:
    an ``ErrorException`` of 403 where the merchant has not let us see them.
    """
    asked = _Lacking(client().global_configuration)
    listed = asked.disputes(merchant, capture=capture).get("items") or []
    return [asked.disputes(merchant, id=one["dispute_id"]) for one in listed]


def resolution_centre() -> str:
    """Return the address at which a merchant answers disputes: of PayPal itself, its sandbox, or a stand-in."""
    return settings.PAYPAL_API_BASE.rstrip("/").replace("//api-m.", "//www.") + "/disputes/"


def is_genuine(headers: Mapping[str, str], body: bytes) -> bool:
    """Return whether PayPal sent this webhook to PAYPAL_WEBHOOK_ID, by asking PayPal.

    The signature covers the very bytes of the body: it is asked about unchanged, not parsed and written again. Raises what
    every call raises when PayPal cannot be asked; the webhook then has to come again.
    """
    given = {name: headers.get(f"PAYPAL-{name.replace('_', '-').upper()}", "") for name in _SIGNED}
    if not all(given.values()):
        return False
    try:
        event = body.decode()
        json.loads(event)
    except ValueError:
        return False
    head = json.dumps({**given, "webhook_id": settings.PAYPAL_WEBHOOK_ID})
    return _Lacking(client().global_configuration).verify(f'{head[:-1]},"webhook_event":{event}}}') == "SUCCESS"

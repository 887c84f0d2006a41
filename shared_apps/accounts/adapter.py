"""Where allauth does things our way: whose name stands on a mail, who may sign up where, what is a safe way back."""

import base64
import hashlib
from email.utils import formataddr, parseaddr
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.request import split_domain_port
from django.utils.http import url_has_allowed_host_and_scheme

import tenants


def house_name() -> str:
    here = tenants.current()
    return here.name if here else "PizzaMama"


def from_house() -> str:
    """Return the sender of this house's mails: its name, our address."""
    return formataddr((house_name(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Everybody may become a customer of a shop; one comes to the platform by opening a shop."""
        if request.pizzeria is None:
            raise ImmediateHttpResponse(HttpResponseRedirect("/signup/"))
        return True

    def is_safe_url(self, url: str | None) -> bool:
        """Only this very host: allauth's own answer believes ALLOWED_HOSTS, which here holds a star."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_from_email(self) -> str:
        return from_house()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = SimpleNamespace(name=house_name(), domain=split_domain_port(self.request.get_host())[0])
        super().send_mail(template_prefix, email, {**context, "current_site": site})

    def send_account_already_exists_mail(self, email: str) -> None:
        # A real sign-up hashes a password. So does this one, or the time it takes would tell them apart.
        make_password("the same work as for somebody new")
        super().send_account_already_exists_mail(email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/account/"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts per host as written, and a host can be written in many ways. The cache is the house's own.
        return str(credentials.get("email", "")).lower()


class SocialAdapter(DefaultSocialAccountAdapter):
    """Buttons appear for the providers that have keys in the environment; the pages of the others do not exist."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        try:
            return super().get_app(request, provider, client_id=client_id)
        except ObjectDoesNotExist:
            raise Http404 from None

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        names = (data.get("first_name"), data.get("last_name"))
        user.name = data.get("name") or " ".join(filter(None, names))
        return user


class MFAAdapter(DefaultMFAAdapter):
    """Second factors carry the house's name, and their secrets are not readable in a copy of the database."""

    def _get_site_name(self) -> str:
        return house_name()

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    seeds = (hashlib.sha256(f"second factors:{secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(seed)) for seed in seeds])

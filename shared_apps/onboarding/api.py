"""Signing up by program: the same way, step by step."""

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.journal.facts import Actor
from shared_apps.onboarding import actions
from shared_apps.onboarding.access import limit_code_tries, limit_sign_ups
from shared_apps.onboarding.models import SignUp


class SignUpRequest(serializers.Serializer[Any]):
    pizzeria_name = serializers.CharField(min_length=2, max_length=80)
    slug = serializers.CharField(max_length=40)
    email = serializers.EmailField()
    password = serializers.CharField(max_length=128, write_only=True)
    country = serializers.ChoiceField(choices=sorted(actions.CURRENCIES), default="IT")
    timezone = serializers.ChoiceField(choices=sorted(available_timezones()), default="Europe/Rome")
    language = serializers.ChoiceField(choices=["it", "en"], default="it")
    menu = serializers.ChoiceField(choices=["starter", "empty", "csv"], default="starter")
    menu_csv = serializers.CharField(
        max_length=500_000, required=False, default="", allow_blank=True, trim_whitespace=False
    )

    def validate_password(self, value: str) -> str:
        try:
            validate_password(value)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from None
        return value


class CodeSaid(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=12)


class SignUpStatus(serializers.Serializer[SignUp]):
    id = serializers.UUIDField()
    state = serializers.CharField(help_text="requested, verified, provisioning, active or refused")
    status_url = serializers.SerializerMethodField()
    shop_url = serializers.SerializerMethodField(help_text="when active")
    problem = serializers.CharField(help_text="when refused: expired, slug_taken or failed")

    def get_status_url(self, sign_up: SignUp) -> str:
        return self.context["request"].build_absolute_uri(reverse("api:onboarding-status", args=[sign_up.id]))

    def get_shop_url(self, sign_up: SignUp) -> str | None:
        return sign_up.shop_url if sign_up.state == SignUp.State.ACTIVE else None


def _status(request: Request, sign_up: SignUp, status: int = 200) -> Response:
    return Response(SignUpStatus(sign_up, context={"request": request}).data, status=status)


@extend_schema(request=SignUpRequest, responses={202: SignUpStatus})
@api_view(["POST"])
@authentication_classes([])
def sign_up(request: Request) -> Response:
    """Ask for a shop; a code goes to the e-mail, and the name is held for an hour."""
    data = SignUpRequest(data=request.data)
    data.is_valid(raise_exception=True)
    limit_sign_ups(request._request, email=data.validated_data["email"])
    made = actions.request_sign_up(actions.Wish(**data.validated_data), by=Actor.guest(), at=request._request.at)
    return _status(request, made, 202)


@extend_schema(request=CodeSaid, responses=SignUpStatus)
@api_view(["POST"])
@authentication_classes([])
def verify(request: Request, id: UUID) -> Response:
    """Prove the mailbox; the answer comes when the shop is live, or says how far it is."""
    data = CodeSaid(data=request.data)
    data.is_valid(raise_exception=True)
    limit_code_tries(request._request)
    get_object_or_404(SignUp, id=id)
    at = request._request.at
    actions.verify_sign_up(id, code=data.validated_data["code"], by=Actor.guest(), at=at)
    return _status(request, actions.provision_sign_up(id, at=at))


@extend_schema(request=None, responses={202: SignUpStatus})
@api_view(["POST"])
@authentication_classes([])
def new_code(request: Request, id: UUID) -> Response:
    """Ask for another code; the one before is good no more."""
    limit_code_tries(request._request)
    get_object_or_404(SignUp, id=id)
    actions.renew_code(id, by=Actor.guest(), at=request._request.at)
    return _status(request, SignUp.objects.get(id=id), 202)


@extend_schema(responses=SignUpStatus)
@api_view(["GET"])
@authentication_classes([])
def status(request: Request, id: UUID) -> Response:
    """How far a sign-up is."""
    return _status(request, get_object_or_404(SignUp, id=id))

"""Who the caller is."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from shared_apps.accounts.access import SignedIn
from shared_apps.accounts.permissions import ROLES


class Me(serializers.Serializer):
    id = serializers.UUIDField()
    role = serializers.CharField(help_text="Empty for a customer.")
    permissions = serializers.ListField(child=serializers.CharField())
    scope = serializers.CharField(help_text="What the token covers; empty for a session.")


@extend_schema(responses=Me)
@api_view(["GET"])
@permission_classes([SignedIn])
def me(request: Request) -> Response:
    """For whom this session or token acts, and what it may do."""
    allowed = ROLES[request.user.role]
    if request.auth is not None:
        allowed &= ROLES[request.auth.application.role]
    scope = request.auth.scope if request.auth is not None else ""
    body = {"id": request.user.id, "role": request.user.role, "permissions": sorted(allowed), "scope": scope}
    return Response(Me(body).data)

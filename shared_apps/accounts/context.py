"""The person in every template: ``user``, ``permissions``, ``can.kitchen_work``, ``support``."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shared_apps.accounts.permissions import ROLES


class Can:
    """``{% if can.kitchen_work %}`` asks for the permission ``kitchen.work``; nobody is asked before that."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __getitem__(self, name: str) -> bool:
        user = self.request.user
        return user.is_authenticated and user.may(name.replace("_", ".", 1))


def person(request: HttpRequest) -> dict[str, Any]:
    if not hasattr(request, "user"):  # an error page of a request that never came as far as the middleware
        return {}
    return {
        "user": request.user,
        "can": Can(request),
        "permissions": SimpleLazyObject(lambda: ROLES[request.user.role] if request.user.is_authenticated else ()),
        "support": request.support,
    }

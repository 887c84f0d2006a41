"""Programs that call the API for an owner."""

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.db import transaction
from oauth2_provider.generators import generate_client_secret

from shared_apps.accounts import errors, facts
from shared_apps.accounts.models import ApiClient, User
from shared_apps.accounts.permissions import SHOP_ROLES
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor


@transaction.atomic
def create_api_client(
    owner: User, *, name: str, role: str, may_write: bool, by: Actor, at: datetime
) -> tuple[ApiClient, str]:
    """Return the client and its secret, which is nowhere else from here on.

    Raises NoSuchRole, and what settings.LIMITS raises when the plan has no API.
    """
    import_module(settings.LIMITS).check_can_use("api")
    if role not in SHOP_ROLES:
        raise errors.NoSuchRole()
    secret = generate_client_secret()
    client = ApiClient.objects.create(
        user=owner,
        name=name,
        role=role,
        may_write=may_write,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    fact = facts.ApiClientCreated(client=client.client_id, role=role, may_write=may_write)
    journal.record(fact, by=by, at=at)
    return client, secret


@transaction.atomic
def revoke_api_client(client: ApiClient, *, by: Actor, at: datetime) -> None:
    """The client and every token it was given stop working at once."""
    journal.record(facts.ApiClientRevoked(client=client.client_id), by=by, at=at)
    client.delete()

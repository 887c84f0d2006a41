"""The address in an invitation: signed by this shop, for one sending, good for a week."""

from django.urls import reverse

from shared_apps.accounts import errors
from shared_apps.accounts.actions.staff import INVITATION_LASTS
from shared_apps.accounts.models import Invitation
from toolbox import signing

_PURPOSE = "invitation"


def invitation_path(invitation: Invitation) -> str:
    return reverse("accounts:invitation", args=[signing.sign(str(invitation.pk), purpose=_PURPOSE)])


def read_invitation(token: str) -> Invitation:
    """Return whom the link invites; whether it is still open the row says. Raises InvitationClosed."""
    try:
        id = signing.unsign(token, purpose=_PURPOSE, max_age=INVITATION_LASTS)
    except signing.BadSignature:
        raise errors.InvitationClosed() from None
    invitation = Invitation.objects.filter(pk=id).first()
    if invitation is None:
        raise errors.InvitationClosed()
    return invitation

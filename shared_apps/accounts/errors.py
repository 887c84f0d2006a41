"""The ways people's affairs are refused."""

from django.utils.translation import gettext_lazy as _

from toolbox.refusals import Refusal


class OwnersOnly(Refusal):
    code = "owners_only"
    status = 403
    message = _("Only an owner can make somebody an owner, or an owner something else.")


class LastOwner(Refusal):
    code = "last_owner"
    message = _("A shop needs an owner. Make somebody else an owner first.")


class NotYourself(Refusal):
    code = "not_yourself"
    message = _("You cannot lock yourself out. Ask another owner.")


class NoSuchRole(Refusal):
    code = "no_such_role"
    status = 422
    message = _("There is no such role here.")


class AlreadyOnStaff(Refusal):
    code = "already_on_staff"
    message = _("%(email)s works here already.")


class AlreadyInvited(Refusal):
    code = "already_invited"
    message = _("%(email)s has just been invited.")


class InvitationClosed(Refusal):
    code = "invitation_closed"
    status = 410
    message = _("This invitation was used, withdrawn or is too old. Ask for a new one.")


class LinkClosed(Refusal):
    code = "link_closed"
    status = 410
    message = _("This link was used or is too old. Go back and open the shop again.")


class MayNotHandOver(Refusal):
    code = "may_not_hand_over"
    status = 403
    message = _("Only support may look into a shop, and only with a reason.")

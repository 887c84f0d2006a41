"""What the rows say in codes, for people."""

from django.utils.translation import gettext_lazy as _

CHANNELS = {
    "web": _("ordered on the web"),
    "phone": _("ordered on the phone"),
    "counter": _("ordered at the counter"),
    "api": _("ordered by a program"),
}

ACTORS = {
    "guest": _("by the customer"),
    "customer": _("by the customer"),
    "staff": _("by the shop"),
    "owner": _("by the shop"),
    "support": _("by support"),
}
